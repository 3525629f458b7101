import Analysis
import Diagnostics
import Manifests
import PolicyModel
import Resolution
import Testing

/// On Cilium the platform's denies hold against whatever a tenant applies in its own namespace. (CIL-20, CIL-21)
@Suite struct BoundaryTests {
  private static let folder = "cilium/namespaces/payments-prod"

  /// Policies with which a tenant would open itself, each in its own way.
  private static let openings: [Tampering] = [
    Tampering(
      "network-policy-for-everyone", adding: "\(folder)/mine.yaml",
      Tampering.networkPolicy("mine", in: "payments-prod", "  podSelector: {}\n  ingress: [{}]\n")),
    Tampering(
      "network-policy-for-one-namespace", adding: "\(folder)/mine.yaml",
      Tampering.networkPolicy(
        "mine", in: "payments-prod",
        "  podSelector: {}\n"
          + "  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data-prod}}}]}]\n")),
    Tampering(
      "cilium-policy-for-everyone", adding: "\(folder)/mine.yaml",
      ciliumPolicy("endpointSelector: {}", "ingress: [{fromEntities: [all]}, {fromEntities: [cluster]}]")),
    Tampering(
      "cilium-policy-for-one-namespace", adding: "\(folder)/mine.yaml",
      ciliumPolicy(
        "endpointSelector: {}",
        "ingress: [{fromEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: data-prod}}]}]")),
    Tampering(
      "cilium-policy-that-does-not-isolate", adding: "\(folder)/mine.yaml",
      ciliumPolicy(
        "endpointSelector: {}", "enableDefaultDeny: {ingress: false, egress: false}",
        "ingress: [{fromEntities: [all]}]")),
  ]

  private static func ciliumPolicy(_ lines: String...) -> String {
    "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: mine, namespace: payments-prod}\n"
      + "spec:\n" + lines.map { "  \($0)\n" }.joined()
  }

  /// Pods that have no edge to payments, all of them free to send what they like.
  private static let strangers = [
    pod("data-prod", ["app": "etl"]), pod("nobodys", [:]), pod("kube-system", ["k8s-app": "kube-dns"]),
    // The right labels in the wrong place.
    pod("nobodys", ["app": "checkout"]), pod("data-prod", ["app": "payments-api"]),
  ]
  private static let ledger = pod("payments-prod", ["app": "ledger"])
  private static let api = pod("payments-prod", ["app": "payments-api"])
  private static let admission = pod("payments-prod", ["app": "admission"])

  private static func pod(_ namespace: String, _ labels: Labels) -> Peer {
    .workload(Workload(namespace: namespace, name: "pod", kind: "Pod", labels: labels))
  }

  private func evaluation(of output: TamperedOutput) throws -> PolicyEvaluation {
    let cluster = try #require(output.graph.clusters.first { $0.name == "cilium" })
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: output.sources(of: cluster), reportingTo: &log)
    #expect(log.sorted.renderedAsText() == "")
    return PolicyEvaluation(
      inventory: ClusterInventory(namespaces: [], workloads: []), policies: reading.policies, semantics: .cilium)
  }

  /// `data-prod` opens its egress as well, so that only the boundary is left.
  private func opened(by opening: Tampering, without removed: [String] = []) throws -> PolicyEvaluation {
    var output = try TamperedOutput()
    let path = "cilium/namespaces/data-prod/mine.yaml"
    let egress = "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{}]\n"
    try output.apply(opening)
    try output.apply(
      Tampering(
        "egress", [.add(path, Tampering.networkPolicy("mine", in: "data-prod", egress))] + removed.map { .remove($0) }))
    return try evaluation(of: output)
  }

  @Test(arguments: openings)
  func strangersStayOut(_ opening: Tampering) throws {
    let evaluation = try opened(by: opening)
    for stranger in Self.strangers {
      // The callers of the webhook have names on Cilium, and pods have none of them.
      for target in [Self.ledger, Self.api, Self.admission] {
        #expect(evaluation.connections(from: stranger, to: target).isEmpty, "\(stranger) reaches \(target)")
      }
    }
  }

  /// CIL-43, CIL-50
  @Test func webhooksAreForTheControlPlane() throws {
    let evaluation = try evaluation(of: try TamperedOutput())
    let roles: [AddressRole] = [.ownNode, .remoteNode, .apiServer(onNode: true), .apiServer(onNode: false)]
    let address = try #require(CIDR("198.51.100.7/32"))
    for role in roles {
      let caller = Peer.addresses(AddressPeer(address, role: role))
      #expect(
        ConnectionSet(.tcp, 9443...9443).isSubset(of: evaluation.connections(from: caller, to: Self.admission)),
        "\(role)")
    }
    let world = Peer.addresses(AddressPeer(address))
    #expect(evaluation.connections(from: world, to: Self.admission).isEmpty)
  }

  /// What the openings would do without the boundary: the test above can fail.
  @Test(arguments: openings)
  func theBoundaryIsWhatKeepsThemOut(_ opening: Tampering) throws {
    let evaluation = try opened(by: opening, without: ["cilium/clusterwide/boundary.payments-prod.yaml"])
    #expect(!evaluation.connections(from: Self.strangers[0], to: Self.api).isEmpty)
  }

  /// Friends of the tenant are inside the boundary; the guardrail keeps them from the ledger all the same.
  @Test(arguments: openings.filter { !$0.name.hasSuffix("one-namespace") })
  func theGuardrailHoldsAgainstFriendsAndTheWorld(_ opening: Tampering) throws {
    var output = try TamperedOutput()
    try output.apply(opening)
    try output.apply(
      Tampering(
        "egress", adding: "cilium/namespaces/shop-prod/mine.yaml",
        Tampering.networkPolicy("mine", in: "shop-prod", "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{}]\n")
      ))
    let friend = Self.pod("shop-prod", ["app": "web"])
    let world = Peer.addresses(AddressPeer(.all(.ipv4)))
    let guarded = try evaluation(of: output)
    #expect(guarded.connections(from: friend, to: Self.ledger).isEmpty)
    #expect(guarded.connections(from: world, to: Self.ledger).isEmpty)
    try output.apply(Tampering("unguarded", removing: "cilium/clusterwide/guardrail.cardholder-data.yaml"))
    let unguarded = try evaluation(of: output)
    #expect(unguarded.connections(from: friend, to: Self.ledger).isAll)
    #expect(!unguarded.connections(from: world, to: Self.ledger).isEmpty)
  }

  @Test func theMetadataServiceStaysClosed() throws {
    var output = try TamperedOutput()
    try output.apply(
      Tampering(
        "egress", adding: "\(Self.folder)/mine.yaml",
        Tampering.networkPolicy(
          "mine", in: "payments-prod", "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{}]\n")))
    let address = try #require(CIDR("169.254.169.254/32"))
    let metadata = Peer.addresses(AddressPeer(address))
    #expect(try evaluation(of: output).connections(from: Self.api, to: metadata).isEmpty)
    try output.apply(Tampering("unguarded", removing: "cilium/clusterwide/guardrail.metadata.yaml"))
    #expect(try evaluation(of: output).connections(from: Self.api, to: metadata).isAll)
  }
}
