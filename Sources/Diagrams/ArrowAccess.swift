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
      openings[ends] = (openings[ends] ?? Opening()).union(Opening([edge]))
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
