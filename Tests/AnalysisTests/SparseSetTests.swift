import Testing

@testable import Analysis

@Suite struct SparseSetTests {
  @Test("A list of members and a list of non-members are the same kind of set") func laws() {
    for seed in UInt64(0)..<500 {
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...12, using: &random)
      let positions = Array(0..<Int32(count))
      let one = SparseSet(isComplement: random.chance(50), items: random.some(of: positions))
      let two = SparseSet(isComplement: random.chance(50), items: random.some(of: positions))
      let both = one.intersection(two)
      for position in positions {
        #expect(both.contains(position) == (one.contains(position) && two.contains(position)), "seed \(seed)")
      }
      #expect(one.members(below: count) == positions.filter(one.contains), "seed \(seed)")
      let compact = one.compact(below: count)
      #expect(compact.members(below: count) == one.members(below: count), "seed \(seed)")
      #expect(compact.items.count * 2 <= count, "seed \(seed)")
    }
  }
}
