import PolicyModel
import Workers

/// The program of every face in both directions, and what its numbers mean.
struct GraphPrograms {
  let groups: FaceGroups
  private(set) var egress: DirectionPrograms
  private(set) var ingress: DirectionPrograms
  private(set) var pool: ConnectionPool

  init(
    _ index: FaceIndex, isGoverned: (Int32) -> Bool, evaluation: PolicyEvaluation, broadLimit: Int,
    leavesOutFiltered: Bool
  ) {
    var rules = CompiledRules(index, evaluation.nameServers)
    let subjects = SectionTable.subjects(of: evaluation.policies, index)
    let sections = Direction.allCases.map { SectionTable($0, subjects, &rules) }
    rules.evaluateSelectors()
    groups = FaceGroups(&rules, isGoverned: isGoverned, limit: broadLimit)
    var built: [DirectionPrograms] = []
    for table in sections {
      var builder = RuleProgramBuilder(
        table.direction, semantics: evaluation.semantics, evaluation.conduct, leavesOutFiltered: leavesOutFiltered,
        rules: rules, groups: groups)
      built.append(DirectionPrograms(table, &builder))
      rules = builder.rules
    }
    (ingress, egress) = (built[0], built[1])
    pool = rules.pool
  }
}

/// For each face the sections of policies that have it as their subject, in the order of evaluation.
struct SectionTable {
  let direction: Direction
  private(set) var sections: [Section] = []
  private(set) var sectionsOfFace: [[Int32]]

  struct Section {
    let policy: PolicyID
    let isolates: Bool
    let rules: [CompiledRule]
  }

  /// A policy with the faces that it has as its subjects.
  struct Application: Sendable {
    let policy: Policy
    let faces: [Int32]
  }

  /// The policies that have a subject among the faces, in the order of evaluation.
  static func subjects(of policies: PolicyIndex, _ index: FaceIndex) -> [Application] {
    let applications = policies.ordered.concurrentMap(fewest: 64) { policy -> Application? in
      guard case .pods(let selector) = policy.subject else { return nil }
      let pods = index.members(of: selector).members(below: index.podCount)
      let faces = pods + policy.subjectEntities.flatMap { index.endpoints[$0] ?? [] }.sorted()
      return faces.isEmpty ? nil : Application(policy: policy, faces: faces)
    }
    return applications.compactMap(\.self)
  }

  init(_ direction: Direction, _ applications: [Application], _ rules: inout CompiledRules) {
    self.direction = direction
    sectionsOfFace = Array(repeating: [], count: rules.index.faces.count)
    for application in applications where application.policy[direction] != nil {
      for face in application.faces { sectionsOfFace[Int(face)].append(Int32(sections.count)) }
      let policy = application.policy
      sections.append(
        Section(
          policy: policy.id, isolates: policy.isolates(direction), rules: rules.compile(policy, direction)))
    }
  }
}

/// The programs of one direction. Faces under the same policies share one.
struct DirectionPrograms {
  private(set) var programs: [RuleProgram] = [.open]
  /// For each face its program.
  private(set) var programOfFace: [Int32] = []
  /// For each program its faces, sorted.
  private(set) var facesOfProgram: [[Int32]] = [[]]

  private struct Key: Hashable {
    let sections: [Int32]
    let ports: Int32
  }

  init(_ table: SectionTable, _ builder: inout RuleProgramBuilder) {
    var known: [Key: Int32] = [Key(sections: [], ports: 0): 0]
    for (face, sections) in table.sectionsOfFace.enumerated() {
      let ports = table.direction == .ingress && !sections.isEmpty ? builder.groups[Int32(face)].ports : 0
      let key = Key(sections: sections, ports: ports)
      let program = known[key] ?? Int32(programs.count)
      if known[key] == nil {
        known[key] = program
        programs.append(builder.build(sections.map { table.sections[Int($0)] }, subjectPorts: ports))
        facesOfProgram.append([])
      }
      programOfFace.append(program)
      facesOfProgram[Int(program)].append(Int32(face))
    }
  }

  func program(of face: Int32) -> RuleProgram { programs[Int(programOfFace[Int(face)])] }
}
