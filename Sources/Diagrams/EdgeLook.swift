/// Line and arrowhead of an edge: the kind decides the line, the traits the arrow.
struct EdgeLook {
  let color: String
  let style: String
  let width: String
  let arrowhead: String
  let arrowtail: String?

  /// Faint arrows shine through each other.
  init(_ edge: Diagram.Edge, isFaint: Bool = false) {
    let isCrossing = edge.traits.contains { if case .crossing = $0 { true } else { false } }
    let isExpiring = edge.traits.contains { if case .expiring = $0 { true } else { false } }
    let line = Self.line(of: edge.kind)
    let tip = isExpiring ? "onormal" : "normal"
    let base =
      edge.kind != .ordinary ? line.color : isCrossing ? Palette.crossing : isExpiring ? Palette.expiring : line.color
    color = isFaint ? base + "A0" : base
    style = line.style
    width = isCrossing ? "2" : line.width
    arrowhead = edge.kind == .denied ? "tee" : isCrossing ? tip + tip : tip
    arrowtail = edge.traits.contains(.filtered) ? "odot" : nil
  }

  private static func line(of kind: Diagram.Edge.Kind) -> (color: String, style: String, width: String) {
    switch kind {
    case .ordinary: (Palette.line, "solid", "1.1")
    case .mandatory: (Palette.softLine, "dashed", "0.9")
    case .denied: (Palette.deniedLine, "dashed", "1.6")
    case .gained: (Palette.gained, "solid", "2.4")
    case .lost: (Palette.lost, "dotted", "2.4")
    case .unchanged: (Palette.faintLine, "solid", "0.9")
    }
  }

  /// Text stays legible where lines fade.
  private var textColor: String {
    switch color {
    case Palette.faintLine, Palette.softLine: Palette.softText
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
