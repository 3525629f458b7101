public import PolicyModel

/// Pods that stand for those that policies speak of, where no pod that was read fits.
///
/// * for each selector of pods, as a subject or as a peer, a pod that it names, in each namespace that it names;
/// * in each of those namespaces, unless pods of it were read, a pod without labels: any other pod there;
/// * where no pods were read at all, such a pod in every known namespace, and in one that no selector names.
///
/// Pods that two selectors name at once are not among them: a change that only those could feel shows in the policies.
public struct InferredPods: Sendable {
  /// Which of them are wanted.
  public enum Scope: Sendable {
    /// All: what a change of policies is about.
    case everySelector
    /// Those of namespaces that policies govern and of which no pod was read.
    case governedNamespaces
  }

  /// The kind that inferred pods have, so that they are not taken for pods that run.
  public static let kind = "inferred"

  public let workloads: [Workload]
  /// Namespaces that are only described too.
  private let namespaces: [Namespace]

  /// - Parameter sides: the policies and pods of every state that is looked at; all of them get the same pods.
  public init(from sides: [PolicyEvaluation], in scope: Scope = .everySelector) {
    let selectors = Set(sides.flatMap(\.written.policies).flatMap(\.podSelectors)).sorted()
    guard !selectors.isEmpty else {
      (workloads, namespaces) = ([], [])
      return
    }
    var pods = PodGathering(sides, scope)
    for selector in selectors { pods.add(selector) }
    workloads = pods.pods.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    namespaces = pods.described.map { Namespace($0.key, labels: $0.value) }.sorted { $0.name < $1.name }
  }

  fileprivate func added(to inventory: ClusterInventory) -> ClusterInventory {
    ClusterInventory(
      namespaces: inventory.namespaces + namespaces, workloads: inventory.workloads + workloads,
      services: inventory.services, nodes: inventory.nodes)
  }
}

extension PolicyEvaluation {
  /// The same policies over more pods.
  public func adding(_ pods: InferredPods) -> PolicyEvaluation {
    guard !pods.workloads.isEmpty else { return self }
    return PolicyEvaluation(
      inventory: pods.added(to: inventory), policies: written, semantics: semantics,
      cilium: cilium ?? CiliumProfile(), matchesPodAddresses: matchesPodAddresses,
      treatsHostNetworkAsPods: treatsHostNetworkAsPods)
  }
}

extension Policy {
  /// Every selector of pods, as the subject or as a peer.
  fileprivate var podSelectors: [PodSelector] {
    let peers = sections.flatMap(\.section.rules).flatMap(\.selectors).compactMap { selector in
      if case .pods(let pods) = selector { pods } else { nil }
    }
    if case .pods(let subject) = subject { return peers + [subject] }
    return peers
  }
}
