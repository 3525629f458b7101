import Diagnostics
import Driver
import Explanations
import GraphFormat
import PolicyModel
import TestSupport
import Testing

/// What people call the ends of a question about a graph, and which names a graph takes for a domain.
@Suite struct GraphEndTests {
  private static func compilation(
    to reference: String = "basket/api", enforcement: String = "cilium", more: String = ""
  ) throws -> Compilation {
    let platform = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: small}
      spec:
        environments: [dev, prod]
        clusters: [{name: main, environments: [dev, prod], enforcement: \(enforcement)}]
        network:
          podCIDRs: [10.42.0.0/16]
          serviceCIDRs: [10.43.0.0/16]
          nodeCIDRs: [192.168.10.0/24]
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
      """
    let basket = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: basket}
      spec:
        owner: "@small/basket"
        namespaces: {basket-dev: dev, basket-prod: prod}
        workloads:
          api: {selector: {app: basket-api}, ports: {http: {port: 8080, service: 80}}}
          store: {selector: {app: store}, ports: {db: 5432}}
        grants:
          - {to: front/site, workload: api, ports: [http]}
      """
    let front = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: front}
      spec:
        owner: "@small/front"
        namespaces: {front-dev: dev, front-prod: prod}
        workloads:
          site: {selector: {app: site}, ports: {http: 3000}}
        needs:
          - {from: site, to: \(reference), ports: [8080]}
      """
    return Compilation(
      of: [("platform", platform + more), ("basket", basket), ("front", front)].map {
        SourceText(path: "\($0.0).yaml", $0.1)
      }, today: try .goldenDay)
  }

  private static func explain(
    _ from: String, _ to: String, port: UInt16? = nil, portName: String? = nil
  ) throws -> Explanation {
    try #require(
      try compilation().explanation(
        from: from, to: to, asked: port.map { ConnectionSet(.tcp, $0...$0) }, portName: portName, environment: nil))
  }

  @Test(
    "Names that people have from a cluster mean workloads",
    arguments: [
      ("front/site", "basket-prod/api", "in prod"), ("front-prod/site", "basket-prod/api", "in prod"),
      ("front/site-7d4b9c8f5-x2x9z", "basket/api", "in dev and prod"),
      ("front-prod/site-7d4b9c8f5-x2x9z", "basket/api@prod", "in prod"),
      ("front/site", "api.basket-prod.svc.cluster.local", "in prod"), ("front/site", "api.basket-prod", "in prod"),
      ("front/site", "http://api.basket-dev.svc/health", "in dev"),
      ("front/site", "basket/api:8080", "in dev and prod"),
      ("front/site", "basket-prod/deployment/api", "in prod"),
    ])
  func names(_ from: String, _ to: String, _ place: String) throws {
    let explanation = try Self.explain(from, to)
    #expect(explanation.verdict.hasSuffix("on TCP 8080 \(place)"), "\(explanation.verdict)")
    #expect(explanation.cases.allSatisfy { $0.destination.hasPrefix("basket/api in ") })
  }

  @Test func portsByName() throws {
    #expect(try Self.explain("front/site", "basket/api", portName: "http").asked == ConnectionSet(.tcp, 8080...8080))
    let service = try Self.explain("front/site", "api.basket-prod.svc", port: 80)
    #expect(service.asked == ConnectionSet(.tcp, 8080...8080))
    #expect(service.remarks.contains("a Service translates TCP 80 to TCP 8080, which is what policies see"))
    #expect(throws: UnknownPeer.self) { try Self.explain("front/site", "basket/api", portName: "grpc") }
  }

  @Test func nameServers() throws {
    for name in [
      "dns", "kube-system/coredns", "kube-system/coredns-5d78c9869d-abcde", "kube-dns.kube-system.svc.cluster.local",
    ] {
      let explanation = try Self.explain("front/site", name, port: 53)
      #expect(explanation.verdict == "front/site reaches \(name) on TCP 53 in dev and prod")
      #expect(explanation.cases.first?.consent.first?.text.contains("every pod may ask the name servers") == true)
    }
  }

  @Test func apiServer() throws {
    for name in ["kubernetes.default", "kubernetes.default.svc.cluster.local"] {
      #expect(try Self.explain("front/site", name).verdict == "front/site cannot reach \(name) in dev or prod")
    }
    let unknown = try Self.compilation(enforcement: "kubernetes")
    #expect(throws: UnknownPeer.self) {
      try unknown.explanation(from: "front/site", to: "api-server", asked: nil, environment: nil)
    }
  }

  @Test(
    "Names and addresses inside the cluster of which the graph knows nothing are no verdict",
    arguments: [
      ("10.43.0.10", "is an address of Services"), ("10.42.3.4", "is an address of pods"),
      ("10-42-3-4.basket-prod.pod.cluster.local", "is an address of pods"),
      ("web.basket-prod", "name basket/api or basket/store"), ("web.elsewhere.svc", "belongs to no tenant"),
      ("metrics-server.kube-system.svc", "only the name servers"), ("x.cluster.local", "inside the cluster"),
      ("kube-system/metrics-server", "no tenant is called"), ("front-prod/nobody", "has no workload \"nobody\""),
    ])
  func noVerdict(_ name: String, _ words: String) throws {
    do {
      let explanation = try Self.explain("front/site", name)
      Issue.record("\(explanation.verdict)")
    } catch let error as UnknownPeer {
      #expect(error.message.contains(words), "\(error.message)")
    }
  }

  @Test("A node is another one for the pods that it runs") func nodes() throws {
    let explanation = try Self.explain("192.168.10.7", "basket/api@prod", port: 80)
    #expect(
      explanation.verdict
        == "192.168.10.7 reaches basket/api on TCP 80 for pods on that node in prod; not for pods on other nodes in prod"
    )
  }

  @Test("Blocks that hold pods are judged without them") func mixedBlocks() throws {
    let explanation = try Self.explain("front/site", "10.0.0.0/8")
    #expect(explanation.remarks.first?.contains("pods and Services have addresses there, which are left out") == true)
  }

  /// Policies about domains never mean Services, so that the edge would be dead. (CIL-52)
  @Test(arguments: [
    ("{fqdn: api.basket-prod.svc.cluster.local}", "write `basket/api`"),
    ("{fqdn: api.basket-prod}", "write `basket/api`"),
    ("{fqdn: api.basket-prod.svc.corp.example}", "write `basket/api`"),
    ("{fqdn: api.basket-prod.svc}", "write `basket/api`"),
    ("{fqdn: api-0.api.basket-prod.svc.cluster.local}", "write one of `basket/api`, `basket/store`"),
    ("{fqdn: \"*.basket-prod.svc.cluster.local\"}", "write one of `basket/api`, `basket/store`"),
    ("{fqdn: kubernetes.default.svc}", "write `{apiServer: true}`"),
    ("{fqdn: kube-dns.kube-system.svc.cluster.local}", "may ask the name servers"),
    ("{fqdn: x.nobody.svc}", "belongs to no tenant yet"), ("{fqdn: x.cluster.local}", "`tenant/workload`"),
    ("api.basket-prod.svc.cluster.local", "write `basket/api`"), ("api.basket-prod.svc", "write `basket/api`"),
  ])
  func domainsOfTheCluster(_ reference: String, _ help: String) throws {
    for enforcement in ["cilium", "kubernetes"] {
      let findings = try Self.compilation(to: reference, enforcement: enforcement).findings
      let found = findings.filter { $0.message.contains("is a name inside the cluster") }
      #expect(found.map(\.code) == [.invalidReference], "\(findings.map(\.message))")
      #expect(found.first?.help?.contains(help) == true, "\(found)")
      #expect(!findings.contains { $0.help?.contains("fqdn: api.basket") ?? false })
    }
  }

  @Test("The same in assertions") func domainsOfTheClusterInThePlatform() throws {
    let reference = "{fqdn: api.basket-prod.svc.cluster.local}"
    let more = """

        assertions: [{name: a, never: {from: front, to: \(reference)}}]
      """
    let findings = try Self.compilation(more: more).findings
    #expect(findings.count { $0.message.contains("is a name inside the cluster") } == 1, "\(findings.map(\.message))")
  }

  @Test("Domains of the internet stay domains") func domains() throws {
    let findings = try Self.compilation(to: "{fqdn: api.example.com}").findings
    #expect(!findings.contains { $0.message.contains("inside the cluster") })
    let plain = try Self.compilation(to: "api.example.com").findings
    #expect(plain.contains { $0.help == "write `{fqdn: api.example.com}` for a domain name" })
    let short = try Self.compilation(to: "api.basket-prod").findings
    #expect(short.contains { $0.help?.hasPrefix("write `tenant/workload` for pods of the cluster, or") ?? false })
  }
}
