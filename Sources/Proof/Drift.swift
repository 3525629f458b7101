public import Diagnostics
public import PolicyModel

/// What is different about an object that the compiler claims.
public enum Drift: Hashable, Sendable {
  /// It should be there and is not.
  case missing
  /// It is there and nothing is compiled to it.
  case superfluous
  /// It says something else than it would say now.
  case rules
  /// It says the same, and its labels and annotations do not.
  case provenance
}

/// An object that is not what would be compiled now.
public struct DriftedPolicy: Hashable, Sendable {
  public let policy: PolicyID
  public let drift: Drift
}

extension PolicySet {
  /// How these policies, read from objects, differ from the ones that are `compiled` now, sorted.
  ///
  /// Labels and annotations that other tools add do not count, nor does the order of rules, peers and ports where the API
  /// gives it no meaning.
  public func drift(from compiled: PolicySet) -> [DriftedPolicy] {
    let found = Dictionary(policies.map { ($0.id, $0) }) { first, _ in first }
    let wanted = Set(compiled.policies.map(\.id))
    var drifted = compiled.policies.compactMap { policy -> DriftedPolicy? in
      guard let other = found[policy.id] else { return DriftedPolicy(policy: policy.id, drift: .missing) }
      return other.drift(from: policy).map { DriftedPolicy(policy: policy.id, drift: $0) }
    }
    for policy in policies where policy.isManaged && !wanted.contains(policy.id) {
      drifted.append(DriftedPolicy(policy: policy.id, drift: .superfluous))
    }
    return drifted.sorted { $0.policy < $1.policy }
  }
}

extension Policy {
  fileprivate func drift(from compiled: Policy) -> Drift? {
    let isEqual =
      tier == compiled.tier && subject == compiled.subject
      && isEqual(ingress, compiled.ingress) && isEqual(egress, compiled.egress)
    guard isEqual else { return .rules }
    return labels.contains(compiled.labels) && annotations.contains(compiled.annotations) ? nil : .provenance
  }

  private func isEqual(_ section: PolicySection?, _ compiled: PolicySection?) -> Bool {
    if section == compiled { return true }
    guard let section, let compiled, section.isolates == compiled.isolates else { return false }
    // First match wins in the other tiers, and their APIs put peers of every type into one rule.
    guard tier == .normal else { return section.rules.map(\.canonical) == compiled.rules.map(\.canonical) }
    return Set(section.rules.flatMap(\.parts)) == Set(compiled.rules.flatMap(\.parts))
  }
}

extension PolicyRule {
  /// The same rule with its peers and ports in order, each once.
  fileprivate var canonical: PolicyRule {
    var (peers, ports) = (peers, ports)
    if case .these(let selectors) = peers { peers = .these(Set(selectors.map(\.canonical)).sorted()) }
    if case .these(let matches) = ports { ports = .these(Set(matches).sorted()) }
    return PolicyRule(action, peers: peers, ports: ports, layer7: layer7, name: name)
  }

  /// The same rule in one piece for each peer: some APIs cannot name peers of different types in one.
  fileprivate var parts: [PolicyRule] {
    let rule = canonical
    guard case .these(let selectors) = rule.peers else { return [rule] }
    return selectors.map {
      PolicyRule(rule.action, peers: .these([$0]), ports: rule.ports, layer7: rule.layer7, name: rule.name)
    }
  }
}

extension PeerSelector {
  /// The same peers, without the condition that a namespace has a name: each has one, and it is there for the sake of
  /// what is no pod. (CIL-36)
  fileprivate var canonical: PeerSelector {
    guard case .pods(let selector) = self else { return self }
    let named = LabelRequirement(.namespaceNameLabel, .exists)
    guard selector.namespaces.requirements.contains(named) else { return self }
    let namespaces = LabelSelector(selector.namespaces.requirements.filter { $0 != named })
    return .pods(PodSelector(namespaces: namespaces, pods: selector.pods))
  }
}

extension Labels {
  fileprivate func contains(_ other: Labels) -> Bool { other.pairs.allSatisfy { self[$0.key] == $0.value } }
}

extension DriftedPolicy {
  public func diagnostic(on cluster: String, policiesAt spans: [PolicyID: Span]) -> Diagnostic {
    let remedy =
      drift == .superfluous
      ? "delete it, or take the label `app.kubernetes.io/managed-by: easement` off if it is somebody else's"
      : "compile, and apply what was compiled"
    return Diagnostic(
      .driftedObject, "in cluster \"\(cluster)\", \(policy) \(drift.words)", at: spans[policy],
      severity: drift == .provenance ? .warning : .error, help: remedy)
  }
}

extension Drift {
  /// What is different, behind the name of the object.
  public var words: String {
    switch self {
    case .missing: "is missing"
    case .superfluous: "says that it was compiled, and the graph does not compile to it"
    case .rules: "does not say what the graph compiles to"
    case .provenance: "has other labels or annotations than the graph compiles to"
    }
  }
}
