/// The rows of a graph face by face: one row for all sources with the same egress, and what destinations make of it that
/// name a source.
struct FaceRows {
  private let programs: GraphPrograms
  private var pool: ConnectionPool
  private(set) var shared: [[AccessGraph.Cell]] = []
  private(set) var sharedOfFace: [Int] = []
  private(set) var exceptions: [[AccessGraph.Cell]] = []
  /// For each group the faces that let some of it in by default.
  private var open: [Int32: [Int32]] = [:]

  private struct RowKey: Hashable {
    let program: Int32
    let group: Int32
  }

  init(_ programs: GraphPrograms) {
    self.programs = programs
    pool = programs.pool
    var known: [RowKey: Int] = [:]
    let naming = programsNamingFaces()
    for face in programs.groups.groupOfFace.indices.map(Int32.init) {
      let key = RowKey(
        program: programs.egress.programOfFace[Int(face)], group: programs.groups.groupOfFace[Int(face)])
      let row = known[key] ?? shared.count
      if known[key] == nil {
        known[key] = row
        shared.append(sharedRow(programs.egress.programs[Int(key.program)], group: key.group))
      }
      sharedOfFace.append(row)
      exceptions.append(exceptions(of: face, group: key.group, naming[Int(face)]))
    }
  }

  var connectionSets: ConnectionPool { pool }

  /// An ingress program that makes an exception for some face.
  private struct Naming {
    let program: Int32
    let value: Int32
  }

  private func programsNamingFaces() -> [[Naming]] {
    var result: [[Naming]] = Array(repeating: [], count: programs.groups.groupOfFace.count)
    for (position, program) in programs.ingress.programs.enumerated() {
      for (face, value) in zip(program.faces, program.values) {
        result[Int(face)].append(Naming(program: Int32(position), value: value))
      }
    }
    return result
  }

  /// What sources of a group with this egress reach, as long as no destination names them.
  private mutating func sharedRow(_ egress: RuleProgram, group: Int32) -> [AccessGraph.Cell] {
    var row: [AccessGraph.Cell] = []
    for (face, value) in zip(egress.faces, egress.values) where value != ConnectionPool.none {
      append(face, value, from: group, to: &row)
    }
    guard !egress.isClosedByDefault else { return row }
    var named = egress.faces[...]
    for face in openFaces(for: group) {
      named = named.drop { $0 < face }
      guard named.first != face else { continue }
      append(face, egress.value(ofGroup: programs.groups.groupOfFace[Int(face)]), from: group, to: &row)
    }
    row.sort { $0.destination < $1.destination }
    return row
  }

  private mutating func append(
    _ face: Int32, _ value: Int32, from group: Int32, to row: inout [AccessGraph.Cell]
  ) {
    guard connects(group, face) else { return }
    let set = pool.intersection(value, programs.ingress.program(of: face).value(ofGroup: group))
    if set != ConnectionPool.none { row.append(.init(destination: face, set: set)) }
  }

  /// What differs for one face because a destination names it.
  private mutating func exceptions(of face: Int32, group: Int32, _ naming: [Naming]) -> [AccessGraph.Cell] {
    guard !naming.isEmpty else { return [] }
    let egress = programs.egress.program(of: face)
    var cells: [AccessGraph.Cell] = []
    for named in naming {
      let usual = programs.ingress.programs[Int(named.program)].value(ofGroup: group)
      for destination in programs.ingress.facesOfProgram[Int(named.program)] where connects(group, destination) {
        let value = egress.value(of: destination, inGroup: programs.groups.groupOfFace[Int(destination)])
        guard value != ConnectionPool.none else { continue }
        let set = pool.intersection(value, named.value)
        if set != pool.intersection(value, usual) { cells.append(.init(destination: destination, set: set)) }
      }
    }
    cells.sort { $0.destination < $1.destination }
    return cells
  }

  private mutating func openFaces(for group: Int32) -> [Int32] {
    if let known = open[group] { return known }
    let closed = programs.ingress.programs.map { $0.value(ofGroup: group) == ConnectionPool.none }
    let faces = programs.ingress.programOfFace.indices.filter { !closed[Int(programs.ingress.programOfFace[$0])] }
    open[group] = faces.map(Int32.init)
    return faces.map(Int32.init)
  }

  private func connects(_ group: Int32, _ face: Int32) -> Bool {
    programs.groups.connects(programs.groups.groups[Int(group)], programs.groups[face])
  }
}
