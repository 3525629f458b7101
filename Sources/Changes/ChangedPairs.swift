import PolicyModel

/// Pairs that differ, with addresses of equal changes put together again.
struct ChangedPairs {
  let universe: CommonUniverse
  private var between: [FlowChange] = []
  private var fromAddresses: [Key: AddressSet] = [:]
  private var toAddresses: [Key: AddressSet] = [:]

  /// One end and what changed between it and some addresses.
  private struct Key: Hashable {
    let end: Int
    let before: FlowState
    let after: FlowState
  }

  init(universe: CommonUniverse) { self.universe = universe }

  mutating func compare(_ source: Int, before: [Int: FlowState], after: [Int: FlowState]) {
    for destination in Set(before.keys).union(after.keys) {
      let (was, now) = (before[destination] ?? .closed, after[destination] ?? .closed)
      if was != now { add(source, destination, was, now) }
    }
  }

  private mutating func add(_ source: Int, _ destination: Int, _ before: FlowState, _ after: FlowState) {
    switch (universe.end(source), universe.end(destination)) {
    case (let from?, let to?): between.append(flow(from, to, before, after))
    case (nil, _?):
      let key = Key(end: destination, before: before, after: after)
      fromAddresses[key, default: AddressSet()].formUnion(universe.addresses(source))
    case (_?, nil):
      let key = Key(end: source, before: before, after: after)
      toAddresses[key, default: AddressSet()].formUnion(universe.addresses(destination))
    case (nil, nil): break
    }
  }

  var flows: [FlowChange] {
    let arriving = fromAddresses.compactMap { key, addresses in
      universe.end(key.end).map { flow(ChangedEnd(addresses.words, group: nil), $0, key.before, key.after) }
    }
    let leaving = toAddresses.compactMap { key, addresses in
      universe.end(key.end).map { flow($0, ChangedEnd(addresses.words, group: nil), key.before, key.after) }
    }
    return between.folded(withoutRepeating: universe.indistinct) + arriving + leaving
  }

  private func flow(
    _ source: ChangedEnd, _ destination: ChangedEnd, _ before: FlowState, _ after: FlowState
  ) -> FlowChange {
    FlowChange(
      source: source, destination: destination, environments: [], before: before, after: after, until: nil,
      isAsked: false)
  }
}

extension AddressSet {
  fileprivate mutating func formUnion(_ other: AddressSet?) { self = other.map(union) ?? self }

  /// `all addresses`, or blocks and ranges.
  fileprivate var words: String {
    if self == .all { return "all addresses" }
    let ranges = AddressFamily.allCases.flatMap { family in
      self[family].intervals.map { Self.words(family, $0) }
    }
    return ranges.joined(separator: ", ")
  }

  private static func words(_ family: AddressFamily, _ range: ClosedRange<UInt128>) -> String {
    if range == CIDR.all(family).range { return "all IPv\(family.rawValue) addresses" }
    let blocks = AddressSet(family, IntervalSet(range)).blocks
    let ends = [range.lowerBound, range.upperBound].map { "\(IPAddress(family: family, value: $0))" }
    return blocks.count == 1 ? blocks.map(\.description).joined() : ends.joined(separator: "-")
  }
}
