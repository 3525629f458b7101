/// Every policy of one cluster, sorted by identity.
public struct PolicySet: Hashable, Sendable {
  public let policies: [Policy]

  public init(_ policies: some Sequence<Policy>) {
    // Positions move while they are sorted, not the policies, which are large.
    let unsorted = Array(policies)
    let order = unsorted.indices.sorted { unsorted[$0].id < unsorted[$1].id }
    self.policies = order.map { unsorted[$0] }
  }
}
