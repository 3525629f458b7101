/// Line and arrowhead of an edge: the kind decides the line, the traits the arrow.
struct EdgeLook {
  let color: String
  let style: String
  let width: String
  let arrowhead: String
  let arrowtail: String?
  private let palette: Palette

  /// - Parameter fading: how much of the colour there is, in two digits: faint arrows shine through each other.
  init(_ edge: Diagram.Edge, fading: String = "", in palette: Palette) {
    self.palette = palette
    let line = Self.line(of: edge.kind, in: palette)
    let isPlain = edge.kind == .ordinary
    let base =
      !isPlain ? line.color : edge.isCrossing ? palette.crossing : edge.isExpiring ? palette.expiring : line.color
    color = base + fading
    // A change is told by the width, so that dashes can still say what is mandatory.
    style = line.style == "solid" && edge.isMandatory ? "dashed" : line.style
    width = edge.isCrossing && (isPlain || edge.kind == .mandatory) ? "2" : line.width
    let tip = edge.isExpiring ? "onormal" : "normal"
    arrowhead = edge.endsInBar ? "tee" : edge.isCrossing ? tip + tip : tip
    arrowtail = edge.traits.contains(.filtered) ? "odot" : edge.isMutual ? arrowhead : nil
  }

  private static func line(
    of kind: Diagram.Edge.Kind, in palette: Palette
  ) -> (color: String, style: String, width: String) {
    switch kind {
    case .ordinary: (palette.line, "solid", "1.1")
    case .mandatory: (palette.softLine, "dashed", "0.9")
    case .denied: (palette.deniedLine, "dashed", "1.6")
    case .gained: (palette.gained, "solid", "2.4")
    case .lost: (palette.lost, "dotted", "2.4")
    case .widened: (palette.gained, "solid", "2")
    case .narrowed: (palette.lost, "solid", "1.4")
    case .altered: (palette.crossing, "solid", "3.2")
    case .unchanged: (palette.faintLine, "solid", "0.9")
    case .witness: (palette.witness, "solid", "2.6")
    case .missing: (palette.witness, "dotted", "2.6")
    }
  }

  /// Text stays legible where lines fade.
  private var textColor: String {
    switch color {
    case palette.faintLine, palette.softLine: palette.softText
    default: color
    }
  }

  var attributes: [DOTAttribute] {
    let tail = arrowtail.map { [DOTAttribute("dir", "both"), DOTAttribute("arrowtail", $0)] } ?? []
    return [
      DOTAttribute("color", color), DOTAttribute("fontcolor", textColor), DOTAttribute("style", style),
      DOTAttribute("penwidth", width), DOTAttribute("arrowhead", arrowhead),
    ] + tail
  }
}

extension Diagram.Edge {
  var isCrossing: Bool { traits.contains { if case .crossing = $0 { true } else { false } } }
  var isExpiring: Bool { traits.contains { if case .expiring = $0 { true } else { false } } }
  /// What is closed has no head that could say more.
  var endsInBar: Bool { kind == .denied || kind == .missing }
}
