import Diagnostics

extension Diagram {
  /// Whether nodes stand in frames.
  var isFramed: Bool { !groups.isEmpty }

  /// Whether arrows are so many that what is written beside them would hide them.
  var isDense: Bool { !isFramed && edges.count > 100 }

  /// Whether layers take Graphviz minutes, and arrows that bend around nodes too: measured with 300 tenants, where both
  /// ran for more than one minute and straight arrows took less than a second.
  var isVast: Bool { edges.count > 500 }

  /// The engine that shows this picture best: layers as long as arrows can be followed, then whatever keeps it small.
  public var suggestedEngine: LayoutEngine { drawn.engine }

  var engine: LayoutEngine { isVast ? .sfdp : isDense ? .neato : .dot }

  /// What to draw instead; nil as long as arrows can be followed.
  public var advice: String? { drawn.crowdingAdvice }

  var crowdingAdvice: String? {
    guard edges.count > (isFramed ? 100 : 150) else { return nil }
    let coarser = isFramed || isUnframed ? "`--view tenants` draws one node for each tenant, " : ""
    return "\(edges.count.counted("arrow")) are too many to follow: \(coarser)`--focus` the flows of one tenant, "
      + "and the matrix of `easement report` has them all"
  }

  /// The diagram as an engine can draw it: only two of them know frames.
  func fitted(to engine: LayoutEngine) -> Diagram {
    isFramed && engine != .dot && engine != .fdp ? unframed() : self
  }

  /// The diagram without frames, for layouts that have none; nodes say what their frames said.
  func unframed() -> Diagram {
    var diagram = self
    diagram.nodes = groups.flatMap { $0.bareNodes(besides: []) }.map { node in
      var node = node
      node.title = callName(of: node)
      return node
    }
    diagram.nodes += nodes
    diagram.groups = []
    diagram.isUnframed = true
    return diagram
  }

  /// The diagram with one line for two arrows that differ in nothing but their direction.
  func mergingMutual() -> Diagram {
    var diagram = self
    var merged: [Edge] = []
    var places: [[String]: Int] = [:]
    for edge in edges {
      if let place = places[[edge.to, edge.from]], edge.from != edge.to, edge.looksLike(merged[place]) {
        merged[place].isMutual = true
        merged[place].tooltip = [merged[place].tooltip, edge.tooltip].compactMap(\.self).joined(separator: "\n")
      } else {
        places[[edge.from, edge.to]] = merged.count
        merged.append(edge)
      }
    }
    diagram.edges = merged
    return diagram
  }
}

extension Diagram.Group {
  /// Every node, with the marks of its frames.
  fileprivate func bareNodes(besides outer: [Diagram.Mark]) -> [Diagram.Node] {
    let all = marks + outer
    let own = nodes.map { node in
      var node = node
      node.marks += all.filter { !node.marks.contains($0) }
      return node
    }
    return groups.flatMap { $0.bareNodes(besides: all) } + own
  }
}

extension Diagram.Edge {
  fileprivate func looksLike(_ other: Self) -> Bool {
    kind == other.kind && kind != .denied && traits.isEmpty && other.traits.isEmpty
  }
}
