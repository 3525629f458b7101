import PolicyModel

/// How to take something out of a policy that does nothing, in words, such that nothing opens or closes.
extension Policy {
  /// Peers that match nothing. A rule without peers is about everybody. (NP-11, CIL-39)
  ///
  /// - Parameter leavesOthers: whether the rule has peers that match something.
  func removal(ofPeerIn position: Int, _ direction: Direction, leavesOthers: Bool) -> String {
    guard !leavesOthers else { return "remove it" }
    return "\(removal(ofRuleAt: position, direction)): without a peer it would be about everybody"
  }

  /// A rule that does nothing. A direction without entries closes nothing in a policy of Cilium (CIL-10), nor egress in a
  /// NetworkPolicy that does not list it among its types. (NP-4)
  func removal(ofRuleAt position: Int, _ direction: Direction) -> String {
    guard self[direction]?.isolates == true else { return "remove the rule" }
    guard id.api.isCilium else {
      return direction == .ingress ? "remove the rule" : "remove the rule and keep `Egress` in \"policyTypes\""
    }
    let closing = "`\(direction.rawValue): [{}]`, which keeps the rest closed"
    return isOnlyEntry(position, direction)
      ? "write \(closing), in place of the rule" : "remove the rule, and in place of the last one write \(closing)"
  }

  /// Whether no other entry of the object is about the direction.
  private func isOnlyEntry(_ position: Int, _ direction: Direction) -> Bool {
    let places = rulePlaces(direction)
    return places.indices.contains(position)
      && places.allSatisfy {
        $0.isInDenyList == places[position].isInDenyList && $0.number == places[position].number
      }
  }
}
