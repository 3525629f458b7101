extension Diagram {
  /// How many arrows must agree before the node that they lead to speaks for them.
  enum Sharing {
    case ofMany, ofAny
  }

  /// The diagram with labels that arrows into a node share written once, inside the node.
  ///
  /// Fewer words, and shorter arrows, since a label takes as much room as a node.
  func sharingLabels(_ sharing: Sharing) -> Diagram {
    let shared = sharedLabels(sharing)
    var diagram = self
    diagram.edges = edges.map { edge in
      guard edge.mayShare(sharing), let label = shared[edge.to], edge.lines.starts(with: label),
        sharing == .ofAny || edge.lines == label
      else { return edge }
      var edge = edge
      edge.lines.removeFirst(label.count)
      return edge
    }
    diagram.mapNodes { node in
      var node = node
      node.details += sharing == .ofAny ? shared[node.id, default: []].inLines : shared[node.id, default: []]
      return node
    }
    diagram.sharedLabels = shared
    return diagram
  }

  /// For each node what its incoming arrows say first, or else what most of them say, if they are enough.
  private func sharedLabels(_ sharing: Sharing) -> [String: [String]] {
    let arrows = Dictionary(grouping: edges.filter { $0.mayShare(sharing) && !$0.lines.isEmpty }, by: \.to)
    return arrows.compactMapValues { edges in
      let labels = edges.map(\.lines)
      let agreed = labels.dropFirst().reduce(labels.first ?? []) { $0.commonPrefix(with: $1) }
      guard sharing == .ofMany || agreed.isEmpty else { return agreed }
      let counts = Dictionary(grouping: labels, by: \.self).mapValues(\.count)
      let common = labels.uniqued.max { counts[$0, default: 0] < counts[$1, default: 0] }
      return common.flatMap { counts[$0, default: 0] >= (sharing == .ofMany ? 3 : 2) ? $0 : nil }
    }
  }
}

extension Diagram.Edge {
  /// Changes keep their words: they are what the picture is about.
  fileprivate func mayShare(_ sharing: Diagram.Sharing) -> Bool {
    switch kind {
    case .ordinary, .mandatory: traits.isEmpty || sharing == .ofAny
    case .unchanged: sharing == .ofAny
    case .denied, .gained, .lost, .widened, .narrowed, .altered, .witness, .missing: false
    }
  }
}

extension [String] {
  /// In one line if that is short enough.
  fileprivate var inLines: [String] {
    let line = joined(separator: ", ")
    return line.count <= 24 && !isEmpty ? [line] : self
  }

  fileprivate func commonPrefix(with other: [String]) -> [String] {
    zip(self, other).prefix { $0 == $1 }.map(\.0)
  }
}
