import PolicyModel

/// What the policies over some pods allow in one direction: a set for each group of peers, and exceptions.
///
/// Sets are numbers of a ``ConnectionPool``.
struct RuleProgram {
  /// One for every group, or a single one that serves them all.
  var defaults: [Int32]
  /// Sorted faces whose set may differ from the one of their group.
  var faces: [Int32] = []
  /// The set of each of ``faces``.
  var values: [Int32] = []

  /// Nothing applies, everything is allowed.
  static let open = RuleProgram(defaults: [ConnectionPool.all])

  func value(ofGroup group: Int32) -> Int32 { defaults.count == 1 ? defaults[0] : defaults[Int(group)] }

  /// The set for a face; nil when it is the one of its group.
  func exception(at face: Int32) -> Int32? {
    let position = faces.lowerBound(of: face)
    return position < faces.count && faces[position] == face ? values[position] : nil
  }

  func value(of face: Int32, inGroup group: Int32) -> Int32 { exception(at: face) ?? value(ofGroup: group) }

  var isClosedByDefault: Bool { defaults.allSatisfy { $0 == ConnectionPool.none } }
}

/// Turns the rules over some pods into a ``RuleProgram``.
struct RuleProgramBuilder {
  let direction: Direction
  let semantics: Semantics
  /// Whether what only a proxy lets through counts as closed.
  let leavesOutFiltered: Bool
  let conduct: AgentConduct
  var rules: CompiledRules
  let groups: FaceGroups
  private var known: [[Int32]: Int32] = [:]

  init(
    _ direction: Direction, semantics: Semantics, _ conduct: AgentConduct, leavesOutFiltered: Bool,
    rules: CompiledRules, groups: FaceGroups
  ) {
    self.direction = direction
    self.semantics = semantics
    self.leavesOutFiltered = leavesOutFiltered
    self.conduct = conduct
    self.rules = rules
    self.groups = groups
  }

  /// Takes the sections that apply in the order of evaluation, and the number of the subject's table of ports.
  mutating func build(_ sections: [SectionTable.Section], subjectPorts: Int32) -> RuleProgram {
    let program = sections.flatMap(\.rules)
    let matches = RuleMatches(program, rules, groups)
    let context = Context(
      rules: program, isIsolated: sections.contains(where: \.isolates),
      admitsOwnNode: conduct.admitsOwnNode(under: sections.map(\.policy)), subjectPorts: subjectPorts)
    var result = RuleProgram(defaults: [])
    var standing: [[RuleMatches.Count]] = []
    let varies = groups.groups.count > 1 && needsGroups(program, matches)
    for group in groups.groups.prefix(varies ? .max : 1) {
      let counts = matches.standing(in: group)
      standing.append(counts)
      result.defaults.append(evaluate(counts.map(\.rule), context, group))
    }
    var start = 0
    let events = matches.events
    while start < events.count {
      let face = events[start].face
      let end = events[start...].firstIndex { $0.face != face } ?? events.count
      let group = Int(groups.groupOfFace[Int(face)])
      let matching = RuleMatches.matching(standing[varies ? group : 0], events[start..<end])
      let value = evaluate(matching, context, groups.groups[group])
      if value != result.value(ofGroup: Int32(group)) {
        result.faces.append(face)
        result.values.append(value)
      }
      start = end
    }
    return result
  }

  /// What stays the same for all peers of one program.
  private struct Context {
    let rules: [CompiledRule]
    let isIsolated: Bool
    let admitsOwnNode: Bool
    let subjectPorts: Int32
  }

  private func needsGroups(_ program: [CompiledRule], _ matches: RuleMatches) -> Bool {
    matches.hasBroad || groups.groups.contains(where: \.isOwnNode)
      || (direction == .egress && program.contains { rules.ports.dependsOnDestination($0.ports) })
  }

  private mutating func evaluate(_ matching: [Int32], _ context: Context, _ group: FaceGroups.Group) -> Int32 {
    if group.isOwnNode && semantics == .generic { return ConnectionPool.all }
    let fallback = Fallback(
      isIsolated: context.isIsolated, isOwnNode: group.isOwnNode && context.admitsOwnNode, direction)
    if matching.isEmpty { return fallback == .denied ? ConnectionPool.none : ConnectionPool.all }
    let table = direction == .egress ? group.ports : context.subjectPorts
    var key = [Int32(fallback.rawValue)]
    for position in matching {
      let rule = context.rules[Int(position)]
      key.append(Int32(rule.stage.rawValue) << 4 | rule.action.code << 2 | rule.filter.code)
      key.append(rules.ports.connections(rule.ports, table: table, in: &rules.pool))
      key.append(rules.ports.singles(rule.ports))
    }
    if let known = known[key] { return known }
    let steps = matching.enumerated().map { offset, position in
      let rule = context.rules[Int(position)]
      return RuleStep(
        stage: rule.stage, action: rule.action, connections: rules.pool[key[2 + 3 * offset]],
        singles: rules.pool[key[3 + 3 * offset]], filter: rule.filter)
    }
    let verdict = TierResult(steps, fallback: fallback)
    let allowed = leavesOutFiltered ? verdict.allowed.subtracting(verdict.filtered) : verdict.allowed
    let result = rules.pool.id(of: allowed)
    known[key] = result
    return result
  }
}

extension FilterKind? {
  fileprivate var code: Int32 { map { Int32($0.rawValue) + 1 } ?? 0 }
}

extension RuleAction {
  fileprivate var code: Int32 {
    switch self {
    case .allow: 0
    case .deny: 1
    case .pass: 2
    }
  }
}
