public import Analysis
import Diagnostics
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

  fileprivate func adding(_ pods: InferredPods) -> ObservedPolicies {
    ObservedPolicies(evaluation.adding(pods), policies)
  }
}

extension AccessChanges {
  /// What the policies of `new` open and close against those of `old`, over the workloads of both, over addresses that
  /// neither tells apart, and over nodes and the API server where either side has policies of Cilium.
  ///
  /// Workloads are the same if namespace, kind and name are; several of one name count as one. Pods that policies speak
  /// of and that neither side has are inferred. A policy that says something else, and of whose subjects that were read no
  /// flow differs, is a change by itself: it may be about pods that come later.
  public init(from old: ObservedPolicies, to new: ObservedPolicies) {
    let inferred = InferredPods(from: [old.evaluation, new.evaluation])
    let (before, after) = (old.adding(inferred), new.adding(inferred))
    let flows = Self.flows(from: before.evaluation, to: after.evaluation)
    let names = (old.evaluation.names, new.evaluation.names)
    let readsPods = !names.0.isEmpty || !names.1.isEmpty
    let hasEntities = !old.evaluation.entityPeers.isEmpty || !new.evaluation.entityPeers.isEmpty
    let silent = PolicyChanges(from: old.policies, to: new.policies, hasEntities: hasEntities).changes(
      notShownBy: ChangedEnds(of: flows, among: [old.evaluation, new.evaluation]))
    self.init(
      .manifests, flows: flows, others: silent + OtherChange.changes(.workload, from: names.0, to: names.1),
      infersPods: !readsPods || flows.contains { $0.source.isInferred || $0.destination.isInferred },
      readsPods: readsPods)
  }

  private static func flows(from old: PolicyEvaluation, to new: PolicyEvaluation) -> [FlowChange] {
    let universe = CommonUniverse(old, new)
    let rows = [old, new].concurrentMap { ObservedRows(of: $0, over: universe) }
    let differing = Array(universe.sources).concurrentMap { source in
      let (before, after) = (rows[0].row(from: source), rows[1].row(from: source))
      return before == after ? nil : (source: source, before: before, after: after)
    }
    var changes = ChangedPairs(universe: universe)
    for row in differing.compactMap({ $0 }) { changes.compare(row.source, before: row.before, after: row.after) }
    return changes.flows
  }
}

extension ChangedEnd {
  /// Whether it is a pod that selectors describe.
  fileprivate var isInferred: Bool { group != nil && name.ends(with: "[\(InferredPods.kind)]") }
}

extension PolicyEvaluation {
  fileprivate var names: [String: String] {
    let names = inventory.workloads.map { (Peer.workload($0).description, "workload") }
    return Dictionary(names) { first, _ in first }
  }
}

/// The pods that were read and of which some flow differs.
struct ChangedEnds {
  private let sources: [PodIndex]
  private let destinations: [PodIndex]

  init(of flows: [FlowChange], among sides: [PolicyEvaluation]) {
    func indexes(_ ends: Set<String>) -> [PodIndex] {
      sides.map { side in
        PodIndex(side.inventory.workloads.filter { ends.contains(Peer.workload($0).description) }, in: side)
      }
    }
    sources = indexes(Set(flows.map(\.source.name)))
    destinations = indexes(Set(flows.map(\.destination.name)))
  }

  /// Whether a flow differs that has one of these pods at the end which policies of this direction govern.
  func include(_ subject: PodSelector, _ direction: Direction) -> Bool {
    (direction == .egress ? sources : destinations).contains { $0.hold(subject) }
  }
}
