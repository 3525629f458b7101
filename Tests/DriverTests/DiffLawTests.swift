import Analysis
import Changes
import PolicyModel
import TestSupport
import Testing

/// Whatever policies say differently about any pod that there could be, `diff` tells, whichever pods were read.
@Suite struct DiffLawTests {
  @Test func nothingIsHidden() throws {
    var (different, equal) = (0, 0)
    for seed in UInt64(1)...120 {
      var random = SeededGenerator(seed: seed)
      let old = RandomPolicies.policies(&random)
      let new =
        Int.random(in: 0..<3, using: &random) == 0 ? old.shuffled(using: &random) : RandomPolicies.edited(old, &random)
      let pods = EveryPod.all.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }
      let read = Bool.random(using: &random) ? [] : pods
      let sides = [old, new].map { PolicySet($0) }
      guard EveryPod.access(under: sides[0]) != EveryPod.access(under: sides[1]) else {
        equal += 1
        if old.count == new.count, Set(old) == Set(new) {
          #expect(!Self.changes(sides, read).changeAccess, "seed \(seed)")
        }
        continue
      }
      different += 1
      #expect(Self.changes(sides, read).changeAccess, "seed \(seed)")
      let stranger = Workload(namespace: "tools", name: "tidy", kind: "CronJob", labels: ["app": "tidy"])
      #expect(Self.changes(sides, read + [stranger]).changeAccess, "seed \(seed), with an unrelated workload")
    }
    #expect(different > 30 && equal > 30, "\(different) and \(equal)")
  }

  private static func changes(_ sides: [PolicySet], _ pods: [Workload]) -> AccessChanges {
    let inventory = ClusterInventory(namespaces: EveryPod.namespaces, workloads: pods)
    let observed = sides.map { policies in
      ObservedPolicies(PolicyEvaluation(inventory: inventory, policies: policies, semantics: .generic), policies)
    }
    return AccessChanges(from: observed[0], to: observed[1])
  }
}

/// One pod for each set of labels that the selectors here can tell apart, in each kind of namespace.
private enum EveryPod {
  static let namespaces = [
    Namespace("x", labels: ["team": "t"]), Namespace("y"), Namespace("z", labels: ["team": "t"]),
  ]

  static let all: [Workload] = namespaces.flatMap { namespace in
    ["a", "b", "other", nil].flatMap { app in
      ["s", nil].map { tier in
        let labels = [("app", app), ("tier", tier)].compactMap { key, value in value.map { (key: key, value: $0) } }
        return Workload(
          namespace: namespace.name, name: "\(app ?? "none")-\(tier ?? "none")", kind: "Pod", labels: Labels(labels))
      }
    }
  }

  /// Pair by pair.
  static func access(under policies: PolicySet) -> [ConnectionSet] {
    let evaluation = PolicyEvaluation(
      inventory: ClusterInventory(namespaces: namespaces, workloads: all), policies: policies, semantics: .generic)
    let block = CIDR("10.0.0.0/8").map { Peer.addresses(AddressPeer($0)) }
    let peers = all.map(Peer.workload) + [block].compactMap(\.self)
    return peers.flatMap { source in peers.map { evaluation.connections(from: source, to: $0) } }
  }
}

private enum RandomPolicies {
  static func policies(_ random: inout SeededGenerator) -> [Policy] {
    (0..<Int.random(in: 1...3, using: &random)).map { policy("p\($0)", &random) }
  }

  static func edited(_ policies: [Policy], _ random: inout SeededGenerator) -> [Policy] {
    var policies = policies
    let position = Int.random(in: policies.indices, using: &random)
    policies[position] = policy(policies[position].id.name, &random)
    return policies
  }

  private static func policy(_ name: String, _ random: inout SeededGenerator) -> Policy {
    let namespace = ["x", "y"].randomElement(using: &random) ?? "x"
    let rules = (0..<Int.random(in: 0...2, using: &random)).map { _ in rule(in: namespace, &random) }
    let section = PolicySection(isolates: true, rules: rules)
    let isIngress = Bool.random(using: &random)
    return Policy(
      id: PolicyID(.networkPolicy, namespace: namespace, name: name),
      subject: .pods(PodSelector(in: namespace, pods: selector(&random))), ingress: isIngress ? section : nil,
      egress: isIngress ? nil : section)
  }

  private static func rule(in namespace: String, _ random: inout SeededGenerator) -> PolicyRule {
    let spaces = [
      LabelSelector.namespaces(named: [namespace]), .everything, LabelSelector([LabelRequirement("team", equals: "t")]),
    ]
    let pods = PeerSelector.pods(
      PodSelector(namespaces: spaces.randomElement(using: &random) ?? .everything, pods: selector(&random)))
    let block = CIDR("10.0.0.0/8").map { PeerSelector.addresses(AddressBlock($0)) }
    let peers: [RulePeers] = [.anyone, .these([pods]), .these([pods] + [block].compactMap(\.self))]
    let ports: [RulePorts] = [.all, .these([.port(.tcp, 80)]), .these([.port(.tcp, 80), .port(.udp, 53)])]
    return PolicyRule(
      .allow, peers: peers.randomElement(using: &random) ?? .anyone, ports: ports.randomElement(using: &random) ?? .all)
  }

  private static func selector(_ random: inout SeededGenerator) -> LabelSelector {
    let conditions = [
      LabelRequirement("app", equals: "a"), LabelRequirement("app", .isIn(["a", "b"])),
      LabelRequirement("app", .exists),
      LabelRequirement("app", .isNotIn(["a"])), LabelRequirement("tier", equals: "s"),
      LabelRequirement("tier", .doesNotExist),
    ]
    return LabelSelector(conditions.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
  }
}
