/// Which column each node of a picture with frames stands in.
///
/// Arrows lead from left to right as far as they can, frames stay compact, and the picture comes out as wide as a
/// screen: Graphviz alone draws frames as long as their farthest arrows.
struct Columns {
  /// The nodes of each column.
  let nodes: [[String]]
  private let places: [String: Int]

  /// For pictures without frames, whose layout is Graphviz's own.
  static let none = Columns(nodes: [], places: [:])

  private init(nodes: [[String]], places: [String: Int]) {
    self.nodes = nodes
    self.places = places
  }

  init(of diagram: Diagram) {
    let blocks = diagram.groups.map { Block($0, arrows: diagram.edges) } + diagram.nodes.map(Block.init)
    let starts = ColumnSearch(blocks, arrows: diagram.edges).starts
    var nodes: [[String]] = []
    var places: [String: Int] = [:]
    for (block, start) in zip(blocks, starts) {
      for (offset, members) in block.columns.enumerated() {
        while nodes.count <= start + offset { nodes.append([]) }
        nodes[start + offset] += members
        for member in members { places[member] = start + offset }
      }
    }
    self.nodes = nodes
    self.places = places
  }

  /// Whether an arrow leads back to the left, or stays in its column.
  func isBackward(_ edge: Diagram.Edge) -> Bool {
    places[edge.from, default: 0] >= places[edge.to, default: 0] && edge.from != edge.to
  }
}

/// What is placed as a whole: a frame, or a node outside all frames.
struct Block {
  /// Ids of nodes, by their column within the block: more than one if arrows lead from one to another.
  let columns: [[String]]
  /// Of each column, in inches, estimated.
  let heights: [Double]

  init(_ group: Diagram.Group, arrows: [Diagram.Edge]) {
    let nodes = group.allNodes
    let ids = nodes.isEmpty ? [group.placeholder] : nodes.map(\.id)
    let inside = Arrows(arrows, between: Dictionary(zip(ids, 0...)) { first, _ in first }, count: ids.count)
    let offsets = inside.layers()
    let heights = nodes.map(\.estimatedHeight)
    let frame = 0.8 + 0.14 * Double(group.details.count)
    let columns = 0...(offsets.max() ?? 0)
    self.columns = columns.map { column in zip(ids, offsets).filter { $0.1 == column }.map(\.0) }
    self.heights = columns.map { column in
      zip(heights, offsets).filter { $0.1 == column }.map(\.0).reduce(frame, +)
    }
  }

  init(_ node: Diagram.Node) {
    columns = [[node.id]]
    heights = [node.estimatedHeight]
  }
}

extension Diagram.Group {
  /// The id of what is drawn in a frame without nodes.
  var placeholder: String { "empty:" + id }
}

extension Diagram.Node {
  fileprivate var estimatedHeight: Double {
    let lines = title.wrapped().count - 1
    return 0.55 + 0.17 * Double(lines) + 0.14 * Double(details.count + closures.count)
  }
}
