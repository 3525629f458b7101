import Analysis
import Diagnostics
import Driver
import Manifests
import PolicyModel
import Proof
import Resolution
import Testing

/// With ClusterNetworkPolicy the platform's denies hold against whatever a tenant applies in its own namespace. (CNP-2)
@Suite struct TierBoundaryTests {
  private static let folder = "tiers/namespaces/payments-prod"

  /// The graph of the tampering tests on a cluster that knows ClusterNetworkPolicy and no names nor requests.
  private static func output(_ enforcement: String = "clusterNetworkPolicy") throws -> TamperedOutput {
    try TamperedOutput(replacing: [
      ("name: cilium", "name: tiers"), ("enforcement: cilium", "enforcement: \(enforcement)"),
      ("    - {from: api, to: {fqdn: api.stripe.com}, ports: [8443], environments: [prod]}\n", ""),
      (", http: [{method: GET, path: /v1/.*}]", ""),
    ])
  }

  private static let openings: [Tampering] = [
    Tampering(
      "for-everyone", adding: "\(folder)/mine.yaml",
      Tampering.networkPolicy("mine", in: "payments-prod", "  podSelector: {}\n  ingress: [{}]\n")),
    Tampering(
      "for-every-namespace", adding: "\(folder)/mine.yaml",
      Tampering.networkPolicy(
        "mine", in: "payments-prod", "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {}}]}]\n")),
    Tampering(
      "for-one-namespace", adding: "\(folder)/mine.yaml",
      Tampering.networkPolicy(
        "mine", in: "payments-prod",
        "  podSelector: {}\n"
          + "  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data-prod}}}]}]\n")),
    Tampering(
      "instead-of-ours",
      [
        .remove("\(folder)/easement-baseline.yaml"),
        .add(
          "\(folder)/mine.yaml",
          Tampering.networkPolicy("mine", in: "payments-prod", "  podSelector: {}\n  ingress: [{}]\n")),
      ]),
  ]

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

  /// Everybody else opens their egress as well, so that only the boundary is left.
  private func opened(
    _ output: TamperedOutput, by opening: Tampering?, without removed: [String] = []
  ) throws -> PolicyEvaluation {
    var output = output
    if let opening { try output.apply(opening) }
    let egress = "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{}]\n"
    let opens = ["data-prod", "shop-prod", "payments-prod"].map {
      Tampering.Change.add("tiers/namespaces/\($0)/out.yaml", Tampering.networkPolicy("out", in: $0, egress))
    }
    try output.apply(Tampering("egress", opens + removed.map { .remove($0) }))
    let cluster = try #require(output.graph.clusters.first { $0.name == "tiers" })
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: output.sources(of: cluster), reportingTo: &log)
    #expect(log.sorted.renderedAsText() == "")
    return PolicyEvaluation(
      inventory: ClusterInventory(namespaces: [], workloads: []), policies: reading.policies, semantics: .generic)
  }

  @Test func untouchedOutputIsProved() throws {
    for enforcement in ["clusterNetworkPolicy", "kubernetes, clusterNetworkPolicy: true", "kubernetes"] {
      let verification = try Self.output(enforcement).verified()
      #expect(verification.holds)
      #expect(verification.findings.renderedAsText() == "")
    }
  }

  @Test(arguments: openings)
  func strangersStayOut(_ opening: Tampering) throws {
    let evaluation = try opened(Self.output(), by: opening)
    for stranger in Self.strangers {
      for target in [Self.ledger, Self.api] {
        #expect(evaluation.connections(from: stranger, to: target).isEmpty, "\(stranger) reaches \(target)")
      }
      // The webhook is the one port that is open to everyone.
      #expect(evaluation.connections(from: stranger, to: Self.admission) == ConnectionSet(.tcp, 9443...9443))
    }
  }

  /// What the openings would do without the boundary: the test above can fail.
  @Test(arguments: openings)
  func theBoundaryIsWhatKeepsThemOut(_ opening: Tampering) throws {
    let evaluation = try opened(
      Self.output(), by: opening, without: ["tiers/clusterwide/easement.payments-prod.boundary.yaml"])
    #expect(!evaluation.connections(from: Self.strangers[0], to: Self.api).isEmpty)
  }

  /// A boundary shuts out and never lets in: without any other policy its friends reach what they always could.
  @Test func noPolicyOfTheTierAllows() throws {
    for enforcement in ["clusterNetworkPolicy", "kubernetes, clusterNetworkPolicy: true"] {
      let output = try Self.output(enforcement)
      for (path, text) in output.files where path.contains("/clusterwide/") {
        #expect(text.contains("action: Deny") && !text.contains("Accept") && !text.contains("Pass"), "\(path)")
      }
    }
  }

  /// Friends of the tenant are inside the boundary; the guardrail keeps them from the ledger all the same.
  @Test(arguments: ["clusterNetworkPolicy", "kubernetes, clusterNetworkPolicy: true"])
  func theGuardrailHoldsAgainstFriends(_ enforcement: String) throws {
    let friend = Self.pod("shop-prod", ["app": "web"])
    let metadata = Peer.addresses(AddressPeer(try #require(CIDR("169.254.169.254/32"))))
    let guarded = try opened(Self.output(enforcement), by: Self.openings[0])
    #expect(guarded.connections(from: friend, to: Self.ledger).isEmpty)
    #expect(guarded.connections(from: Self.api, to: metadata).isEmpty)
    let unguarded = try opened(
      Self.output(enforcement), by: Self.openings[0],
      without: ["cardholder-data", "metadata"].map { "tiers/clusterwide/easement-guardrail.\($0).yaml" })
    #expect(unguarded.connections(from: friend, to: Self.ledger).isAll)
    #expect(unguarded.connections(from: Self.api, to: metadata).isAll)
  }

  /// `clusterNetworkPolicy: true` is about guardrails; boundaries belong to the third enforcement.
  @Test func boundariesBelongToTheThirdEnforcement() throws {
    let guardrailsOnly = try Self.output("kubernetes, clusterNetworkPolicy: true")
    let files = guardrailsOnly.files.keys.filter { $0.hasPrefix("tiers/clusterwide/") }.sorted()
    #expect(
      files == ["cardholder-data", "metadata"].map { "tiers/clusterwide/easement-guardrail.\($0).yaml" })
    #expect(try Self.output("kubernetes").files.keys.allSatisfy { !$0.contains("clusterwide") })
  }

  /// A block means every pod that has an address inside, so that "everybody else" must not be one with pods in it. (CNP-13)
  @Test func blocksLeaveOutTheClusterItself() throws {
    let output = try TamperedOutput(replacing: [
      ("name: cilium", "name: tiers"), ("enforcement: cilium", "enforcement: clusterNetworkPolicy"),
      ("    - {from: api, to: {fqdn: api.stripe.com}, ports: [8443], environments: [prod]}\n", ""),
      (", http: [{method: GET, path: /v1/.*}]", ""),
      (
        "  guardrails:\n", "  guardrails:\n    - {name: home, deny: egress, from: data, to: {not: data}, ports: [25]}\n"
      ),
    ])
    let text = try #require(output.files["tiers/clusterwide/easement-guardrail.home.yaml"])
    let blocks = AddressSet(
      text.split(separator: "\n").compactMap { CIDR(String($0.drop { " -\"".contains($0) }.prefix { $0 != "\"" })) })
    let own = AddressSet(["10.244.0.0/16", "10.96.0.0/12", "10.0.0.0/16"].compactMap(CIDR.init))
    #expect(!blocks.isEmpty && blocks.intersection(own).isEmpty)
    #expect(AddressSet.all.subtracting(blocks).isSubset(of: own))
    #expect(output.verified().holds)
  }

  /// Somebody who may write ClusterNetworkPolicies comes behind ours, and the proof finds it.
  @Test func policiesOfOthersInTheTierComeBehind() throws {
    var output = try Self.output()
    try output.apply(
      Tampering(
        "accept", adding: "tiers/clusterwide/accept.yaml",
        """
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: accept}
        spec:
          tier: Admin
          priority: 2
          subject: {namespaces: {}}
          ingress: [{action: Accept, from: [{namespaces: {}}]}]
          egress: [{action: Accept, to: [{namespaces: {}}]}]

        """))
    let evaluation = try opened(output, by: nil)
    #expect(evaluation.connections(from: Self.strangers[0], to: Self.api).isEmpty)
    #expect(!output.verified().holds)
  }
}
