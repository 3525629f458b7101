import Resolution

/// How far tenants are from those in focus.
struct Neighbourhood {
  private let focus: DiagramView.Focus
  private let distances: [String: Int]

  private init(_ focus: DiagramView.Focus, _ distances: [String: Int]) {
    self.focus = focus
    self.distances = distances
  }

  /// Mandatory edges are no bridge: they lead everywhere.
  init(of focus: DiagramView.Focus, over edges: [Edge]) {
    var distances = Dictionary(focus.tenants.map { ($0, 0) }) { first, _ in first }
    var frontier = Set(focus.tenants)
    let bridges = edges.filter { !$0.origin.isMandatory && $0.tenants.count == 2 }.map(\.tenants)
    var distance = 1
    while distance < focus.depth, !frontier.isEmpty {
      let reached = bridges.flatMap { focus.next(from: frontier, over: $0) }.filter { distances[$0] == nil }
      for tenant in reached { distances[tenant] = distance }
      frontier = Set(reached)
      distance += 1
    }
    self.init(focus, distances)
  }

  /// What is near in either of two states: a neighbour that is lost was one.
  func united(with other: Self) -> Self { Self(focus, distances.merging(other.distances) { min($0, $1) }) }

  /// Whether an edge is within reach.
  func contains(_ edge: Edge) -> Bool {
    let ends: [String?] =
      switch focus.direction {
      case .incoming: [edge.provider.workload?.tenant]
      case .outgoing: [edge.consumer.workload?.tenant]
      case nil: edge.tenants
      }
    return ends.contains { $0.map { distances[$0, default: .max] < focus.depth } ?? false }
  }
}

extension DiagramView.Focus {
  /// The ends of a flow that are reached from its other end.
  fileprivate func next(from frontier: Set<String>, over ends: [String]) -> [String] {
    let from = direction == .incoming ? ends.suffix(1) : direction == .outgoing ? ends.prefix(1) : ends[...]
    return from.contains(where: frontier.contains) ? ends : []
  }
}
