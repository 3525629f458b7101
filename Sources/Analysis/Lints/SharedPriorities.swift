import Diagnostics
import PolicyModel

extension LintSubject {
  /// Policies of one tier that share a priority and could both match something: their order is undefined, even where
  /// they agree today. (ANP-6, CNP-5)
  func reportSharedPriorities(to log: inout DiagnosticLog) {
    let tiers = Dictionary(grouping: policies.filter { $0.tier != .normal }, by: \.tier).values.filter { $0.count > 1 }
    guard !tiers.isEmpty else { return }
    let overlap = PolicyOverlap(evaluation)
    for policies in tiers {
      for (position, first) in policies.enumerated() {
        for second in policies[(position + 1)...] where overlap.mayMeet(first, second) {
          log.report(sharedPriority(first, second))
        }
      }
    }
  }

  private func sharedPriority(_ first: Policy, _ second: Policy) -> Diagnostic {
    warning(
      .lintSharedPriority,
      "\(second.id.quoted) and \(first.id.quoted) meet at priority \(first.tier.priority ?? 0): nothing says which comes first",
      second.id, notes: [Note("\"\(first.id.name)\" is here", at: spans[first.id])],
      help: "give each policy of a tier a priority of its own")
  }
}
