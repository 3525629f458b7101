public import PolicyModel

/// A policy of the admin or baseline tier that decides before another about what both match, and otherwise.
public struct Precedence: Hashable, Sendable {
  public let first: PolicyID
  public let second: PolicyID
  /// Whether the API says that it is so, rather than leaving the order open. (ANP-6, CNP-5)
  public let isDefined: Bool
}

extension PolicyEvaluation {
  /// Which of these policies come before others of their tier with another action, or may: what they allow or pass, the
  /// others no longer deny. (ANP-3, CNP-3)
  public func precedences(of preceding: Set<PolicyID>) -> [Precedence] {
    let ranked = policies.ordered.filter { $0.tier != .normal }
    let first = ranked.filter { preceding.contains($0.id) }
    guard !first.isEmpty, ranked.count > 1 else { return [] }
    let overlap = PolicyOverlap(self)
    return first.flatMap { policy in
      ranked.compactMap { other -> Precedence? in
        guard other.id != policy.id, policy.tier.mayPrecede(other.tier),
          overlap.mayMeet(policy, other, where: { $0.action != $1.action })
        else { return nil }
        return Precedence(first: policy.id, second: other.id, isDefined: policy.tier != other.tier)
      }
    }
  }
}

extension PolicyTier {
  /// Whether a policy of this tier is asked before one of the other, or may be where their priorities are equal.
  fileprivate func mayPrecede(_ other: PolicyTier) -> Bool {
    switch (self, other) {
    case (.admin(let here), .admin(let there)), (.baseline(let here), .baseline(let there)): here <= there
    default: false
    }
  }
}
