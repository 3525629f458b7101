public import PolicyModel

/// What one peer may open to another, and why.
public struct Verdict: Hashable, Sendable {
  public let connections: ConnectionSet
  /// The part of the connections that no proxy filters at layer 7. (CIL-69)
  public let unfiltered: ConnectionSet
  /// What passes on the rest of the connections, sorted.
  public let requests: [PassingRequests]
  public let icmp: ICMPVerdict
  /// What the source's policies allow.
  public let egress: DirectionVerdict
  /// What the destination's policies allow.
  public let ingress: DirectionVerdict

  /// The part of the connections in which a proxy lets only some requests through.
  public var filtered: ConnectionSet { connections.subtracting(unfiltered) }

  public subscript(direction: Direction) -> DirectionVerdict { direction == .ingress ? ingress : egress }
}

/// What the policies of one end allow in one direction.
public struct DirectionVerdict: Hashable, Sendable {
  public let connections: ConnectionSet
  /// The part of the connections that no proxy filters at layer 7.
  public let unfiltered: ConnectionSet
  public let icmp: ICMPVerdict
  /// Whether policies are asked at all: not for addresses, nor for pods in the node's network, nor on the way between
  /// a pod and its own node in the generic semantics. (NP-36, NP-37)
  public let isGoverned: Bool
  /// The policies of the normal tier that deny what no policy allows, sorted. (NP-2, CIL-10)
  public let isolating: [PolicyID]
  /// Every rule that names the other end, in the order of evaluation.
  public let rules: [MatchedRule]

  /// Nothing is asked, everything is allowed.
  public static let ungoverned = DirectionVerdict(
    connections: .all, unfiltered: .all, icmp: .allowed, isGoverned: false, isolating: [], rules: [])
}

/// A rule that names the other end of a connection.
public struct MatchedRule: Hashable, Sendable {
  public let policy: PolicyID
  public let direction: Direction
  /// Position among the rules of the policy's section.
  public let index: Int
  /// Where people find it.
  public let place: RulePlace
  public let action: RuleAction
  /// The rule's own name, in APIs that have one.
  public let name: String?
  /// What a proxy lets through of it; nil for everything. (CIL-69)
  public let layer7: Layer7Filter?
  /// What the rule decides: what it matches and no stronger rule decided before; empty if it had no say.
  public let connections: ConnectionSet
}

extension DirectionVerdict {
  /// What a workload may do at any of its addresses.
  func union(_ other: DirectionVerdict) -> DirectionVerdict {
    DirectionVerdict(
      connections: connections.union(other.connections), unfiltered: unfiltered.union(other.unfiltered),
      icmp: icmp.or(other.icmp), isGoverned: isGoverned || other.isGoverned, isolating: isolating,
      rules: rules.merged(with: other.rules))
  }
}

extension [MatchedRule] {
  /// Rules of both, in order, each once with what it decides in either.
  fileprivate func merged(with other: [MatchedRule]) -> [MatchedRule] {
    guard self != other else { return self }
    var result = self
    for rule in other {
      if let position = result.firstIndex(where: { $0.isSameRule(as: rule) }) {
        result[position] = result[position].deciding(rule.connections)
      } else {
        result.append(rule)
      }
    }
    return result
  }
}

extension MatchedRule {
  fileprivate func isSameRule(as other: MatchedRule) -> Bool {
    policy == other.policy && direction == other.direction && index == other.index
  }

  fileprivate func deciding(_ more: ConnectionSet) -> MatchedRule {
    MatchedRule(
      policy: policy, direction: direction, index: index, place: place, action: action, name: name, layer7: layer7,
      connections: connections.union(more))
  }
}
