import Analysis
import Diagnostics
public import PolicyModel
public import Resolution

/// One pair of peers about which the graph and the policies disagree, with a witness.
public struct Difference: Sendable {
  /// Names of the peers, for people.
  public let source: String
  public let destination: String
  /// What the graph allows.
  public let expected: ConnectionSet
  /// What the policies allow.
  public let actual: ConnectionSet
  /// Rules that decide, most telling first: those that allow what they should not, or the policies that isolate.
  public let deciding: [DecidingRule]
  /// The needs and grants that speak of the pair.
  public let origins: [EdgeOrigin]
  /// Labels that the tenants' namespaces bear in this case; empty where that makes no difference.
  public let namespaceLabels: Labels
  /// Other pairs that differ by the same rules, about the same needs and grants: the first few unless all are wanted.
  public private(set) var alike: [Pair] = []
  /// How many such pairs there are, among those that were looked at.
  public private(set) var alikeCount = 0
  /// How many of the two are pods that might exist, but that nobody has spoken of.
  private let strangeness: Int

  /// The names of two peers, for people.
  public struct Pair: Hashable, Sendable {
    public let source: String
    public let destination: String
  }

  /// Connections that are open against the graph.
  public var gained: ConnectionSet { actual.subtracting(expected) }
  /// Connections that the graph allows and the policies close.
  public var lost: ConnectionSet { expected.subtracting(actual) }
}

/// A policy, and the rule of it that decides, if it is not the policy's silence that does.
public struct DecidingRule: Hashable, Sendable {
  public let policy: PolicyID
  public let direction: Direction
  /// Nil when the policy isolates and no rule of it allows.
  public let rule: RulePlace?
  public let action: RuleAction
}

extension Difference: Comparable {
  public static func == (left: Self, right: Self) -> Bool { left.sortKey == right.sortKey }

  public static func < (left: Self, right: Self) -> Bool { left.sortKey < right.sortKey }

  private var sortKey: (Int, Int, String, String) {
    (gained.isEmpty ? 1 : 0, strangeness, source, destination)
  }
}

extension [Difference] {
  /// One for each set of rules, needs and grants that decides: the first, which stands for the others.
  ///
  /// - Parameter limit: how many of the others are named; nil for all.
  func grouped(naming limit: Int?) -> [Difference] {
    var order: [DifferenceKind] = []
    var groups: [DifferenceKind: [Difference]] = [:]
    for difference in self {
      let kind = DifferenceKind(difference)
      if groups[kind] == nil { order.append(kind) }
      groups[kind, default: []].append(difference)
    }
    return order.compactMap { groups[$0]?.first?.standing(for: (groups[$0] ?? []).dropFirst(), naming: limit) }
  }
}

/// What differences have in common that have one cause.
private struct DifferenceKind: Hashable {
  let isOpen: Bool
  let deciding: [DecidingRule]
  let origins: [[Span?]]

  init(_ difference: Difference) {
    isOpen = !difference.gained.isEmpty
    deciding = difference.deciding
    origins = difference.origins.map { [$0.need, $0.grant] }
  }
}

extension Difference {
  fileprivate func standing(for others: ArraySlice<Difference>, naming limit: Int?) -> Difference {
    var difference = self
    difference.alikeCount = others.count
    difference.alike = others.prefix(limit ?? others.count).map { Pair(source: $0.source, destination: $0.destination) }
    return difference
  }
}

extension Difference {
  /// - Parameter detail: how closely a policy says whom it is about.
  init(
    _ mismatch: Mismatch, in access: GraphAccess, judgedBy evaluation: PolicyEvaluation, detail: [PolicyID: Int],
    namespaceLabels: Labels
  ) {
    let peers = access.universe.peers
    let (from, to) = (peers[mismatch.source], peers[mismatch.destination])
    let verdict = evaluation.verdict(from: from.peer, to: to.peer)
    self.namespaceLabels = namespaceLabels
    strangeness = [from, to].count { !$0.isFamiliar }
    source = from.name
    destination = to.name
    expected = mismatch.expected
    actual = mismatch.actual
    let gained = mismatch.actual.subtracting(mismatch.expected)
    deciding =
      gained.isEmpty
      ? verdict.closing(mismatch.expected.subtracting(mismatch.actual), detail) : verdict.opening(gained)
    origins = access.origins(from: mismatch.source, to: mismatch.destination)
  }
}

extension Verdict {
  /// The rules that allow some of `connections`.
  fileprivate func opening(_ connections: ConnectionSet) -> [DecidingRule] {
    [self[.egress], self[.ingress]].flatMap(\.rules).filter {
      $0.action == .allow && !$0.connections.intersection(connections).isEmpty
    }.map { DecidingRule(policy: $0.policy, direction: $0.direction, rule: $0.place, action: .allow) }
  }

  /// The rules that deny some of `connections`, or else the policies that isolate the side that does not allow them: the
  /// one that is about the fewest pods first, since that is where the rule is missed.
  fileprivate func closing(_ connections: ConnectionSet, _ detail: [PolicyID: Int]) -> [DecidingRule] {
    [Direction.egress, .ingress].flatMap { direction -> [DecidingRule] in
      let side = self[direction]
      guard !connections.isSubset(of: side.connections) else { return [] }
      let denials = side.rules.filter { $0.action == .deny && !$0.connections.intersection(connections).isEmpty }
        .map { DecidingRule(policy: $0.policy, direction: direction, rule: $0.place, action: .deny) }
      return denials.isEmpty
        ? side.isolating.sorted { (detail[$1] ?? 0, $0) < (detail[$0] ?? 0, $1) }
          .map { DecidingRule(policy: $0, direction: direction, rule: nil, action: .deny) } : denials
    }
  }
}

extension UniversePeer {
  /// Whether people know the peer: no pod that was made up to see what happens to it.
  fileprivate var isFamiliar: Bool { isObserved || pod == nil || (workload != nil && !isDressed) }

  /// What the peer is, in words.
  var name: String {
    switch kind {
    case .tenantPod(let namespace):
      if let workload, !isDressed { return "\(workload) in \"\(namespace)\"" }
      return podName
    case .strangePod, .hostPod, .impostor: return podName
    case .domain(let name): return "\"\(name)\""
    case .entity(let entity): return "\(entity)"
    case .addresses(let peer): return peer.words
    }
  }

  private var podName: String {
    guard let pod else { return "\(peer)" }
    if isObserved { return "the \(pod.kind) \"\(pod.namespace)/\(pod.name)\"" }
    if pod.labels.isEmpty { return "a pod without labels in \"\(pod.namespace)\"" }
    let labels = pod.labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return "a pod with \(labels) in \"\(pod.namespace)\""
  }
}

extension AddressPeer {
  fileprivate var words: String {
    let ends = (
      IPAddress(family: family, value: range.lowerBound), IPAddress(family: family, value: range.upperBound)
    )
    let text = ends.0 == ends.1 ? "\(ends.0)" : "\(ends.0)-\(ends.1)"
    switch role {
    case .external: return text
    case .ownNode: return "the pod's own node (\(text))"
    case .remoteNode: return "a node (\(text))"
    case .apiServer: return "the API server (\(text))"
    }
  }
}
