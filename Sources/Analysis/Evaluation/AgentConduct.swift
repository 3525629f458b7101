import PolicyModel

/// What agents of Cilium do at one endpoint beyond what its policies say, where releases differ.
struct AgentConduct: Hashable, Sendable {
  /// Whether the own node gets in by itself only where some policy has an entry for ingress: with the mode `always`, agents
  /// since 1.20 add nothing to a pod that no policy is about. (CIL-27, cilium issue 48444)
  let ownNodeNeedsEntry: Bool

  init(_ profile: CiliumProfile) {
    ownNodeNeedsEntry = profile.enforcement == .always && profile.release >= .v120
  }

  /// Whether a pod's own node gets in unless a rule denies it.
  ///
  /// - Parameter policies: those over the pod that say something about ingress.
  func admitsOwnNode(under policies: [PolicyID]) -> Bool {
    !ownNodeNeedsEntry || policies.contains { $0 != .enforcementMode }
  }
}
