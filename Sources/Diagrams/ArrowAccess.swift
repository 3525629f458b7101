import GraphFormat
import PolicyModel
import Resolution

/// What the edges behind an arrow let through: words beside it cannot tell more from less.
struct ArrowAccess: Hashable, Sendable {
  private struct Ends: Hashable {
    let consumer: EdgeEnd
    let provider: EdgeEnd
    let environments: EnvironmentPair
  }

  private var openings: [Ends: Opening] = [:]

  init(_ edges: [Edge] = []) {
    for edge in edges {
      let ends = Ends(consumer: edge.consumer, provider: edge.provider, environments: edge.environments)
      openings[ends, default: Opening()].add(edge.connections, edge.http)
    }
  }

  /// Whether any of it is closed in `other`.
  func exceeds(_ other: Self) -> Bool {
    openings.contains { ends, opening in !(other.openings[ends] ?? Opening()).allows(opening) }
  }

  /// The environments within which something is open, sorted.
  var environments: [String] {
    Set(openings.keys.map(\.environments).filter { !$0.isCrossing }.map(\.from)).sorted()
  }

  func union(_ other: Self) -> Self {
    var union = self
    union.openings.merge(other.openings) { $0.union($1) }
    return union
  }
}

/// What is open between two ends in one pair of environments.
private struct Opening: Hashable {
  /// Whatever the request.
  private var open = ConnectionSet.none
  /// Only for requests that match.
  private var narrowed: [HTTPMatch: ConnectionSet] = [:]

  mutating func add(_ connections: ConnectionSet, _ requests: [HTTPMatch]) {
    if requests.isEmpty { open = open.union(connections) }
    for request in requests { narrowed[request] = (narrowed[request] ?? .none).union(connections) }
  }

  func allows(_ other: Self) -> Bool {
    other.open.isSubset(of: open) && other.narrowed.allSatisfy { $1.isSubset(of: connections(for: $0)) }
  }

  func union(_ other: Self) -> Self {
    var union = self
    union.open = open.union(other.open)
    union.narrowed.merge(other.narrowed) { $0.union($1) }
    return union
  }

  private func connections(for request: HTTPMatch) -> ConnectionSet {
    narrowed.filter { $0.key.covers(request) }.values.reduce(open) { $0.union($1) }
  }
}

extension HTTPMatch {
  /// Whether it surely matches what `other` matches: patterns are compared as they are written.
  fileprivate func covers(_ other: Self) -> Bool {
    [(method, other.method), (path, other.path)].allSatisfy { $0 == nil || $0 == $1 }
  }
}
