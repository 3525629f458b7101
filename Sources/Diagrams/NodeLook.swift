/// Shape and colours of a kind of node.
struct NodeLook {
  let shape: String
  let style: String
  let fill: String
  let line: String
  /// Stands for the shape in the legend.
  let glyph: String
  let words: String
  /// The outline of what a guardrail closes.
  private let closedLine: String

  /// Where frames say which tenant a node belongs to, plain boxes will do.
  init(_ kind: Diagram.Node.Kind, isFramed: Bool, in palette: Palette) {
    if isFramed, kind == .platformTool {
      self.init("box", "filled", palette.platform, palette.platformLine, glyph: "■", "platform tool", palette)
    } else {
      self.init(kind, in: palette)
    }
  }

  private init(_ kind: Diagram.Node.Kind, in palette: Palette) {
    switch kind {
    case .workload:
      self.init("box", "rounded,filled", palette.workload, palette.line, glyph: "▢", "workload", palette)
    case .namespace:
      self.init("box", "rounded,filled", palette.tenant, palette.line, glyph: "▭", "namespace", palette)
    case .tenant:
      self.init("folder", "filled", palette.tenant, palette.line, glyph: "⊓", "tenant", palette)
    case .platformTool:
      self.init("hexagon", "filled", palette.platform, palette.platformLine, glyph: "⬡", "platform tool", palette)
    case .apiServer:
      self.init("house", "filled", palette.platform, palette.platformLine, glyph: "⌂", "API server", palette)
    case .outsideWorld:
      self.init("ellipse", "filled", palette.outside, palette.outsideLine, glyph: "◯", "addresses outside", palette)
    case .domain:
      self.init("ellipse", "filled,dashed", palette.outside, palette.outsideLine, glyph: "◌", "domain name", palette)
    case .everyone:
      self.init("doublecircle", "filled", palette.everyone, palette.softText, glyph: "◎", "many peers", palette)
    case .deniedTarget:
      self.init("octagon", "filled", palette.denied, palette.deniedLine, glyph: "⊗", "closed by a guardrail", palette)
    }
  }

  private init(
    _ shape: String, _ style: String, _ fill: String, _ line: String, glyph: String, _ words: String, _ palette: Palette
  ) {
    self.shape = shape
    self.style = style
    self.fill = fill
    self.line = line
    self.glyph = glyph
    self.words = words
    closedLine = palette.deniedLine
  }

  /// What a guardrail closes to others has the colour of guardrails.
  func attributes(isClosed: Bool) -> [DOTAttribute] {
    [
      DOTAttribute("shape", shape == "doublecircle" ? "ellipse" : shape),
      DOTAttribute("peripheries", shape == "doublecircle" ? "2" : "1"),
      DOTAttribute("margin", margin),
      DOTAttribute("style", style), DOTAttribute("fillcolor", fill),
      DOTAttribute("color", isClosed ? closedLine : line),
    ]
  }

  /// Shapes that grow with their slopes need little more room around the text.
  private var margin: String {
    switch shape {
    case "hexagon", "octagon": "0.02,0.04"
    case "ellipse", "doublecircle": "0.03,0.02"
    default: "0.16,0.08"
    }
  }
}
