extension Diagram {
  /// The diagram with labels that several arrows into a node share written once, inside the node.
  ///
  /// Fewer words, and shorter arrows, since a label takes as much room as a node.
  func sharingLabels(from minimum: Int = 3) -> Diagram {
    let shared = sharedLabels(from: minimum)
    var diagram = self
    diagram.edges = edges.map { edge in
      guard edge.isPlain, shared[edge.to] == edge.lines else { return edge }
      var edge = edge
      edge.lines = []
      return edge
    }
    diagram.nodes = nodes.map { $0.adding(shared) }
    diagram.groups = groups.map { $0.adding(shared) }
    diagram.hasSharedLabels = !shared.isEmpty
    return diagram
  }

  /// For each node the label that most of its incoming arrows bear, if they are enough.
  private func sharedLabels(from minimum: Int) -> [String: [String]] {
    let plain = Dictionary(grouping: edges.filter { $0.isPlain && !$0.lines.isEmpty }, by: \.to)
    return plain.compactMapValues { edges in
      let byLabel = Dictionary(grouping: edges, by: \.lines)
      let common = edges.map(\.lines).uniqued.max { byLabel[$0, default: []].count < byLabel[$1, default: []].count }
      return common.flatMap { byLabel[$0, default: []].count >= minimum ? $0 : nil }
    }
  }
}

extension Diagram.Edge {
  fileprivate var isPlain: Bool { (kind == .ordinary || kind == .mandatory) && traits.isEmpty }
}

extension Diagram.Node {
  fileprivate func adding(_ shared: [String: [String]]) -> Self {
    var node = self
    node.details += shared[id, default: []]
    return node
  }
}

extension Diagram.Group {
  fileprivate func adding(_ shared: [String: [String]]) -> Self {
    var group = self
    group.nodes = nodes.map { $0.adding(shared) }
    group.groups = groups.map { $0.adding(shared) }
    return group
  }
}
