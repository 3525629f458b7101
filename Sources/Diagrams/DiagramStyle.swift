/// What a diagram looks like in Graphviz's terms. Nothing is told apart by colour alone.
struct DiagramStyle {
  private let isDense: Bool
  private let isVast: Bool
  /// Frames are stacked beside each other, bare nodes below each other: both come out as wide as a screen.
  private let isFramed: Bool
  private let isSideways: Bool
  /// Whether framed nodes stand in columns that we choose, and arrows leave and arrive as these ask.
  let hasColumns: Bool
  let columns: Columns
  let palette: Palette

  init(of diagram: Diagram, in palette: Palette, for engine: LayoutEngine = .dot) {
    self.palette = palette
    isVast = diagram.isVast
    isDense = diagram.isDense
    isFramed = diagram.isFramed
    isSideways = diagram.isSideways
    hasColumns = diagram.isFramed && engine == .dot
    columns = hasColumns ? Columns(of: diagram) : .none
  }

  /// The whole picture, its header left out.
  var graph: [DOTAttribute] {
    [
      DOTAttribute("rankdir", isFramed || isSideways ? "LR" : "TB"), DOTAttribute("bgcolor", palette.paper),
      DOTAttribute("pad", "0.3"),
      DOTAttribute("nodesep", isSideways ? "0.15" : isFramed ? "0.2" : "0.25"),
      DOTAttribute("ranksep", isFramed || isSideways ? "0.6" : "0.35"),
      DOTAttribute("newrank", "true"), DOTAttribute("splines", isVast ? "line" : "true"),
      DOTAttribute("outputorder", isDense ? "edgesfirst" : "breadthfirst"),
      DOTAttribute("overlap", "prism"),
      DOTAttribute("sep", "+12"),
      DOTAttribute("fontname", Self.font), DOTAttribute("fontcolor", palette.ink),
      DOTAttribute("labelloc", "t"), DOTAttribute("labeljust", "l"), DOTAttribute("tooltip", " "),
      DOTAttribute("id", "diagram"),
    ]
  }

  /// An unseen frame around everything, since Graphviz keeps what stands in a frame together.
  let enclosure = [
    DOTAttribute("label", ""), DOTAttribute("style", "invis"), DOTAttribute("margin", "12"),
    DOTAttribute("id", "everything"),
  ]

  /// An unseen node that holds a column.
  let point = [DOTAttribute("shape", "point"), DOTAttribute("height", "0.01"), DOTAttribute("style", "invis")]

  var node: [DOTAttribute] {
    [
      DOTAttribute("fontname", Self.font), DOTAttribute("fontsize", "11"), DOTAttribute("fontcolor", palette.ink),
      DOTAttribute("margin", "0.16,0.08"), DOTAttribute("height", "0.36"), DOTAttribute("penwidth", "1.1"),
    ]
  }

  var edge: [DOTAttribute] {
    [
      DOTAttribute("fontname", Self.font), DOTAttribute("fontsize", "9"),
      DOTAttribute("arrowsize", "0.7"), DOTAttribute("color", palette.line),
      DOTAttribute("fontcolor", palette.line), DOTAttribute("labelfloat", "false"),
    ]
  }

  func attributes(of group: Diagram.Group) -> [DOTAttribute] {
    let title = markedTitle(group.title, group.marks)
    return [
      .label(markup: Markup(palette: palette).heading(title, details: group.details)),
      DOTAttribute("style", "rounded,filled"),
      DOTAttribute("fillcolor", group.isPlatform ? palette.platformGroupFill : palette.groupFill),
      DOTAttribute("color", group.isPlatform ? palette.platformGroupLine : palette.groupLine),
      DOTAttribute("penwidth", "1"),
      DOTAttribute("labelloc", "t"), DOTAttribute("labeljust", "l"), DOTAttribute("margin", "10"),
      .tooltip(group.tooltip ?? group.title), .id(["group", group.id]),
    ] + link(group.link)
  }

  func attributes(of node: Diagram.Node) -> [DOTAttribute] {
    let title = markedTitle(node.title, node.marks)
    let isBold = !isFramed && (node.kind == .tenant || node.kind == .platformTool)
    let label: DOTAttribute =
      node.details.isEmpty && node.closures.isEmpty && !isBold
      ? .label(title.wrapped())
      : .label(
        markup: Markup(palette: palette).nodeText(title, isBold: isBold, details: node.details, closures: node.closures)
      )
    let look = NodeLook(node.kind, isFramed: isFramed, in: palette).attributes(isClosed: !node.closures.isEmpty)
    return [label] + look + [.tooltip(node.tooltip ?? node.title), .id(["node", node.id])] + link(node.link)
  }

  func attributes(of edge: Diagram.Edge) -> [DOTAttribute] {
    let lines = isDense ? [] : edge.lines + edge.traits.compactMap(\.words)
    let label: [DOTAttribute] = lines.isEmpty ? [] : [.label(lines.flatMap { $0.wrapped(width: 26, limit: 3) })]
    let tooltip = edge.tooltip ?? "\(edge.from) → \(edge.to)"
    let tooltips = ["tooltip", "labeltooltip"].map {
      DOTAttribute($0, written: DOTAttribute.tooltip(tooltip).value)
    }
    let look = EdgeLook(edge, fading: isVast ? "50" : isDense ? "A0" : "", in: palette).attributes
    return label + look + ports(of: edge) + tooltips + [.id(["edge", edge.from, edge.to])] + link(edge.link)
  }

  /// Arrows leave on one side and arrive on the other, away from the titles of frames.
  private func ports(of edge: Diagram.Edge) -> [DOTAttribute] {
    guard hasColumns, edge.from != edge.to else { return [] }
    return columns.isBackward(edge)
      ? [DOTAttribute("tailport", "w"), DOTAttribute("headport", "e"), DOTAttribute("constraint", "false")]
      : [DOTAttribute("tailport", "e"), DOTAttribute("headport", "w")]
  }

  private func markedTitle(_ title: String, _ marks: [Diagram.Mark]) -> String {
    marks.isEmpty ? title : "\(title) \(marks.map(\.description).joined())"
  }

  private func link(_ address: String?) -> [DOTAttribute] {
    address.flatMap(DOTText.link).map { [DOTAttribute("URL", written: $0), DOTAttribute("target", "_top")] } ?? []
  }

  /// On every Debian, and Verdana is as wide: text measured with the one fits its box when drawn with the other.
  static let font = "DejaVu Sans,Verdana,sans-serif"
}

extension Diagram.Group {
  fileprivate var isPlatform: Bool {
    !allNodes.isEmpty && allNodes.allSatisfy { $0.kind == .platformTool || $0.kind == .apiServer }
  }
}

extension Diagram.Edge.Trait {
  /// What is written beside the arrow.
  var words: String? {
    switch self {
    case .crossing(let from, let to): "\(from) → \(to)"
    case .expiring(let day): "until \(day)"
    case .filtered: nil
    }
  }
}
