extension Diagram {
  /// One line of the legend.
  struct LegendEntry: Hashable {
    let glyph: String
    let color: String
    let words: String
  }

  /// What the picture uses, and nothing else.
  var legend: [LegendEntry] {
    nodeLegend + edgeLegend + traitLegend
  }

  private var nodeLegend: [LegendEntry] {
    let kinds = Set(allNodes.map(\.kind))
    return Node.Kind.allCases.filter(kinds.contains).map { kind in
      let look = NodeLook(kind, isFramed: isFramed)
      return LegendEntry(glyph: look.glyph, color: look.line, words: look.words)
    }
  }

  private var edgeLegend: [LegendEntry] {
    let kinds = Set(edges.map(\.kind))
    return Edge.Kind.allCases.filter(kinds.contains).map { kind in
      let look = EdgeLook(Edge(from: "", to: "", kind: kind))
      return LegendEntry(glyph: kind.glyph, color: look.color, words: kind.words)
    }
  }

  private var traitLegend: [LegendEntry] {
    let traits = Set(edges.flatMap(\.traits).map(\.legendEntry))
    let order = [Edge.Trait.crossingEntry, Edge.Trait.expiringEntry, Edge.Trait.filteredEntry]
    return order.filter(traits.contains)
  }
}

extension Diagram.Edge.Kind {
  fileprivate var glyph: String {
    switch self {
    case .ordinary, .unchanged: "──▶"
    case .mandatory: "╌╌▶"
    case .denied: "╌╌┤"
    case .gained: "━━▶"
    case .lost: "┅┅▶"
    }
  }

  fileprivate var words: String {
    switch self {
    case .ordinary: "may connect"
    case .mandatory: "mandatory"
    case .denied: "denied by a guardrail"
    case .gained: "gained"
    case .lost: "lost"
    case .unchanged: "unchanged"
    }
  }
}

extension Diagram.Edge.Trait {
  fileprivate typealias Entry = Diagram.LegendEntry

  fileprivate static var crossingEntry: Entry {
    Entry(glyph: "━▶▶", color: Palette.crossing, words: "crosses environments")
  }

  fileprivate static var expiringEntry: Entry { Entry(glyph: "──▷", color: Palette.expiring, words: "expires") }

  fileprivate static var filteredEntry: Entry {
    Entry(glyph: "○─▶", color: Palette.line, words: "filtered at layer 7")
  }

  fileprivate var legendEntry: Entry {
    switch self {
    case .crossing: Self.crossingEntry
    case .expiring: Self.expiringEntry
    case .filtered: Self.filteredEntry
    }
  }
}
