extension Diagram {
  /// One line of the legend.
  struct LegendEntry: Hashable {
    let glyph: String
    let color: String
    let words: String
  }

  /// What the picture uses, and nothing else.
  func legend(in palette: Palette) -> [LegendEntry] {
    nodeLegend(palette) + edgeLegend(palette) + traitLegend(palette)
  }

  private func nodeLegend(_ palette: Palette) -> [LegendEntry] {
    let kinds = Set(allNodes.map(\.kind))
    return Node.Kind.allCases.filter(kinds.contains).map { kind in
      let look = NodeLook(kind, isFramed: isFramed, in: palette)
      return LegendEntry(glyph: look.glyph, color: look.line, words: look.words)
    }
  }

  private func edgeLegend(_ palette: Palette) -> [LegendEntry] {
    let kinds = Set(edges.map(\.kind))
    return Edge.Kind.allCases.filter(kinds.contains).map { kind in
      let look = EdgeLook(Edge(from: "", to: "", kind: kind), in: palette)
      return LegendEntry(glyph: kind.glyph, color: look.color, words: kind.words)
    }
  }

  private func traitLegend(_ palette: Palette) -> [LegendEntry] {
    let traits = edges.flatMap(\.traits)
    let entries: [(isUsed: Bool, entry: LegendEntry)] = [
      (
        traits.contains { if case .crossing = $0 { true } else { false } },
        LegendEntry(glyph: "━▶▶", color: palette.crossing, words: "crosses environments")
      ),
      (
        traits.contains { if case .expiring = $0 { true } else { false } },
        LegendEntry(glyph: "──▷", color: palette.expiring, words: "expires")
      ),
      (traits.contains(.filtered), LegendEntry(glyph: "○─▶", color: palette.line, words: "filtered at layer 7")),
    ]
    return entries.filter(\.isUsed).map(\.entry)
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
    case .witness: "━━▶"
    case .missing: "┅┅┤"
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
    case .witness: "breaks the assertion"
    case .missing: "missing for the assertion"
    }
  }
}
