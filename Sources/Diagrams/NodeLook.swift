/// Shape and colours of a kind of node.
struct NodeLook {
  let shape: String
  let style: String
  let fill: String
  let line: String
  /// Stands for the shape in the legend.
  let glyph: String
  let words: String

  /// Where frames say which tenant a node belongs to, plain boxes will do.
  init(_ kind: Diagram.Node.Kind, isFramed: Bool) {
    if isFramed, kind == .platformTool {
      self.init("box", "filled", Palette.platform, Palette.platformLine, glyph: "■", "platform tool")
    } else {
      self.init(kind)
    }
  }

  private init(_ kind: Diagram.Node.Kind) {
    switch kind {
    case .workload:
      self.init("box", "rounded,filled", Palette.workload, Palette.line, glyph: "▢", "workload")
    case .namespace:
      self.init("box", "rounded,filled", Palette.tenant, Palette.line, glyph: "▭", "namespace")
    case .tenant:
      self.init("folder", "filled", Palette.tenant, Palette.line, glyph: "⊓", "tenant")
    case .platformTool:
      self.init("hexagon", "filled", Palette.platform, Palette.platformLine, glyph: "⬡", "platform tool")
    case .apiServer:
      self.init("house", "filled", Palette.platform, Palette.platformLine, glyph: "⌂", "API server")
    case .outsideWorld:
      self.init("ellipse", "filled", Palette.outside, Palette.outsideLine, glyph: "◯", "addresses outside")
    case .domain:
      self.init("ellipse", "filled,dashed", Palette.outside, Palette.outsideLine, glyph: "◌", "domain name")
    case .everyone:
      self.init("doublecircle", "filled", Palette.everyone, Palette.softText, glyph: "◎", "many peers")
    case .deniedTarget:
      self.init("octagon", "filled", Palette.denied, Palette.deniedLine, glyph: "⊗", "closed by a guardrail")
    }
  }

  private init(_ shape: String, _ style: String, _ fill: String, _ line: String, glyph: String, _ words: String) {
    self.shape = shape
    self.style = style
    self.fill = fill
    self.line = line
    self.glyph = glyph
    self.words = words
  }

  /// What a guardrail closes to others has the colour of guardrails.
  func attributes(isClosed: Bool) -> [DOTAttribute] {
    [
      DOTAttribute("shape", shape == "doublecircle" ? "ellipse" : shape),
      DOTAttribute("peripheries", shape == "doublecircle" ? "2" : "1"),
      DOTAttribute("margin", margin),
      DOTAttribute("style", style), DOTAttribute("fillcolor", fill),
      DOTAttribute("color", isClosed ? Palette.deniedLine : line),
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
