import PolicyModel

/// Policies in the order in which they are asked, found by the namespace of a pod.
struct PolicyIndex: Sendable {
  /// The admin tier, the normal tier, the baseline tier; inside a tier by priority, then name. (ANP-2, ANP-6, CNP-1)
  let ordered: [Policy]
  /// Positions of policies whose subject names namespaces one by one.
  private let named: [String: [Int]]
  /// Positions of all other policies.
  private let wide: [Int]
  /// For each endpoint that is no pod the policies over it, in order. (CIL-4)
  private let overEntities: [Entity: [Policy]]

  init(_ policies: PolicySet) {
    ordered = Self.ordered(policies.policies)
    var named: [String: [Int]] = [:]
    var wide: [Int] = []
    for (position, policy) in ordered.enumerated() {
      guard case .pods(let selector) = policy.subject else { continue }
      if let names = selector.namespaces.names {
        for name in names { named[name, default: []].append(position) }
      } else {
        wide.append(position)
      }
    }
    self.named = named
    self.wide = wide
    var overEntities: [Entity: [Policy]] = [:]
    for policy in ordered { for entity in policy.subjectEntities { overEntities[entity, default: []].append(policy) } }
    self.overEntities = overEntities
  }

  /// The policies over an endpoint that is no pod, in order.
  func over(_ entity: Entity) -> [Policy] { overEntities[entity] ?? [] }

  /// The endpoints that are no pods and that some policy selects.
  var entitySubjects: some Sequence<Entity> { overEntities.keys }

  /// Policies that may have a pod of this namespace as their subject, in order.
  func candidates(in namespace: String) -> [Policy] {
    let positions = (named[namespace] ?? []) + wide
    return (wide.isEmpty ? positions : positions.sorted()).map { ordered[$0] }
  }

  private static func ordered(_ policies: [Policy]) -> [Policy] {
    let ranked = policies.filter { $0.tier != .normal }.sorted { $0.rank < $1.rank }
    return ranked.filter { $0.tier.stage == .admin } + policies.filter { $0.tier == .normal }
      + ranked.filter { $0.tier.stage == .baseline }
  }
}

extension Policy {
  /// Equal priorities are decided by name, as undefined as that is. (ANP-6, CNP-5)
  fileprivate var rank: (Int, String, PolicyAPI) { (tier.priority ?? 0, id.name, id.api) }
}

extension PolicyTier {
  var priority: Int? {
    switch self {
    case .admin(let priority), .baseline(let priority): priority
    case .normal: nil
    }
  }
}

extension LabelSelector {
  /// The only namespaces that a selector over namespaces can match, if it names them. (NP-15)
  var names: [String]? {
    for requirement in requirements where requirement.key == .namespaceNameLabel {
      if case .isIn(let names) = requirement.condition { return names }
    }
    return nil
  }
}
