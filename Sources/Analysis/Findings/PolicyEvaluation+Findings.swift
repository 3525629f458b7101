public import Diagnostics
public import PolicyModel
import Workers

extension PolicyEvaluation {
  /// What people should know before they rely on the verdicts: where the rules leave the answer open, and what the
  /// inventory does not tell. Sorted.
  ///
  /// - Parameters:
  ///   - spans: where each policy stands.
  ///   - podBlocks: where pods whose addresses are not known get theirs from.
  public func findings(at spans: [PolicyID: Span] = [:], podBlocks: [CIDR] = []) -> [Diagnostic] {
    var log = DiagnosticLog()
    reportAmbiguities(at: spans, to: &log)
    let ports = cilium.map { _ in ClusterPorts(inventory) }
    let doubts = written.policies.concurrentMap { policy in
      [
        policy.selectsNodesByLabel ? Doubt.unknownNodes : nil, needsDNSRule(policy) ? .unlearnedNames : nil,
        policy.namesMessages ? .messages : nil, policy.namesPorts(ambiguousIn: ports) ? .ambiguousPorts : nil,
        policy.isAboutNodes ? .hostPolicy : nil, governsHalfIsolated(policy) ? .halfIsolated : nil,
        policy.filtersServersWithoutDefaultDeny ? .filtersWithoutDefaultDeny : nil,
        cilium?.clusterName == nil && policy.namesClusters ? .unnamedCluster : nil,
        excludesNamespacesOnly(policy) ? .excludedNamespaces : nil,
      ].compactMap { $0 }
    }
    for (policy, doubts) in zip(written.policies, doubts) {
      log.report(contentsOf: doubts.map { $0.diagnostic(policy.id, spans) })
    }
    reportSilentMode(to: &log)
    reportDiscontinued(at: spans, to: &log)
    reportConflictingFilters(at: spans, to: &log)
    reportTogether(written.policies.filter(hopesForNames), .unreadNameServers, spans, to: &log)
    if semantics == .generic {
      reportTogether(written.policies.filter(\.id.api.isCilium), .foreignPolicies, spans, to: &log)
      let addresses = PodAddresses(self, unknownOnesIn: podBlocks)
      let blocks = written.policies.filter(addresses.areMeant(by:))
      reportTogether(blocks.filter { $0.tier == .normal }, .blocksOverPods, spans, to: &log)
      let ignored = matchesPodAddresses ? [] : blocks.filter { $0.tier != .normal }
      reportTogether(ignored, .ignoredNetworks, spans, to: &log)
      let unlocated = written.policies.filter { policy in
        policy.tier != .normal && !ignored.contains { $0.id == policy.id } && addresses.missesUnlocated(policy)
      }
      reportTogether(unlocated, .unlocatedPods, spans, to: &log)
    }
    return log.sorted
  }

  /// CIL-36: what agents of Cilium made of it while selectors were not bound to the local cluster.
  private func excludesNamespacesOnly(_ policy: Policy) -> Bool {
    guard let cilium, cilium.release < .v119, policy.id.api == .networkPolicy else { return false }
    return policy.selectors.contains { selector in
      guard case .pods(let pods) = selector else { return false }
      let requirements = pods.namespaces.requirements
      return !requirements.isEmpty && !requirements.contains(where: \.isPositive)
    }
  }

  /// Pods that no policy opens to their own node, where agents open them only beside a policy. (CIL-27)
  private func reportSilentMode(to log: inout DiagnosticLog) {
    guard conduct.ownNodeNeedsEntry, cilium != nil else { return }
    let silent = inventory.workloads.filter { workload in
      rules(over: .workload(workload), .ingress).map { !conduct.admitsOwnNode(under: $0.policies.map(\.id)) } ?? false
    }
    guard let first = silent.first else { return }
    let others = silent.count == 1 ? "" : " and \(silent.count - 1) more"
    log.report(
      Diagnostic(
        .semanticsDependent,
        "no policy is about what reaches \"\(first.namespace)/\(first.name)\"\(others), and agents since 1.20 in mode \"always\" then drop what comes from the pod's own node, probes too (CIL-27)",
        at: nil, help: "add a policy with an entry for ingress, such as `ingress: [{}]`; older agents let the node in"))
  }

  /// CIL-82
  private func reportDiscontinued(at spans: [PolicyID: Span], to log: inout DiagnosticLog) {
    guard let cilium, cilium.release >= .v120 else { return }
    for id in Set(written.policies.filter(\.isDiscontinued).map(\.id)).sorted() {
      log.report(
        Diagnostic(
          .invalidObject,
          "\(id.quoted) filters by Kafka or \"l7proto\", which agents since 1.20 refuse: its pods stay as open as without it (CIL-69, CIL-82)",
          at: spans[id], help: "`--cilium-version 1.19` judges by the last agents that know such rules"))
    }
  }

  /// CIL-25
  private func reportConflictingFilters(at spans: [PolicyID: Span], to log: inout DiagnosticLog) {
    let requests = written.policies.filter { ($0.egress?.rules ?? []).contains(where: \.filtersRequests) }
    let names = written.policies.filter { ($0.egress?.rules ?? []).contains(where: \.filtersNames) }
    guard cilium != nil, !requests.isEmpty, !names.isEmpty else { return }
    let overlap = PolicyOverlap(self)
    for policy in requests {
      let conflicts = names.contains { other in
        overlap.mayMeet(policy, other, in: [.egress]) { $0.filtersRequests && $1.filtersNames }
      }
      if conflicts { log.report(Doubt.conflictingFilters.diagnostic(policy.id, spans)) }
    }
  }

  /// One finding for all policies that share a doubt.
  private func reportTogether(
    _ policies: [Policy], _ doubt: Doubt, _ spans: [PolicyID: Span], to log: inout DiagnosticLog
  ) {
    guard let first = policies.first else { return }
    log.report(doubt.diagnostic(first.id, spans, others: policies.count - 1))
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

  /// Whether a policy names domains and asks only name servers of which nobody knows whether they exist. (CIL-53)
  private func hopesForNames(_ policy: Policy) -> Bool {
    policy.id.api.isCilium && policy.namesDomains
      && (policy.egress?.rules ?? []).contains(where: nameServers.areUnknown)
  }

  /// Whether a baseline policy is asked about a pod that a NetworkPolicy closes in the other direction only.
  private func governsHalfIsolated(_ policy: Policy) -> Bool {
    guard case .baseline = policy.tier, case .pods(let subject) = policy.subject else { return false }
    return inventory.workloads.contains { workload in
      let labels = labels(of: workload)
      guard isGoverned(workload), subject.matches(namespace: labels.namespace, pod: labels.pod) else { return false }
      return policy.sections.contains { direction, _ in
        let other: Direction = direction == .ingress ? .egress : .ingress
        return !isIsolated(workload, direction) && isIsolated(workload, other)
      }
    }
  }

  private func isIsolated(_ workload: Workload, _ direction: Direction) -> Bool {
    rules(over: .workload(workload), direction)?.policies.contains { $0.isolates(direction) } ?? false
  }
}

extension Policy {
  fileprivate var selectsNodesByLabel: Bool {
    selectors.contains { if case .nodes(let selector) = $0 { !selector.matchesEverything } else { false } }
  }

  fileprivate var isAboutNodes: Bool { if case .nodes = subject { true } else { false } }

  fileprivate var namesDomains: Bool { selectors.contains { if case .domain = $0 { true } else { false } } }

  /// Whether pods disagree about a port name that the policy looks up for egress, which agents before 1.20 do cluster-wide.
  fileprivate func namesPorts(ambiguousIn known: ClusterPorts?) -> Bool {
    guard let known, tier == .normal else { return false }
    return (egress?.rules ?? []).contains { rule in
      if case .these(let matches) = rule.ports { matches.contains(where: known.isAmbiguous) } else { false }
    }
  }

  fileprivate var namesMessages: Bool {
    sections.flatMap(\.section.rules).contains { rule in
      guard case .these(let matches) = rule.ports else { return false }
      return matches.contains { if case .icmp = $0 { true } else { false } }
    }
  }

  /// Whether servers of TLS are filtered where nothing closes: agents let requests and names through there, and say nothing
  /// of servers. (CIL-19)
  fileprivate var filtersServersWithoutDefaultDeny: Bool {
    sections.contains { _, section in !section.isolates && section.rules.contains { $0.layer7?.kind == .servers } }
  }

  fileprivate var selectors: [PeerSelector] { sections.flatMap { $0.section.rules.flatMap(\.selectors) } }
}

extension PolicyRule {
  fileprivate var filtersRequests: Bool { if case .http = layer7 { true } else { false } }
  fileprivate var filtersNames: Bool { if case .dns = layer7 { true } else { false } }
}

extension LabelRequirement {
  /// Whether a key has to be there.
  var isPositive: Bool {
    switch condition {
    case .isIn, .exists: true
    case .isNotIn, .doesNotExist: false
    }
  }
}

extension PolicyID {
  /// The kind as it is, the user's name in quotes.
  var quoted: String { "\(api.rawValue) \"\(namespace.map { $0 + "/" } ?? "")\(name)\"" }
}
