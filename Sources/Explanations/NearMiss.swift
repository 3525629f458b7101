import Analysis
public import Diagnostics
public import PolicyModel

/// A rule, or a policy's own selector, that nearly decides a flow: most likely what somebody meant to write.
public struct NearMiss: Hashable, Sendable {
  public let policy: PolicyID
  /// Position among the rules of the direction; nil when the policy does not select the end.
  public let rule: Int?
  /// What it says and what is there instead, after the name of the rule.
  public let text: String
  /// Where the policy stands; nil for one that was just compiled.
  public let span: Span?
}

extension NearMiss {
  func isAbout(_ rule: MatchedRule) -> Bool { policy == rule.policy && self.rule == rule.index }

  /// The name and the place of the policy.
  var place: String {
    let name = policy.namespace.map { "\($0)/\(policy.name)" } ?? policy.name
    return name + (span.map { " (\($0.pathAndLine))" } ?? "")
  }
}
