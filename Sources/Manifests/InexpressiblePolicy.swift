public import PolicyModel

/// A policy that its API has no words for. Writing something near it would be silently wrong.
public struct InexpressiblePolicy: Error, Hashable, Sendable {
  public let policy: PolicyID
  public let reason: Reason

  public enum Reason: Error, Hashable, Sendable {
    /// A namespaced kind without a namespace, or a cluster-scoped one with one.
    case scope
    case tier
    /// Pods of other namespaces, nodes where the API knows pods only.
    case subject
    /// No direction has anything to say.
    case nothingToSay
    /// A direction that isolates in an API that never does, or the other way round.
    case isolation(Direction)
    case action(RuleAction)
    case peer(PeerSelector)
    /// Peers that the API cannot name all at once: everybody.
    case everyone
    case port(PortMatch)
    case layer7(Layer7Filter)
    /// A label key that is too long for where the API wants it.
    case labelKey(String)
    /// More elements than the API accepts in one list.
    case tooMany(String, limit: Int)
  }
}

extension InexpressiblePolicy: CustomStringConvertible {
  public var description: String { "\(policy) cannot say this: \(reason)" }
}

extension InexpressiblePolicy.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .scope: "the kind is namespaced and the policy is not, or the other way round"
    case .tier: "the kind belongs to another tier"
    case .subject: "the kind cannot select these subjects"
    case .nothingToSay: "neither direction has a rule"
    case .isolation(let direction): "the kind cannot choose whether its subjects are isolated for \(direction.rawValue)"
    case .action(let action): "the kind has no \(action.rawValue) rules"
    case .peer(let peer): "the kind cannot name the peer \(peer)"
    case .everyone: "the kind cannot name everybody as the peer"
    case .port(let port): "the kind cannot name the port \(port)"
    case .layer7: "the kind cannot filter at layer 7 here"
    case .labelKey(let key): "the label key \"\(key)\" is too long for a selector of this kind"
    case .tooMany(let what, let limit): "more than \(limit) \(what)"
    }
  }
}
