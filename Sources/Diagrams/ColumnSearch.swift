/// Places blocks in columns: no forward arrow leads to the left, columns are about equally high, arrows are short.
struct ColumnSearch {
  /// The first column of each block.
  private(set) var starts: [Int]
  private let blocks: [Block]
  private let arrows: Arrows
  /// How high each column is, in inches.
  private var loads: [Double]

  init(_ blocks: [Block], arrows edges: [Diagram.Edge]) {
    self.blocks = blocks
    let members = blocks.enumerated().flatMap { number, block in block.columns.joined().map { ($0, number) } }
    let offsets = blocks.flatMap { block in block.columns.enumerated().flatMap { at, ids in ids.map { ($0, at) } } }
    arrows = Arrows(
      edges, between: Dictionary(members) { first, _ in first }, offsets: Dictionary(offsets) { first, _ in first },
      count: blocks.count)
    starts = Array(repeating: 0, count: blocks.count)
    loads = []
    placeEarly()
    let longest = zip(starts, blocks).map { $0 + $1.columns.count }.max() ?? 0
    loads = Array(repeating: 0, count: max(longest, Self.idealCount(of: blocks)))
    for number in blocks.indices { add(number, sign: 1) }
    for _ in 0..<12 { improve() }
  }

  /// How many columns make a picture as wide as a screen.
  private static func idealCount(of blocks: [Block]) -> Int {
    let height = blocks.flatMap(\.heights).reduce(0, +)
    let ideal = (1...30).first { count in
      let columns = Double(count)
      return columns * columnWidth / (height / columns * 1.2 + headerHeight) >= 1.35
    }
    return ideal ?? 30
  }

  private static let columnWidth = 2.3
  private static let headerHeight = 1.8
  /// What an arrow through one more column costs, against the squares of the heights of columns.
  private static let arrowCost = 4.0

  /// What an arrow within a column costs: Graphviz has no good way for it.
  private static let levelCost = 1000.0

  /// Each block directly behind those that lead to it.
  private mutating func placeEarly() {
    for number in arrows.order { starts[number] = bounds(of: number, last: .max).lowerBound }
  }

  /// The columns where a block may begin as the others stand.
  private func bounds(of number: Int, last: Int) -> ClosedRange<Int> {
    let first = arrows.previous[number].map { starts[$0.other] + $0.gap }.max() ?? 0
    let limit = arrows.next[number].map { starts[$0.other] - $0.gap }.min() ?? last
    return max(0, first)...max(0, first, min(last, limit))
  }

  /// Moves each block to where it stands best.
  private mutating func improve() {
    for number in arrows.order.reversed() + arrows.order {
      add(number, sign: -1)
      let bounds = bounds(of: number, last: loads.count - blocks[number].columns.count)
      let costs = bounds.map { (start: $0, cost: cost(of: number, at: $0)) }
      starts[number] = costs.min { $0.cost < $1.cost }?.start ?? starts[number]
      add(number, sign: 1)
    }
  }

  private mutating func add(_ number: Int, sign: Double) {
    for (offset, height) in blocks[number].heights.enumerated() { loads[starts[number] + offset] += sign * height }
  }

  private func cost(of number: Int, at start: Int) -> Double {
    let squares = blocks[number].heights.enumerated().map { offset, height in
      let load = loads[start + offset]
      return (load + height) * (load + height) - load * load
    }
    let links = arrows.previous[number] + arrows.next[number] + arrows.backward[number]
    let lengths = links.map { Double(abs(starts[$0.other] - start)) }
    let level = arrows.backward[number].count { starts[$0.other] - start == $0.gap }
    return squares.reduce(0, +) + Self.arrowCost * lengths.reduce(0, +) + Self.levelCost * Double(level)
  }
}
