/// Arrows between numbered things, whatever they are, with as few as can be that lead backward.
struct Arrows {
  /// An arrow as one of its ends sees it.
  struct Link {
    let other: Int
    /// How many columns the head of a forward arrow must at least begin behind the tail; how many columns the other end
    /// of a backward arrow must not begin behind this one, for then both would stand in the same.
    let gap: Int
  }

  /// The numbers in an order that most arrows follow.
  let order: [Int]
  /// For each number its forward arrows, those that leave it and those that arrive.
  let next: [[Link]]
  let previous: [[Link]]
  /// For each number its backward arrows, whichever their direction.
  let backward: [[Link]]

  /// The arrows between nodes that have a number; others are ignored.
  ///
  /// - Parameters:
  ///   - edges: between nodes.
  ///   - numbers: of nodes.
  ///   - offsets: of nodes within what bears their number, in columns.
  ///   - count: of numbers.
  init(_ edges: [Diagram.Edge], between numbers: [String: Int], offsets: [String: Int] = [:], count: Int) {
    let pairs = edges.compactMap { edge -> (from: Int, to: Int, gap: Int)? in
      guard let from = numbers[edge.from], let to = numbers[edge.to], from != to else { return nil }
      return (from, to, offsets[edge.from, default: 0] + 1 - offsets[edge.to, default: 0])
    }
    let order = Self.order(pairs.map { [$0.from, $0.to] }, count: count)
    var places = Array(repeating: 0, count: count)
    for (place, number) in order.enumerated() { places[number] = place }
    var next: [[Link]] = Array(repeating: [], count: count)
    var (previous, backward) = (next, next)
    for pair in pairs {
      if places[pair.from] < places[pair.to] {
        next[pair.from].append(Link(other: pair.to, gap: pair.gap))
        previous[pair.to].append(Link(other: pair.from, gap: pair.gap))
      } else {
        backward[pair.from].append(Link(other: pair.to, gap: pair.gap - 1))
        backward[pair.to].append(Link(other: pair.from, gap: 1 - pair.gap))
      }
    }
    (self.order, self.next, self.previous, self.backward) = (order, next, previous, backward)
  }

  /// How many forward arrows lead to each number, one after the other, at most.
  func layers() -> [Int] {
    order.reduce(into: Array(repeating: 0, count: order.count)) { layers, number in
      layers[number] = previous[number].map { layers[$0.other] + $0.gap }.max() ?? 0
    }
  }

  /// What nothing leads to goes first, what leads nowhere last, and of the rest first whatever leads out the most.
  /// (Eades, Lin and Smyth, 1993)
  private static func order(_ pairs: [[Int]], count: Int) -> [Int] {
    var surplus = Array(repeating: 0, count: count)
    var outgoing: [[Int]] = Array(repeating: [], count: count)
    var incoming = outgoing
    for pair in pairs {
      outgoing[pair[0]].append(pair[1])
      incoming[pair[1]].append(pair[0])
    }
    var (outs, ins) = (outgoing.map(\.count), incoming.map(\.count))
    var rest = Array(0..<count)
    var (head, tail): ([Int], [Int]) = ([], [])
    while !rest.isEmpty {
      for number in rest { surplus[number] = outs[number] - ins[number] }
      let sink = rest.last { outs[$0] == 0 && ins[$0] > 0 }
      let source = rest.first { ins[$0] == 0 }
      let chosen = sink ?? source ?? rest.max { surplus[$0] < surplus[$1] } ?? rest[0]
      if sink == nil { head.append(chosen) } else { tail.append(chosen) }
      rest.removeAll { $0 == chosen }
      for other in outgoing[chosen] { ins[other] -= 1 }
      for other in incoming[chosen] { outs[other] -= 1 }
    }
    return head + tail.reversed()
  }
}
