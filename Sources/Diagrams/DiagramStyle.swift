/// What a diagram looks like in Graphviz's terms. Nothing is told apart by colour alone.
struct DiagramStyle {
  private let isDense: Bool
  /// Frames are stacked beside each other, bare nodes below each other: both come out as wide as a screen.
  private let isFramed: Bool
  let columns: Columns

  init(of diagram: Diagram) {
    isDense = diagram.isDense
    isFramed = diagram.isFramed
    columns = Columns(of: diagram)
  }

  /// The whole picture, its header left out.
  var graph: [DOTAttribute] {
    [
      DOTAttribute("rankdir", isFramed ? "LR" : "TB"), DOTAttribute("bgcolor", Palette.paper),
      DOTAttribute("pad", "0.3"),
      DOTAttribute("nodesep", isFramed ? "0.2" : "0.25"),
      DOTAttribute("ranksep", isFramed ? "0.6" : "0.35"),
      DOTAttribute("newrank", "true"), DOTAttribute("splines", "true"),
      DOTAttribute("overlap", "prism"),
      DOTAttribute("sep", "+12"),
      DOTAttribute("fontname", Self.font), DOTAttribute("fontcolor", Palette.ink),
      DOTAttribute("labelloc", "t"), DOTAttribute("labeljust", "l"), DOTAttribute("tooltip", " "),
    ]
  }

  /// An unseen frame around everything, since Graphviz keeps what stands in a frame together.
  let enclosure = [DOTAttribute("label", ""), DOTAttribute("style", "invis"), DOTAttribute("margin", "12")]

  /// An unseen node that holds a column.
  let point = [DOTAttribute("shape", "point"), DOTAttribute("height", "0.01"), DOTAttribute("style", "invis")]

  var node: [DOTAttribute] {
    [
      DOTAttribute("fontname", Self.font), DOTAttribute("fontsize", "11"), DOTAttribute("fontcolor", Palette.ink),
      DOTAttribute("margin", "0.16,0.08"), DOTAttribute("height", "0.36"), DOTAttribute("penwidth", "1.1"),
    ]
  }

  var edge: [DOTAttribute] {
    [
      DOTAttribute("fontname", Self.font), DOTAttribute("fontsize", "9"),
      DOTAttribute("arrowsize", "0.7"), DOTAttribute("color", Palette.line),
      DOTAttribute("fontcolor", Palette.line), DOTAttribute("labelfloat", "false"),
    ]
  }

  func attributes(of group: Diagram.Group) -> [DOTAttribute] {
    let title = markedTitle(group.title, group.marks)
    return [
      .label(markup: Markup.heading(title, details: group.details)),
      DOTAttribute("style", "rounded,filled"),
      DOTAttribute("fillcolor", group.isPlatform ? Palette.platformGroupFill : Palette.groupFill),
      DOTAttribute("color", group.isPlatform ? Palette.platformGroupLine : Palette.groupLine),
      DOTAttribute("penwidth", "1"),
      DOTAttribute("labelloc", "t"), DOTAttribute("labeljust", "l"), DOTAttribute("margin", "10"),
      .tooltip(group.tooltip ?? group.title),
    ]
  }

  func attributes(of node: Diagram.Node) -> [DOTAttribute] {
    let title = markedTitle(node.title, node.marks)
    let isBold = !isFramed && (node.kind == .tenant || node.kind == .platformTool)
    let label: DOTAttribute =
      node.details.isEmpty && node.closures.isEmpty && !isBold
      ? .label(title.wrapped())
      : .label(
        markup: Markup.nodeText(title, isBold: isBold, details: node.details, closures: node.closures))
    let look = NodeLook(node.kind, isFramed: isFramed).attributes(isClosed: !node.closures.isEmpty)
    return [label] + look + [.tooltip(node.tooltip ?? node.title)] + link(node.link)
  }

  func attributes(of edge: Diagram.Edge) -> [DOTAttribute] {
    let lines = isDense ? [] : edge.lines + edge.traits.compactMap(\.words)
    let label: [DOTAttribute] = lines.isEmpty ? [] : [.label(lines.flatMap { $0.wrapped(width: 26, limit: 3) })]
    let tooltip = edge.tooltip ?? "\(edge.from) → \(edge.to)"
    let tooltips = ["tooltip", "labeltooltip"].map {
      DOTAttribute($0, written: DOTAttribute.tooltip(tooltip).value)
    }
    return label + EdgeLook(edge, isFaint: isDense).attributes + ports(of: edge) + tooltips + link(edge.link)
  }

  /// Arrows leave on one side and arrive on the other, away from the titles of frames.
  private func ports(of edge: Diagram.Edge) -> [DOTAttribute] {
    guard isFramed, edge.from != edge.to else { return [] }
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

extension Diagram {
  /// Whether arrows are so many that what is written beside them would hide them.
  var isDense: Bool { groups.isEmpty && edges.count > 100 }

  /// Whether nobody can follow the arrows between frames.
  var isCrowded: Bool { offersViews && !groups.isEmpty && edges.count > 100 }

  /// Whether nodes stand in frames.
  var isFramed: Bool { !groups.isEmpty }

  /// The engine that shows this picture best: layers as long as arrows can be followed, then whatever keeps it small.
  public var suggestedEngine: LayoutEngine { isDense ? .neato : .dot }
}

extension Diagram.Group {
  fileprivate var isPlatform: Bool {
    !allNodes.isEmpty && allNodes.allSatisfy { $0.kind == .platformTool || $0.kind == .apiServer }
  }
}

extension Diagram.Edge.Trait {
  /// What is written beside the arrow.
  fileprivate var words: String? {
    switch self {
    case .crossing(let from, let to): "\(from) → \(to)"
    case .expiring(let day): "until \(day)"
    case .filtered: nil
    }
  }
}
