import Diagnostics
import Driver
import PolicyModel
import Proof
import Resolution
import TestSupport
import Testing

/// Where nobody can tell from a dump what a policy does, nothing is proved.
@Suite struct OpenQuestionTests {
  private static func policy(_ spec: String, in namespace: String = "payments-prod") -> String {
    "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x, namespace: \(namespace)}\nspec: {\(spec)}"
  }

  private static func egress(_ peers: String) -> String { "endpointSelector: {}, egress: [{\(peers)}]" }
  private static func ingress(_ peers: String) -> String { "endpointSelector: {}, ingress: [{\(peers)}]" }

  private static let open = [
    ("CIL-51", egress("toServices: [{k8sService: {serviceName: a, namespace: b}}]")),
    ("CIL-51", egress("toServices: [{k8sServiceSelector: {selector: {matchLabels: {a: b}}}}]")),
    (
      "CIL-40",
      egress("toServices: [{k8sService: {serviceName: a}}], toPorts: [{ports: [{port: '1', protocol: TCP}]}]")
    ),
    ("CIL-48", ingress("fromCIDRSet: [{cidrGroupRef: office}]")),
    ("CIL-48", ingress("fromCIDRSet: [{cidrGroupSelector: {matchLabels: {a: b}}}]")),
    (
      "CIL-36",
      ingress(
        "fromEndpoints: [{matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: NotIn, values: [data-prod]}]}]"
      )
    ),
  ]

  @Test(arguments: open) func isAnError(_ rule: String, _ spec: String) throws {
    var dump = try Dump()
    dump.add(Self.policy(spec))
    let errors = dump.errors.filter { $0.code == .semanticsDependent }
    #expect(errors.count == 1)
    #expect(errors.first?.message.contains(rule) == true, "\(errors.map(\.message))")
    #expect(!dump.verified().holds)
    #expect(dump.verified().summary.contains("1 open question"))
  }

  /// What somebody says about pods of nobody changes nothing for tenants.
  @Test func elsewhereItIsNobodysBusiness() throws {
    var dump = try Dump()
    dump.add(Self.policy(Self.open[0].1, in: "monitoring"))
    #expect(dump.errors == [])
    #expect(dump.verified().holds)
  }

  @Test func whatWasReadIsNoQuestion() throws {
    var dump = try Dump()
    dump.add("apiVersion: cilium.io/v2\nkind: CiliumCIDRGroup\nmetadata: {name: office}\nspec: {externalCIDRs: []}")
    dump.add(Self.policy(Self.open[3].1))
    #expect(dump.messages(.semanticsDependent) == [])
  }

  // MARK: Order (CNP-3, CNP-5)

  private static func tier(
    _ name: String, _ priority: Int, _ action: String, subject: String = "{namespaces: {}}"
  ) -> String {
    "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: \(name)}\n"
      + "spec: {tier: Admin, priority: \(priority), subject: \(subject), "
      + "ingress: [{action: \(action), from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: nobodys}}}]}]}"
  }

  /// Guardrails have priority 0, boundaries 1.
  @Test func passBeforeABoundary() throws {
    let verification = try Self.verified(with: [Self.tier("a", 0, "Pass")])
    let messages = verification.findings.filter { $0.code == .foreignPolicy }.map(\.message)
    #expect(messages.contains { $0.contains("Policy a, which was not compiled, comes before") }, "\(messages)")
    #expect(messages.contains { $0.contains("undefined (CNP-5)") }, "the guardrail has the same priority")
    #expect(!verification.holds)
    #expect(verification.summary.contains("come first"))
  }

  @Test func priorityOfABoundary() throws {
    let object =
      "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: x}\n"
      + "spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}"
    let verification = try Self.verified(with: [object])
    let messages = verification.findings.filter { $0.code == .foreignPolicy }.map(\.message)
    let isNamed = messages.contains { $0.contains("AdminNetworkPolicy x") && $0.contains("undefined (CNP-5)") }
    #expect(isNamed, "\(messages)")
    #expect(!verification.holds)
  }

  @Test(arguments: [
    ("behind", 2, "Pass", "{namespaces: {}}"),
    ("denies", 0, "Deny", "{namespaces: {matchLabels: {kubernetes.io/metadata.name: data-prod}}}"),
    ("elsewhere", 0, "Pass", "{namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}"),
  ])
  func theseChangeNothing(_ name: String, _ priority: Int, _ action: String, _ subject: String) throws {
    let verification = try Self.verified(with: [Self.tier(name, priority, action, subject: subject)])
    #expect(verification.proofs.flatMap(\.precedences).map(\.policy.name) == [], "\(name)")
    #expect(verification.holds, "\(verification.findings.renderedAsText())")
  }

  private static func verified(with objects: [String]) throws -> Verification {
    let output = try TamperedOutput(replacing: [
      ("name: cilium", "name: tiers"), ("enforcement: cilium", "enforcement: clusterNetworkPolicy"),
      ("    - {from: api, to: {fqdn: api.stripe.com}, ports: [8443], environments: [prod]}\n", ""),
      (", http: [{method: GET, path: /v1/.*}]", ""),
    ])
    let cluster = try #require(output.graph.clusters.first { $0.name == "tiers" })
    let sources = output.sources(of: cluster) + [SourceText(path: "dump.yaml", objects.joined(separator: "\n---\n"))]
    return Verification([ClusterVerification(of: output.graph, on: cluster, objects: sources)])
  }
}
