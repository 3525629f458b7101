/// Every policy of one cluster, sorted by identity.
public struct PolicySet: Hashable, Sendable {
  public let policies: [Policy]

  public init(_ policies: some Sequence<Policy>) {
    self.policies = Array(policies).sortedByPosition { $0.id < $1.id }
  }
}
