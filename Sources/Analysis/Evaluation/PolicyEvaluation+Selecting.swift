public import PolicyModel

extension PolicyEvaluation {
  /// The policies that have a peer as their subject and say something about a direction, in the order of evaluation;
  /// none for peers that policies never govern.
  public func policies(selecting peer: Peer, _ direction: Direction) -> [Policy] {
    rules(over: peer, direction)?.policies ?? []
  }

  /// The policies that could have a workload of this namespace as their subject, whatever its labels, in the order of
  /// evaluation.
  public func policies(near namespace: String) -> [Policy] { policies.candidates(in: namespace) }
}
