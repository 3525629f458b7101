public import PolicyModel

/// Pods found by selector.
public struct PodIndex: Sendable {
  private let index: FaceIndex

  /// - Parameter evaluation: says which labels count, and whether pods on the node's network do.
  public init(_ workloads: [Workload], in evaluation: PolicyEvaluation) {
    index = FaceIndex(workloads.map(Peer.workload), in: evaluation)
  }

  public var isEmpty: Bool { index.podCount == 0 }

  /// Whether one of the pods fits.
  public func hold(_ selector: PodSelector) -> Bool {
    let members = index.members(of: selector)
    guard members.isComplement else { return !members.items.isEmpty }
    return members.items.prefix { $0 < index.podCount }.count < index.podCount
  }
}
