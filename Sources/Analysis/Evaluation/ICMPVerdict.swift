import PolicyModel

/// What becomes of ICMP, which has no ports and stands in no ``ConnectionSet``.
public enum ICMPVerdict: String, Sendable, CaseIterable {
  case allowed
  /// Messages of some types only. (CIL-71)
  case partly
  case denied
  /// NetworkPolicy leaves it to the plugin once a pod is isolated. (NP-33)
  case unspecified
}

extension ICMPVerdict {
  /// What both ends let through. (NP-8)
  func and(_ other: Self) -> Self {
    if self == other || other == .allowed { return self }
    if self == .allowed { return other }
    return [self, other].contains(.denied) ? .denied : [self, other].contains(.unspecified) ? .unspecified : .partly
  }

  /// What a workload may do at any of its addresses.
  func or(_ other: Self) -> Self {
    if self == other || other == .denied { return self }
    if self == .denied { return other }
    return [self, other].contains(.allowed) ? .allowed : [self, other].contains(.unspecified) ? .unspecified : .partly
  }
}

extension SubjectRules {
  /// ICMP by the rules that match a peer: messages of each type that some rule names, and all others.
  /// (NP-33, ANP-10, CNP-13, CIL-61, CIL-71)
  func icmp(_ matches: [Match], _ fallback: Fallback, _ semantics: Semantics) -> ICMPVerdict {
    let types = Set(matches.flatMap { $0.rule.ports.messages })
    let others = judge(matches.filter { $0.rule.ports == .all }, fallback, semantics)
    let named = types.map { type in
      judge(matches.filter { $0.rule.ports == .all || $0.rule.ports.messages.contains(type) }, fallback, semantics)
    }
    return named.allSatisfy { $0 == others } ? others : .partly
  }

  /// The rules that match one message, asked as ``TierResult`` asks them.
  private func judge(_ matching: [Match], _ fallback: Fallback, _ semantics: Semantics) -> ICMPVerdict {
    if let verdict = first(matching, at: .admin) { return verdict }
    let normal = matching.filter { $0.policy.tier == .normal }.map(\.rule.action)
    if normal.contains(.deny) { return .denied }
    switch fallback {
    case .allowed: return .allowed
    case .denied:
      guard semantics == .cilium else { return .unspecified }
      return normal.contains(.allow) ? .allowed : .denied
    case .baseline: return first(matching, at: .baseline) ?? .allowed
    }
  }

  /// What the first rule of a tier says; nil when it passes or there is none.
  private func first(_ matching: [Match], at stage: Stage) -> ICMPVerdict? {
    switch matching.first(where: { $0.policy.tier.stage == stage })?.rule.action {
    case .allow: .allowed
    case .deny: .denied
    case .pass, nil: nil
    }
  }
}

extension RulePorts {
  fileprivate var messages: [PortMatch] {
    guard case .these(let matches) = self else { return [] }
    return matches.filter { if case .icmp = $0 { true } else { false } }
  }
}
