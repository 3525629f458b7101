import PolicyModel

/// Which rules of one program match which faces: by default, by group, and face by face.
struct RuleMatches {
  /// How many selectors of a rule match; a rule with none does not match.
  struct Count {
    let rule: Int32
    var count: Int32
  }

  /// A selector of a rule that names one face, or leaves it out although it names others by default.
  struct Event: Comparable {
    let face: Int32
    let rule: Int32
    let delta: Int32

    static func < (left: Self, right: Self) -> Bool { (left.face, left.rule) < (right.face, right.rule) }
  }

  private var counts: [Count] = []
  private var broad: [(rule: Int32, selector: Int32)] = []
  /// Sorted by face, then rule.
  private(set) var events: [Event] = []

  init(_ program: [CompiledRule], _ rules: CompiledRules, _ groups: FaceGroups) {
    let learned = program.flatMap(\.learnedNames)
    for (position, rule) in program.enumerated() {
      var always: Int32 = rule.selectors == nil ? 1 : 0
      for selector in rule.selectors ?? [] {
        let set = rules.sets[Int(selector)]
        if rules.mustBeLearned[Int(selector)] {
          let faces = set.members(below: rules.index.faces.count)
          add(faces.filter { rules.index.faces[Int($0)].isLearned(from: learned) }, to: position, 1)
        } else if groups.isBroad[Int(selector)] {
          broad.append((Int32(position), selector))
        } else {
          always += set.isComplement ? 1 : 0
          add(set.items, to: position, set.isComplement ? -1 : 1)
        }
      }
      if always > 0 { counts.append(Count(rule: Int32(position), count: always)) }
    }
    events.sort()
  }

  var hasBroad: Bool { !broad.isEmpty }

  private mutating func add(_ faces: [Int32], to rule: Int, _ delta: Int32) {
    for face in faces { events.append(Event(face: face, rule: Int32(rule), delta: delta)) }
  }

  /// The rules that match a face of the group about which there are no events.
  func standing(in group: FaceGroups.Group) -> [Count] {
    guard hasBroad else { return counts }
    var result = counts
    for (rule, selector) in broad where group.broad.containsSorted(selector) {
      if let position = result.firstIndex(where: { $0.rule == rule }) {
        result[position].count += 1
      } else {
        result.append(Count(rule: rule, count: 1))
      }
    }
    return result.sorted { $0.rule < $1.rule }
  }

  /// The rules that match once the events of one face are counted in.
  static func matching(_ standing: [Count], _ events: ArraySlice<Event>) -> [Int32] {
    var result: [Int32] = []
    var standing = standing[...]
    var events = events
    while let rule = [standing.first?.rule, events.first?.rule].compactMap({ $0 }).min() {
      var count: Int32 = 0
      while let first = standing.first, first.rule == rule {
        count += first.count
        standing.removeFirst()
      }
      while let first = events.first, first.rule == rule {
        count += first.delta
        events.removeFirst()
      }
      if count > 0 { result.append(rule) }
    }
    return result
  }
}

extension PeerFace {
  /// Whether some DNS rule lets Cilium's proxy see the answers about this name. (CIL-53)
  func isLearned(from patterns: [DomainPattern]) -> Bool {
    guard let domain else { return false }
    return patterns.contains { $0.matches(domain, in: .ciliumNetworkPolicy) }
  }
}
