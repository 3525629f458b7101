extension Diagram {
  /// The diagram in the language of Graphviz: the same text for equal diagrams.
  ///
  /// The graph is `strict` and its edges stand outside the clusters, one for each pair of ends: parallel labelled edges
  /// inside clusters corrupt the memory of Graphviz 2.42.
  public var dot: String { dot(theme: .light) }

  /// - Parameter engine: that will place the nodes; nil for ``suggestedEngine``.
  public func dot(theme: DiagramTheme, engine: LayoutEngine? = nil) -> String {
    let drawn = drawn
    let engine = engine ?? drawn.engine
    return drawn.fitted(to: engine).written(in: theme.palette, for: engine)
  }

  /// The diagram as it is drawn: nothing is left out, but much is said in fewer strokes.
  var drawn: Diagram {
    var diagram = self
    diagram.edges = mergedEdges
    if !drawsGuardrails { diagram = diagram.statingGuardrails() }
    if diagram.isDense { return diagram.mergingMutual() }
    if !diagram.isFramed { return diagram.sharingLabels(.ofMany) }
    let framed = diagram.sharingLabels(.ofAny)
    let collapsed = collapsesHubs ? framed.collapsingHubs() : framed
    return collapsed.isVast ? diagram.unframed().mergingMutual() : collapsed
  }

  private func written(in palette: Palette, for engine: LayoutEngine) -> String {
    let style = DiagramStyle(of: self, in: palette, for: engine)
    var writer = DOTWriter()
    writer.block("strict digraph easement") { writer in
      writer.statement(
        "graph\((style.graph + [.label(markup: Header(diagram: self, palette: palette).label)]).written)")
      writer.statement("node\(style.node.written)")
      writer.statement("edge\(style.edge.written)")
      if style.hasColumns {
        writer.write(framed: self, style)
      } else {
        writer.write(self, style)
      }
      for edge in edges { writer.write(edge, style) }
    }
    return writer.text
  }

  /// One edge for each pair of ends; what parallel ones say is united, and the first one's kind is kept.
  var mergedEdges: [Edge] {
    var merged: [Edge] = []
    var places: [[String]: Int] = [:]
    for edge in edges {
      if let place = places[[edge.from, edge.to]] {
        merged[place] = merged[place].united(with: edge)
      } else {
        places[[edge.from, edge.to]] = merged.count
        merged.append(edge)
      }
    }
    return merged
  }
}

extension Diagram.Edge {
  fileprivate func united(with other: Self) -> Self {
    var united = self
    united.lines += other.lines.filter { !lines.contains($0) }
    united.access = [access, other.access].compactMap(\.self).reduce(nil) { $0?.union($1) ?? $1 }
    united.limits.environments += other.limits.environments
    united.limits.requests += other.limits.requests
    united.traits = Set(traits + other.traits).sorted()
    united.tooltip = [tooltip, other.tooltip].compactMap(\.self).joined(separator: "\n")
    united.link = link ?? other.link
    return united
  }
}

/// DOT text as it grows.
private struct DOTWriter {
  private(set) var text = ""
  private var depth = 0

  mutating func statement(_ statement: String) {
    text += String(repeating: "  ", count: depth) + statement + ";\n"
  }

  mutating func block(_ head: String, _ body: (inout DOTWriter) -> Void) {
    text += String(repeating: "  ", count: depth) + head + " {\n"
    depth += 1
    body(&self)
    depth -= 1
    text += String(repeating: "  ", count: depth) + "}\n"
  }

  /// Groups and nodes.
  mutating func write(_ diagram: Diagram, _ style: DiagramStyle) {
    for group in diagram.groups { write(group, style) }
    for node in diagram.nodes { write(node, style) }
  }

  mutating func write(_ group: Diagram.Group, _ style: DiagramStyle) {
    block("subgraph \(DOTText.identifier("cluster_" + group.id))") { writer in
      writer.statement("graph\(style.attributes(of: group).written)")
      for group in group.groups { writer.write(group, style) }
      for node in group.nodes { writer.write(node, style) }
      if group.allNodes.isEmpty { writer.writePlaceholder(in: group, style) }
    }
  }

  /// Graphviz does not draw a cluster without nodes.
  private mutating func writePlaceholder(in group: Diagram.Group, _ style: DiagramStyle) {
    let attributes: [DOTAttribute] = [
      .label(["nothing here"]), DOTAttribute("shape", "plaintext"), DOTAttribute("style", ""),
      DOTAttribute("fontsize", "9"), DOTAttribute("fontcolor", style.palette.softText),
      .id(["node", group.placeholder]),
    ]
    statement("\(DOTText.identifier(group.placeholder))\(attributes.written)")
  }

  mutating func write(_ node: Diagram.Node, _ style: DiagramStyle) {
    statement("\(DOTText.identifier(node.id))\(style.attributes(of: node).written)")
  }

  /// Nodes of a column stand below each other, and invisible points hold the columns apart.
  mutating func write(framed diagram: Diagram, _ style: DiagramStyle) {
    let columns = style.columns.nodes
    let points = columns.indices.map { DOTText.identifier("column:\($0)") }
    block("subgraph \(DOTText.identifier("cluster_:everything"))") { writer in
      writer.statement("graph\(style.enclosure.written)")
      writer.write(diagram, style)
      for (point, nodes) in zip(points, columns) {
        let names = nodes.map(DOTText.identifier).joined(separator: "; ")
        writer.statement("{ rank=\"same\"; \(point)\(style.point.written); \(names) }")
      }
    }
    if points.count > 1 {
      statement("\(points.joined(separator: " -> "))\([DOTAttribute("style", "invis")].written)")
    }
  }

  mutating func write(_ edge: Diagram.Edge, _ style: DiagramStyle) {
    let ends = "\(DOTText.identifier(edge.from)) -> \(DOTText.identifier(edge.to))"
    statement("\(ends)\(style.attributes(of: edge).written)")
  }
}
