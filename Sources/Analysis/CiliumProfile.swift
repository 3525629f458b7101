public import PolicyModel

/// Which agents judge on a cluster with Cilium: their release, how they are told to enforce, and what they call the cluster.
public struct CiliumProfile: Hashable, Sendable {
  public typealias Release = CiliumRelease

  /// Which endpoints are closed. (CIL-17)
  public enum Enforcement: String, Sendable, CaseIterable {
    /// Those that a policy closes.
    case `default`
    /// All of them, in both directions.
    case always
    /// None, whatever policies say.
    case never
  }

  public let release: Release
  public let enforcement: Enforcement
  /// The name in the labels of pods; nil where it is not known, and the one that Cilium has without a name is taken. (CIL-32)
  public let clusterName: String?

  /// Whether blocks mean nodes that have an address inside, as agents with `policyCIDRMatchMode: nodes` have it. (CIL-45)
  public let blocksMatchNodes: Bool

  public init(
    release: Release = .v120, enforcement: Enforcement = .default, clusterName: String? = nil,
    blocksMatchNodes: Bool = false
  ) {
    self.release = release
    self.enforcement = enforcement
    self.clusterName = clusterName
    self.blocksMatchNodes = blocksMatchNodes
  }

  /// The name that pods bear.
  var borneName: String { clusterName ?? "default" }
}
