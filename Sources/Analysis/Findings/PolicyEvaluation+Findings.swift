public import Diagnostics
import PolicyModel

extension PolicyEvaluation {
  /// What people should know before they rely on the verdicts: where the rules leave the answer open, and what the
  /// inventory does not tell. Sorted.
  public func findings() -> [Diagnostic] {
    var log = DiagnosticLog()
    reportAmbiguities(to: &log)
    for policy in policies.ordered {
      if policy.selectsNodesByLabel { log.report(.unknownNodes(policy.id)) }
      if needsDNSRule(policy) { log.report(.unlearnedNames(policy.id)) }
    }
    let cilium = policies.ordered.filter(\.id.api.isCilium)
    if semantics == .generic, let first = cilium.first { log.report(.ciliumPolicies(cilium.count, first.id)) }
    return log.sorted
  }

  /// Whether a policy names domains for a workload that no DNS rule helps to resolve them. (CIL-53, TC-36)
  private func needsDNSRule(_ policy: Policy) -> Bool {
    guard policy.id.api.isCilium, case .pods(let subject) = policy.subject, policy.namesDomains else { return false }
    return inventory.workloads.contains { workload in
      let labels = labels(of: workload)
      guard isGoverned(workload), subject.matches(namespace: labels.namespace, pod: labels.pod) else {
        return false
      }
      return rules(over: .workload(workload), .egress)?.learnedNames.isEmpty ?? false
    }
  }
}

extension Policy {
  fileprivate var selectsNodesByLabel: Bool {
    selectors.contains { if case .nodes(let selector) = $0 { !selector.matchesEverything } else { false } }
  }

  fileprivate var namesDomains: Bool {
    selectors.contains { if case .domain = $0 { true } else { false } }
  }

  private var selectors: [PeerSelector] {
    Direction.allCases.flatMap { self[$0]?.rules ?? [] }.flatMap { rule -> [PeerSelector] in
      if case .these(let selectors) = rule.peers { selectors } else { [] }
    }
  }
}

extension PolicyID {
  /// The kind as it is, the user's name in quotes.
  var quoted: String { "\(api.rawValue) \"\(namespace.map { $0 + "/" } ?? "")\(name)\"" }
}

extension Diagnostic {
  fileprivate static func unknownNodes(_ policy: PolicyID) -> Diagnostic {
    Diagnostic(
      .semanticsDependent,
      "\(policy.quoted) selects nodes by their labels, which are not known here: it matches no node",
      at: nil, help: "name the addresses of the nodes, or select every node")
  }

  fileprivate static func unlearnedNames(_ policy: PolicyID) -> Diagnostic {
    Diagnostic(
      .semanticsDependent,
      "\(policy.quoted) allows domain names that no DNS rule lets Cilium learn: they stay unreachable", at: nil,
      help: "allow the pods port 53 of the DNS service with `rules: {dns: [{matchPattern: \"*\"}]}`")
  }

  fileprivate static func ciliumPolicies(_ count: Int, _ first: PolicyID) -> Diagnostic {
    let more = count > 1 ? " and \(count - 1) more are" : " is"
    return Diagnostic(
      .semanticsDependent, "\(first.quoted)\(more) counted although the semantics are generic", at: nil,
      help: "a cluster without Cilium ignores its policies, one with Cilium follows the semantics of Cilium")
  }
}
