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
    Edge.Kind.allCases.flatMap { kind in
      // The head of an arrow that is more than plain has a line of its own.
      let arrows = edges.filter { $0.kind == kind && (kind != .ordinary || !$0.isCrossing && !$0.isExpiring) }
      let color = EdgeLook(Edge(from: "", to: "", kind: kind), in: palette).color
      return [
        (isUsed: arrows.contains { !$0.saysMandatory }, glyph: kind.glyph, words: kind.words),
        (arrows.contains(where: \.saysMandatory), kind.mandatoryGlyph, "\(kind.words), mandatory"),
      ].filter(\.isUsed).map { LegendEntry(glyph: $0.glyph, color: color, words: $0.words) }
    }
  }

  /// Heads and tails, in the colours that their arrows have.
  private func traitLegend(_ palette: Palette) -> [LegendEntry] {
    let headed = edges.filter { !$0.endsInBar }
    let entries: [(arrows: [Edge], glyph: String, words: String)] = [
      (headed.filter { $0.isCrossing && !$0.isExpiring }, "━▶▶", "crosses environments"),
      (headed.filter { !$0.isCrossing && $0.isExpiring }, "──▷", "expires"),
      (headed.filter { $0.isCrossing && $0.isExpiring }, "━▷▷", "crosses environments, expires"),
      (edges.filter { $0.traits.contains(.filtered) }, "○─▶", "filtered at layer 7"),
    ]
    return entries.filter { !$0.arrows.isEmpty }.map { entry in
      let colors = entry.arrows.map { EdgeLook($0, in: palette).color }.uniqued
      return LegendEntry(
        glyph: entry.glyph, color: colors.count == 1 ? colors[0] : palette.ink, words: entry.words)
    }
  }
}

extension Diagram.Edge {
  /// Whether its dashes say so although its kind is a change.
  fileprivate var saysMandatory: Bool {
    isMandatory && [.gained, .widened, .narrowed, .altered, .unchanged].contains(kind)
  }
}

extension Diagram.Edge.Kind {
  fileprivate var mandatoryGlyph: String { self == .gained || self == .altered ? "╍╍▶" : "╌╌▶" }

  fileprivate var glyph: String {
    switch self {
    case .ordinary, .unchanged, .widened, .narrowed: "──▶"
    case .mandatory: "╌╌▶"
    case .denied: "╌╌┤"
    case .gained, .altered: "━━▶"
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
    case .widened: "widened"
    case .narrowed: "narrowed"
    case .altered: "altered"
    case .unchanged: "unchanged"
    case .witness: "breaks the assertion"
    case .missing: "missing for the assertion"
    }
  }
}
