public import Diagnostics
public import PolicyModel

extension PolicyEvaluation {
  /// What is allowed to be written and is probably not meant, or does not do what it looks like. Sorted.
  ///
  /// - Parameters:
  ///   - spans: where each policy stands.
  ///   - refused: policies that a server or an agent refuses, and where they stand.
  public func lints(at spans: [PolicyID: Span], refused: [PolicyID: Span] = [:]) -> [Diagnostic] {
    let subject = LintSubject(evaluation: self, spans: spans)
    var log = DiagnosticLog()
    for (policy, span) in refused { log.report(.refused(policy, at: span)) }
    subject.reportIdleSubjects(to: &log)
    subject.reportCoveredRules(to: &log)
    subject.reportIdlePeers(to: &log)
    subject.reportSharedPriorities(to: &log)
    subject.reportBlocksOverPods(to: &log)
    subject.reportSplitPeers(to: &log)
    subject.reportServicePorts(to: &log)
    subject.reportMissingDNS(to: &log)
    subject.reportMissingDefaultDeny(to: &log)
    return log.sorted
  }
}

/// What lints look at: the policies as they are written, the pods that they could be about, and where they stand.
struct LintSubject {
  let evaluation: PolicyEvaluation
  let spans: [PolicyID: Span]
  let policies: [Policy]
  /// The policies that a graph makes.
  private let compiled: Set<PolicyID>
  /// Every workload, found by selector.
  let index: FaceIndex

  init(evaluation: PolicyEvaluation, spans: [PolicyID: Span]) {
    self.evaluation = evaluation
    self.spans = spans
    policies = evaluation.written.policies
    compiled = Set(policies.filter(\.isCompiled).map(\.id))
    index = FaceIndex(evaluation.inventory.workloads.map(Peer.workload), in: evaluation)
  }

  /// Without workloads, nothing can be said about what selectors find.
  var knowsPods: Bool { index.podCount > 0 }

  func selectsNothing(_ selector: PodSelector) -> Bool {
    index.members(of: selector).members(below: index.podCount).isEmpty
  }

  /// - Parameter help: what to change in the object; a graph is changed instead where one makes the object.
  func warning(
    _ code: DiagnosticCode, _ message: String, _ policy: PolicyID, notes: [Note] = [], help: String
  ) -> Diagnostic {
    let isCompiled = compiled.contains(policy)
    return Diagnostic(
      code, message, at: spans[policy], notes: notes,
      help: isCompiled ? "the object is compiled from a graph: if this is not meant, change the graph" : help)
  }

  /// Whether a rule is a guardrail or a boundary of a graph: it stays whatever else denies the same, and whether or not
  /// there is somebody to deny.
  func isStanding(_ rule: PolicyRule, of policy: Policy) -> Bool {
    rule.action == .deny && compiled.contains(policy.id)
  }
}

extension Policy {
  fileprivate var isCompiled: Bool { labels["app.kubernetes.io/managed-by"] == "easement" }
}

extension Diagnostic {
  /// CIL-8
  fileprivate static func refused(_ policy: PolicyID, at span: Span) -> Diagnostic {
    let message =
      policy.api.isCilium
      ? "agents enforce nothing of \(policy.quoted), because it is invalid: its pods stay as open as without it"
      : "an API server refuses \(policy.quoted): the cluster runs without it, or with what it had before"
    return Diagnostic(.lintRefused, message, at: span, help: "repair what the errors about it name")
  }
}
