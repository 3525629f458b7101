import Diagnostics
import PolicyModel

extension LintSubject {
  /// Blocks that hold addresses of pods. (NP-29, CIL-44)
  func reportBlocksOverPods(to log: inout DiagnosticLog) {
    let addresses = PodAddresses(evaluation)
    for policy in policies {
      guard let found = addresses.block(of: policy) else { continue }
      let rest =
        evaluation.semantics == .cilium
        ? "but Cilium never matches pods by address (CIL-44)" : "which only some network plugins match (NP-29)"
      log.report(
        warning(
          .lintBlockOverPods,
          "\(policy.id.quoted) names the block \(found.block), where the pods of \"\(found.workload.namespace)/\(found.workload.name)\" are, \(rest)",
          policy.id, help: "name pods by selector; leave their addresses out of blocks with \"except\""))
    }
  }

  /// Two list elements where one was probably meant: `namespaceSelector` and `podSelector` side by side. (NP-14)
  func reportSplitPeers(to log: inout DiagnosticLog) {
    for policy in policies where policy.id.api == .networkPolicy {
      guard let namespace = policy.id.namespace else { continue }
      for (direction, section) in policy.sections {
        for rule in section.rules where rule.looksSplit(in: namespace) {
          log.report(splitPeers(policy.id, namespace, direction))
        }
      }
    }
  }

  private func splitPeers(_ policy: PolicyID, _ namespace: String, _ direction: Direction) -> Diagnostic {
    let word = direction.preposition
    return warning(
      .lintSplitPeers,
      "a rule of \(policy.quoted) lists a \"namespaceSelector\" and a \"podSelector\" as two elements of \"\(word)\": either one is enough, and the second is about namespace \"\(namespace)\" only",
      policy,
      help: "without the second dash, both have to match; if either is meant, write two rules")
  }
}

extension PolicyRule {
  /// Exactly two peers: whole namespaces by label, and some pods of the policy's own namespace.
  fileprivate func looksSplit(in namespace: String) -> Bool {
    let own = LabelSelector.namespaces(named: [namespace])
    let pods = selectors.compactMap { if case .pods(let selector) = $0 { selector } else { nil } }
    guard selectors.count == 2, pods.count == 2 else { return false }
    let (first, second) = pods[0].namespaces == own ? (pods[1], pods[0]) : (pods[0], pods[1])
    return first.namespaces != own && first.pods.matchesEverything && second.namespaces == own
      && !second.pods.matchesEverything
  }
}
