public import PolicyModel

/// Whom the DNS rules of a cluster's policies let its pods ask. (CIL-53)
public struct NameServers: Sendable {
  /// Selectors in DNS rules that no pod fits, although name servers were read.
  private let absent: Set<PodSelector>
  /// Selectors in DNS rules that no pod fits where no name server was read at all, so that nobody knows.
  private let unknown: Set<PodSelector>
  /// The name servers that were read, sorted.
  public let known: [Workload]

  init(_ inventory: ClusterInventory, asked policies: PolicySet) {
    let asked = policies.selectorsOfNameServers
    known = asked.isEmpty ? [] : inventory.workloads.filter(\.answersNames)
    let pods = PodsByNamespace(inventory)
    let unmatched = asked.filter { !pods.contains($0) }
    absent = known.isEmpty ? [] : unmatched
    unknown = known.isEmpty ? unmatched : []
  }

  /// The patterns that a rule teaches Cilium's agent: none where it names only servers that do not exist.
  func learnedNames(of rule: PolicyRule) -> [DomainPattern] {
    absent.isEmpty || !rule.asksOnly(absent) ? rule.learnedNames : []
  }

  /// Whether a DNS rule names only servers that do not exist.
  public func areAbsent(for rule: PolicyRule) -> Bool { !rule.learnedNames.isEmpty && rule.asksOnly(absent) }

  /// Whether nobody can tell if the servers exist that a DNS rule names.
  public func areUnknown(for rule: PolicyRule) -> Bool { !rule.learnedNames.isEmpty && rule.asksOnly(unknown) }
}

extension PolicyRule {
  /// Whether all peers are pods by selectors of a set.
  fileprivate func asksOnly(_ selectors: Set<PodSelector>) -> Bool {
    guard !selectors.isEmpty, case .these(let peers) = peers else { return false }
    return peers.allSatisfy { if case .pods(let selector) = $0 { selectors.contains(selector) } else { false } }
  }
}

extension PolicySet {
  /// The pods that DNS rules name; none where no policy of Cilium names domains, so that nothing has to be learned.
  fileprivate var selectorsOfNameServers: Set<PodSelector> {
    let rules = policies.lazy.filter(\.id.api.isCilium).flatMap { $0.egress?.rules ?? [] }
    guard rules.contains(where: \.namesDomains) else { return [] }
    var selectors: Set<PodSelector> = []
    for rule in rules where !rule.learnedNames.isEmpty {
      guard case .these(let peers) = rule.peers else { continue }
      for case .pods(let selector) in peers { selectors.insert(selector) }
    }
    return selectors
  }
}

extension PolicyRule {
  fileprivate var namesDomains: Bool {
    guard case .these(let peers) = peers else { return false }
    return peers.contains { if case .domain = $0 { true } else { false } }
  }
}

extension Workload {
  /// Whether it looks like a name server: it listens on port 53, or bears the label that name servers have.
  var answersNames: Bool {
    ports.contains(where: \.answersNames)
      || ["kube-dns", "coredns", "node-local-dns"].contains(labels["k8s-app"] ?? "")
  }
}

extension ContainerPort {
  var answersNames: Bool { number == 53 && transport != .sctp }
}

/// The pods that selectors can match on Cilium, by namespace. Pods that were made up for a selector do not count.
private struct PodsByNamespace {
  private let namespaces: [(labels: Labels, pods: [Labels])]
  private let positions: [String: Int]

  init(_ inventory: ClusterInventory) {
    let pods = inventory.workloads.filter { !$0.usesHostNetwork && $0.kind != "inferred" }
    let byName = Dictionary(grouping: pods, by: \.namespace)
    namespaces = inventory.namespaces.map { ($0.labels, byName[$0.name]?.map(\.labels.identityRelevant) ?? []) }
    positions = Dictionary(inventory.namespaces.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
  }

  func contains(_ selector: PodSelector) -> Bool {
    let candidates = selector.namespaces.names?.compactMap { positions[$0] } ?? Array(namespaces.indices)
    return candidates.contains { position in
      let namespace = namespaces[position]
      return selector.namespaces.matches(namespace.labels) && namespace.pods.contains(where: selector.pods.matches)
    }
  }
}

extension PolicyEvaluation {
  /// Whether answers to a DNS rule tell Cilium's agent what is behind a name, if somebody answers. (CIL-53)
  public func teaches(_ rule: PolicyRule, _ name: String) -> Bool {
    nameServers.learnedNames(of: rule).contains { $0.matches(name, in: .ciliumNetworkPolicy) }
  }

  /// Whether a rule allows a name only where Cilium's agent has learned what is behind it.
  public func hasToLearn(_ name: String, for rule: MatchedRule) -> Bool {
    guard rule.policy.api.isCilium,
      let written = policies.ordered.first(where: { $0.id == rule.policy })?[rule.direction]?.rules,
      written.indices.contains(rule.index), case .these(let selectors) = written[rule.index].peers
    else { return false }
    let face = PeerFace(domain: name)
    return !selectors.contains { selector in
      if case .domain = selector { return false }
      return selector.matches(face, in: rule.policy.api)
    }
  }
}
