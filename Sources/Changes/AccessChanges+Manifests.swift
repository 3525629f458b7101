public import Analysis
public import PolicyModel
import Workers

/// The policies of a cluster and the pods that they are about.
public struct ObservedPolicies: Sendable {
  let evaluation: PolicyEvaluation
  let policies: PolicySet

  /// - Parameter policies: those of the evaluation.
  public init(_ evaluation: PolicyEvaluation, _ policies: PolicySet) {
    self.evaluation = evaluation
    self.policies = policies
  }
}

extension AccessChanges {
  /// What the policies of `new` open and close against those of `old`, over the workloads of both, over addresses that
  /// neither tells apart, and over nodes and the API server where either side has policies of Cilium.
  ///
  /// Workloads are the same if namespace, kind and name are; several of one name count as one. Where neither side has
  /// any, or they are only inferred, the policies themselves are compared too: nobody can say then whom else a change is
  /// about.
  public init(from old: ObservedPolicies, to new: ObservedPolicies, inferringPods: Bool = false) {
    let universe = CommonUniverse(old.evaluation, new.evaluation)
    let rows = [old.evaluation, new.evaluation].concurrentMap { ObservedRows(of: $0, over: universe) }
    let differing = Array(universe.sources).concurrentMap { source in
      let (before, after) = (rows[0].row(from: source), rows[1].row(from: source))
      return before == after ? nil : (source: source, before: before, after: after)
    }
    var changes = ChangedPairs(universe: universe)
    for row in differing.compactMap({ $0 }) { changes.compare(row.source, before: row.before, after: row.after) }
    let others =
      inferringPods || universe.workloads.isEmpty
      ? OtherChange.changes(.policy, from: old.policies.words, to: new.policies.words)
      : OtherChange.changes(.workload, from: old.evaluation.names, to: new.evaluation.names)
        + ObservedPolicies.changesAboutNodes(
          from: old.policies, to: new.policies, besidesFlows: !universe.entities.isEmpty)
    self.init(.manifests, flows: changes.flows, others: others, infersPods: inferringPods)
  }
}

extension ObservedPolicies {
  /// Policies that say something else about nodes and the API server of which no flow can tell.
  ///
  /// - Parameter besidesFlows: whether nodes are ends of flows: then only what depends on their labels is left.
  fileprivate static func changesAboutNodes(
    from old: PolicySet, to new: PolicySet, besidesFlows: Bool
  ) -> [OtherChange] {
    let (before, after) = (old.wordsAboutNodes(besidesFlows), new.wordsAboutNodes(besidesFlows))
    // A policy of another name that says the same is no change.
    let known = (Set(before.values), Set(after.values))
    let gone = before.filter { !known.1.contains($0.value) }
    let come = after.filter { !known.0.contains($0.value) }
    let ids = (Set(old.policies.map(\.id.description)), Set(new.policies.map(\.id.description)))
    return Set(gone.keys).union(come.keys).sorted().compactMap { name in
      OtherChange(
        .policy, name, from: ids.0.contains(name) ? gone[name] ?? "" : nil,
        to: ids.1.contains(name) ? come[name] ?? "" : nil)
    }
  }
}

extension PolicySet {
  fileprivate func wordsAboutNodes(_ besidesFlows: Bool) -> [String: String] {
    var words: [String: String] = [:]
    for policy in policies {
      let rules = [policy.ingress, policy.egress].map { section in
        section?.rules.filter { $0.isAboutNodes(besidesFlows) }.map {
          "\($0.action) \($0.peers) \($0.ports) \($0.layer7.map(\.words) ?? [])"
        } ?? []
      }
      guard rules != [[], []] else { continue }
      words[policy.id.description, default: ""] += "\(policy.tier) \(policy.subjectWords) \(rules)"
    }
    return words
  }
}

extension Policy {
  fileprivate var subjectWords: String {
    "\(subject) \(subjectEntities.sorted().map(\.rawValue).joined(separator: " "))"
  }
}

extension PolicyRule {
  fileprivate func isAboutNodes(_ besidesFlows: Bool) -> Bool {
    guard case .these(let selectors) = peers else { return false }
    return selectors.contains { selector in
      switch selector {
      case .nodes(let labels): !besidesFlows || !labels.matchesEverything
      case .entity(.all), .entity(.world), .entity(.none): false
      case .entity: !besidesFlows
      case .pods, .addresses, .domain: false
      }
    }
  }
}

extension PolicyEvaluation {
  fileprivate var names: [String: String] {
    let names = inventory.workloads.map { (Peer.workload($0).description, "workload") }
    return Dictionary(names) { first, _ in first }
  }
}

extension PolicySet {
  /// What each policy says, labels and annotations aside, in a form that is good for nothing but comparing.
  fileprivate var words: [String: String] {
    let texts = policies.map { policy in
      let sections = [policy.ingress, policy.egress]
      return (policy.id.description, "\(policy.tier) \(policy.subjectWords) \(sections)")
    }
    return Dictionary(texts) { "\($0); \($1)" }
  }
}
