import PolicyModel
import Testing

/// Which names the DNS of the cluster itself answers.
@Suite struct ClusterNameTests {
  private func name(_ text: String) -> ClusterName? { ClusterName(text) { ["shop", "pay"].contains($0) } }

  @Test(arguments: [
    "api.shop", "api.shop.svc", "api.shop.svc.cluster.local", "API.shop.svc.Cluster.Local.",
    "api.shop.svc.corp.example",
  ])
  func services(_ text: String) { #expect(name(text) == .service("api", namespace: "shop")) }

  @Test func otherForms() {
    #expect(name("api.elsewhere.svc") == .service("api", namespace: "elsewhere"))
    #expect(name("db-0.db.shop.svc.cluster.local") == .pod("db-0", namespace: "shop"))
    #expect(name("10-244-0-5.shop.pod.cluster.local") == IPAddress("10.244.0.5").map(ClusterName.address))
    #expect(name("10-244-0-5.db.shop.svc.cluster.local") == IPAddress("10.244.0.5").map(ClusterName.address))
    #expect(name("fd00--5.shop.pod.cluster.local") == IPAddress("fd00::5").map(ClusterName.address))
    #expect(name("kube-dns.cluster.local") == .other)
    #expect(name("*.cluster.local") == .other)
  }

  @Test(arguments: [
    "example.com", "api.shop.", "api.other", "svc.example.com", "pod.example", "cluster.local.example", "shop", "",
    "a..svc", ".svc", "api.shop.example.com", "local", "10.0.0.1",
  ])
  func namesOfTheInternet(_ text: String) { #expect(name(text) == nil, "\(text)") }
}
