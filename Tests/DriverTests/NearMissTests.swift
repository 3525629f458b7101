import Analysis
import Diagnostics
import Driver
import Explanations
import PolicyModel
import Testing

/// What explanations say of rules that nearly decide otherwise.
@Suite struct NearMissTests {
  private static let pods = """
    {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: shop}}}
    ---
    {apiVersion: v1, kind: Namespace, metadata: {name: pay, labels: {team: pay}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, status: {podIP: 10.244.0.5}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: api, namespace: pay, labels: {app: payments-apis, tier: back}}
    spec: {containers: [{name: c, image: c, ports: [{name: web, containerPort: 8080}]}]}
    ---

    """

  /// A policy over the pods of a namespace with one rule.
  private static func policy(
    _ name: String, in namespace: String, over labels: String = "", _ direction: String, _ rule: String
  ) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: \(name), namespace: \(namespace)}
    spec:
      podSelector: {matchLabels: {\(labels)}}
      policyTypes: [\(direction == "to" ? "Egress" : "Ingress")]
      \(direction == "to" ? "egress" : "ingress"): [\(rule)]
    ---

    """
  }

  private func misses(_ policies: String, _ direction: Direction, port: UInt16? = nil) throws -> [String] {
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", Self.pods + policies)])
    let explanation = try cluster.explanation(
      from: "shop/web", to: "pay/api", asked: port.map { ConnectionSet(.tcp, $0...$0) })
    let item = try #require(explanation.cases.first)
    let side = direction == .egress ? item.egress : item.ingress
    for miss in side.misses { #expect(explanation.text.contains(miss.text)) }
    return side.misses.map { "\($0.rule.map { "rule \($0 + 1)" } ?? "policy") \($0.text)" }
  }

  private static let closed = policy("deny", in: "pay", "from", "")

  /// A rule that is there to allow nothing is not one that somebody got wrong.
  @Test func closingRules() throws {
    let nobody = "[{key: easement.dev/nobody, operator: Exists}, {key: easement.dev/nobody, operator: DoesNotExist}]"
    let peer = "{namespaceSelector: {matchLabels: {team: pay}}, podSelector: {matchExpressions: \(nobody)}}"
    #expect(try misses(Self.policy("closed", in: "shop", "to", "{to: [\(peer)]}"), .egress) == [])
    let cluster = ObservedCluster(of: [
      SourceText(path: "m.yaml", Self.pods + Self.policy("closed", in: "shop", "to", "{to: [\(peer)]}"))
    ])
    let text = try cluster.explanation(from: "shop/web", to: "pay/api", asked: nil).text
    #expect(text.contains("isolated by NetworkPolicy shop/closed") && text.contains(", without any rule"), "\(text)")
  }

  @Test(arguments: [
    (
      "{to: [{namespaceSelector: {matchLabels: {team: pay}}, podSelector: {matchLabels: {app: payments-api}}}]}",
      "rule 1 names this namespace, but asks for app=payments-api, and the pod has app=payments-apis"
    ),
    (
      "{to: [{namespaceSelector: {matchLabels: {team: pay}}, podSelector: {matchLabels: {name: payments-apis}}}]}",
      "rule 1 names this namespace, but asks for name=payments-apis, and the pod has app=payments-apis"
    ),
    (
      "{to: [{namespaceSelector: {matchLabels: {team: pays}}}]}",
      "rule 1 names pods in namespaces with team=pays, and \"pay\" has team=pay"
    ),
    (
      "{to: [{podSelector: {matchLabels: {tier: back}}}]}",
      "rule 1 names pods with tier=back in namespace \"shop\" only, and this one is in \"pay\""
    ),
    (
      "{to: [{namespaceSelector: {matchLabels: {team: pay}}}], ports: [{port: http}]}",
      "rule 1 the destination has no port named \"http\", it has web 8080/TCP"
    ),
    (
      "{to: [{namespaceSelector: {matchLabels: {team: pay}}}], ports: [{port: 9090}]}",
      "rule 1 names the other end, and opens TCP 9090 only"
    ),
  ])
  func rules(_ rule: String, _ words: String) throws {
    #expect(try misses(Self.policy("p", in: "shop", "to", rule), .egress, port: 8080) == [words])
  }

  /// A rule that is about somebody else, or about other ports as well, is no near miss.
  @Test(arguments: [
    "{to: [{namespaceSelector: {matchLabels: {team: data}}}]}",
    "{to: [{podSelector: {matchLabels: {app: db}}}]}",
    "{to: [{namespaceSelector: {matchLabels: {team: pay}}, podSelector: {matchLabels: {app: payments-api}}}], ports: [{port: 53}]}",
    "{to: [{ipBlock: {cidr: 192.168.0.0/16}}]}",
  ])
  func others(_ rule: String) throws {
    #expect(try misses(Self.policy("p", in: "shop", "to", rule), .egress, port: 8080) == [])
  }

  @Test func nothingIsNearWhatIsOpen() throws {
    let open = Self.policy("p", in: "shop", "to", "{to: [{podSelector: {matchLabels: {tier: back}}}]}, {}")
    #expect(try misses(open, .egress, port: 8080) == [])
  }

  /// The policy that allows it selects another pod.
  @Test func policiesThatSelectSomebodyElse() throws {
    let allow = Self.policy("allow", in: "pay", over: "app: payments-api", "from", "{}")
    #expect(
      try misses(Self.closed + allow, .ingress) == [
        "policy would allow it, but does not select this end: it asks for app=payments-api, and the pod has "
          + "app=payments-apis"
      ])
    let other = Self.policy("allow", in: "pay", over: "app: db", "from", "{}")
    #expect(try misses(Self.closed + other, .ingress) == [])
  }

  /// NP-29: a block with the pod's address does not mean the pod.
  @Test func blocksAroundPods() throws {
    let block = Self.policy("block", in: "pay", "from", "{from: [{ipBlock: {cidr: 10.244.0.0/16}}]}")
    #expect(
      try misses(block, .ingress) == [
        "rule 1 names 10.244.0.0/16, which holds the pod's address 10.244.0.5, but blocks do not mean pods"
      ])
  }

  @Test func atMostThree() throws {
    let rule = "{from: [{namespaceSelector: {matchLabels: {team: shop}}}], ports: [{port: 1}]}"
    let many = Self.policy("many", in: "pay", "from", Array(repeating: rule, count: 9).joined(separator: ", "))
    #expect(try misses(many, .ingress, port: 8080).count == 3)
  }

  @Test func exceptionsAndFamilies() throws {
    let rules = "{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}, {to: [{ipBlock: {cidr: 0.0.0.0/0}}]}"
    let cluster = ObservedCluster(
      of: [SourceText(path: "m.yaml", Self.pods + Self.policy("p", in: "shop", "to", rules))])
    let six = try cluster.explanation(from: "shop/web", to: "2001:db8::1", asked: nil)
    #expect(six.cases.first?.egress.misses.map(\.text) == ["names 0.0.0.0/0, which is every IPv4 address and no other"])
    let only = ObservedCluster(
      of: [
        SourceText(
          path: "m.yaml", Self.pods + Self.policy("p", in: "shop", "to", String(rules.prefix { $0 != "}" }) + "}}]}"))
      ])
    let spared = try only.explanation(from: "shop/web", to: "10.1.2.3", asked: nil)
    #expect(spared.cases.first?.egress.misses.map(\.text) == ["names 10.0.0.0/8, but spares 10.1.0.0/16"])
  }

  /// Only what was asked about is shown.
  @Test func onlyTheAskedPorts() throws {
    let rule = "{to: [{namespaceSelector: {}}], ports: [{port: 9090}]}"
    let cluster = ObservedCluster(
      of: [SourceText(path: "m.yaml", Self.pods + Self.policy("p", in: "shop", "to", rule))])
    let text = try cluster.explanation(from: "shop/web", to: "pay/api", asked: ConnectionSet(.tcp, 80...80)).text
    #expect(text.contains("egress of shop/web: No Connections"), "\(text)")
    #expect(!text.contains("allowed by"), "\(text)")
  }

  /// Policies see a pod by its labels, whoever asks by its address.
  @Test func addressesOfPods() throws {
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", Self.pods + Self.closed)])
    let explanation = try cluster.explanation(from: "10.244.0.5", to: "pay/api", asked: nil)
    #expect(explanation.remarks == ["10.244.0.5 is an address of shop/web, and policies see pods by their labels"])
    #expect(explanation.cases.map(\.source) == ["shop/web"])
    #expect(try cluster.explanation(from: "10.244.0.6", to: "pay/api", asked: nil).remarks == [])
  }
}
