/// A set of positions kept as its members or as its non-members, so that "everyone but these" costs as little as "these".
struct SparseSet: Hashable {
  /// Whether `items` are the positions that are *not* in the set.
  var isComplement: Bool
  /// Sorted, each once.
  var items: [Int32]

  static let empty = SparseSet(isComplement: false, items: [])
  static let everyone = SparseSet(isComplement: true, items: [])

  static func only(_ items: [Int32]) -> SparseSet { SparseSet(isComplement: false, items: items) }
  static func allBut(_ items: [Int32]) -> SparseSet { SparseSet(isComplement: true, items: items) }

  func contains(_ item: Int32) -> Bool { items.containsSorted(item) != isComplement }

  func intersection(_ other: SparseSet) -> SparseSet {
    switch (isComplement, other.isComplement) {
    case (false, false):
      let (small, large) = items.count <= other.items.count ? (self, other) : (other, self)
      return .only(small.items.filter(large.contains))
    case (false, true): return .only(items.filter(other.contains))
    case (true, false): return .only(other.items.filter(contains))
    case (true, true): return .allBut(items.unionSorted(other.items))
    }
  }

  /// The members below `count`.
  func members(below count: Int) -> [Int32] {
    guard isComplement else { return items }
    var rest = items[...]
    return (0..<Int32(count)).filter { position in
      guard rest.first == position else { return true }
      rest.removeFirst()
      return false
    }
  }

  /// The same set below `count`, by whichever list is shorter.
  func compact(below count: Int) -> SparseSet {
    guard items.count * 2 > count else { return self }
    return SparseSet(isComplement: !isComplement, items: SparseSet.allBut(items).members(below: count))
  }
}
