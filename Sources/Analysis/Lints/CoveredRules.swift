import Diagnostics
import PolicyModel

extension LintSubject {
  /// Rules that change nothing, since another rule says the same or more about the same pods.
  func reportCoveredRules(to log: inout DiagnosticLog) {
    let spaces = Dictionary(grouping: policies.filter { $0.tier == .normal }, by: \.subjectNamespaces)
    for policies in spaces.values { reportUnorderedRules(policies, to: &log) }
    for policy in policies where policy.tier != .normal { reportUnreachedRules(policy, to: &log) }
  }

  /// Order does not count, so of two equal rules the later one by name is the one too many. (NP-7, CIL-20)
  private func reportUnorderedRules(_ policies: [Policy], to log: inout DiagnosticLog) {
    for direction in Direction.allCases {
      let rules = policies.flatMap { policy in
        policy.placedRules(direction)
      }
      for (place, rule) in rules.enumerated()
      where rule.rule.canMatch && !rule.rule.teachesNames && !isStanding(rule.rule, of: rule.policy) {
        let other = rules.indices.first { other in
          other != place && rules[other].covers(rule) && (other < place || !rule.covers(rules[other]))
        }
        guard let other else { continue }
        log.report(covered(rule, by: rules[other], "covers"))
      }
    }
  }

  /// Inside a policy of another tier the first match wins, whatever its action. (ANP-2, CNP-4)
  private func reportUnreachedRules(_ policy: Policy, to log: inout DiagnosticLog) {
    for (direction, _) in policy.sections {
      let rules = policy.placedRules(direction)
      for (position, rule) in rules.enumerated()
      where rule.rule.canMatch && !isStanding(rule.rule, of: policy) {
        guard let other = rules.prefix(position).first(where: { $0.rule.matchesAll(of: rule.rule) }) else { continue }
        log.report(covered(rule, by: other, "comes first and covers"))
      }
    }
  }

  private func covered(
    _ rule: PlacedRule, by other: PlacedRule, _ verb: String
  ) -> Diagnostic {
    let id = rule.policy.id
    let cover = id == other.policy.id ? "\(other.place)" : "a rule of \(other.policy.id.quoted)"
    let notes = id == other.policy.id ? [] : [Note("the other policy is here", at: spans[other.policy.id])]
    return warning(
      .lintCoveredRule, "\(rule.place) of \(id.quoted) has no effect: \(cover) \(verb) all of it", id, notes: notes,
      help: "\(rule.policy.removal(ofRuleAt: rule.position, rule.place.direction)), or narrow the one that covers it")
  }
}

/// A rule and where it stands in its policy.
private struct PlacedRule {
  let policy: Policy
  /// Among the rules of its section.
  let position: Int
  let place: RulePlace
  let rule: PolicyRule

  /// Whether this rule has every effect of the other one.
  func covers(_ other: PlacedRule) -> Bool {
    guard case .pods(let mine) = policy.subject, case .pods(let theirs) = other.policy.subject else { return false }
    return rule.action == other.rule.action && (rule.layer7 == nil || rule.layer7 == other.rule.layer7)
      && rule.treatment == other.rule.treatment
      && rule.matchesAll(of: other.rule) && mine.covers(theirs)
  }
}

extension PolicyRule {
  fileprivate var canMatch: Bool { peers != .these([]) && ports != .these([]) && !isClosing }

  /// A DNS rule does more than to allow: it lets the agent learn names. (CIL-53)
  fileprivate var teachesNames: Bool { !learnedNames.isEmpty }

  fileprivate func matchesAll(of other: PolicyRule) -> Bool {
    peers.covers(other.peers) && ports.covers(other.ports)
  }
}

extension Policy {
  fileprivate func placedRules(_ direction: Direction) -> [PlacedRule] {
    zip(rulePlaces(direction), self[direction]?.rules ?? []).enumerated().map { position, placed in
      PlacedRule(policy: self, position: position, place: placed.0, rule: placed.1)
    }
  }

  /// What the subject asks of namespaces: rules of policies that ask different things are not compared.
  fileprivate var subjectNamespaces: LabelSelector? {
    if case .pods(let selector) = subject { selector.namespaces } else { nil }
  }
}
