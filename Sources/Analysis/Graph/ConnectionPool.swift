import PolicyModel

/// Every set of connections once, so that the rest of a graph handles small numbers.
struct ConnectionPool {
  private(set) var sets: [ConnectionSet] = [.none, .all]
  private var ids: [ConnectionSet: Int32] = [.none: 0, .all: 1]
  private var intersections: [UInt64: Int32] = [:]

  static let none: Int32 = 0
  static let all: Int32 = 1

  mutating func id(of set: ConnectionSet) -> Int32 {
    if let known = ids[set] { return known }
    let id = Int32(sets.count)
    sets.append(set)
    ids[set] = id
    return id
  }

  subscript(id: Int32) -> ConnectionSet { sets[Int(id)] }

  mutating func intersection(_ left: Int32, _ right: Int32) -> Int32 {
    if left == right || right == Self.all { return left }
    if left == Self.all { return right }
    if left == Self.none || right == Self.none { return Self.none }
    let key = UInt64(UInt32(bitPattern: min(left, right))) << 32 | UInt64(UInt32(bitPattern: max(left, right)))
    if let known = intersections[key] { return known }
    let result = id(of: self[left].intersection(self[right]))
    intersections[key] = result
    return result
  }

  mutating func union(_ left: Int32, _ right: Int32) -> Int32 {
    if left == right || right == Self.none { return left }
    return left == Self.none ? right : id(of: self[left].union(self[right]))
  }
}
