import PolicyModel

/// Every set of connections once, so that rows can be compared by numbers.
struct ConnectionNumbers {
  private(set) var sets: [ConnectionSet] = [.none, .all]
  private var numbers: [ConnectionSet: Int32] = [.none: 0, .all: 1]

  static let none: Int32 = 0
  static let all: Int32 = 1

  mutating func number(of set: ConnectionSet) -> Int32 {
    if let known = numbers[set] { return known }
    let number = Int32(sets.count)
    sets.append(set)
    numbers[set] = number
    return number
  }

  mutating func union(_ left: Int32, _ right: Int32) -> Int32 {
    if left == right || right == Self.none { return left }
    if left == Self.none { return right }
    return left == Self.all || right == Self.all ? Self.all : number(of: self[left].union(self[right]))
  }

  mutating func intersection(_ left: Int32, _ right: Int32) -> Int32 {
    if left == right || right == Self.all { return left }
    return left == Self.all ? right : number(of: self[left].intersection(self[right]))
  }

  mutating func subtracting(_ right: ConnectionSet, from left: Int32) -> Int32 {
    number(of: self[left].subtracting(right))
  }

  subscript(number: Int32) -> ConnectionSet { sets[Int(number)] }
}

/// What one source may open, gathered edge by edge.
struct AccessRow {
  struct Cell: Hashable {
    let destination: Int32
    var set: Int32
  }

  private var added: [Cell]

  init(_ cells: [Cell] = []) { added = cells }

  mutating func add(_ set: Int32, to destination: Int) {
    added.append(Cell(destination: Int32(destination), set: set))
  }

  /// Sorted by destination, each destination once, nothing that is empty.
  func cells(in numbers: inout ConnectionNumbers) -> [Cell] {
    var cells: [Cell] = []
    cells.reserveCapacity(added.count)
    for cell in added.sorted(by: { $0.destination < $1.destination }) where cell.set != ConnectionNumbers.none {
      if let last = cells.last, last.destination == cell.destination {
        cells[cells.count - 1].set = numbers.union(last.set, cell.set)
      } else {
        cells.append(cell)
      }
    }
    return cells
  }
}

extension [AccessRow.Cell] {
  /// What both rows allow.
  func intersection(_ other: Self, in numbers: inout ConnectionNumbers) -> Self {
    var result: Self = []
    var position = 0
    for cell in self {
      while position < other.count, other[position].destination < cell.destination { position += 1 }
      guard position < other.count, other[position].destination == cell.destination else { continue }
      let set = numbers.intersection(cell.set, other[position].set)
      if set != ConnectionNumbers.none { result.append(Element(destination: cell.destination, set: set)) }
    }
    return result
  }
}
