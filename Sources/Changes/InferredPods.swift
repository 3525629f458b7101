public import PolicyModel

/// Pods that stand for all that policies can tell apart by one selector each, for objects that come without any pods.
///
/// * for each selector of pods, as a subject or as a peer, a pod that it names, in each namespace that it names;
/// * in each of those namespaces a pod without labels, which stands for every other pod there;
/// * the same in one namespace that no selector names.
///
/// Pods that two selectors name at once are not among them: a change that only those could feel shows in the policies.
public struct InferredPods: Sendable {
  public let inventory: ClusterInventory

  /// The kind that inferred pods have, so that nobody takes them for pods that run.
  static let kind = "inferred"

  /// - Parameters:
  ///   - policies: of every side that is compared.
  ///   - namespaces: what is known of namespaces and their labels.
  public init(from policies: [PolicySet], namespaces: [ClusterInventory]) {
    var pods = PodGathering(namespaces.flatMap(\.namespaces))
    for selector in Set(policies.flatMap(\.podSelectors)).sorted() { pods.add(selector) }
    inventory = pods.inventory
  }
}

/// Gathers pods, each once.
private struct PodGathering {
  private var labels: [String: Labels]
  private var pods: Set<Workload> = []

  private static let elsewhere = "any-other-namespace"

  init(_ namespaces: [Namespace]) {
    labels = Dictionary(namespaces.map { ($0.name, $0.labels) }) { first, _ in first }
    for name in labels.keys { add([:], in: name) }
    add([:], in: Self.elsewhere)
  }

  var inventory: ClusterInventory {
    ClusterInventory(namespaces: labels.map { Namespace($0.key, labels: $0.value) }, workloads: Array(pods))
  }

  mutating func add(_ selector: PodSelector) {
    for namespace in namespaces(of: selector.namespaces) {
      add([:], in: namespace)
      for labels in selector.pods.witnesses { add(labels, in: namespace) }
    }
  }

  /// The namespaces that a selector names or is known to match, or else one with the labels that it asks for.
  private mutating func namespaces(of selector: LabelSelector) -> [String] {
    if selector.matchesEverything { return [Self.elsewhere] }
    var names: [String] = []
    for witness in selector.witnesses {
      if let name = witness[.namespaceNameLabel] {
        names.append(name)
        continue
      }
      let known = labels.filter { selector.matches(Namespace($0.key, labels: $0.value).labels) }.keys.sorted()
      guard known.isEmpty else {
        names += known
        continue
      }
      let name = "any-with-" + witness.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      labels[name] = witness
      names.append(name)
    }
    return names
  }

  private mutating func add(_ podLabels: Labels, in namespace: String) {
    let words = podLabels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    pods.insert(
      Workload(
        namespace: namespace, name: words.isEmpty ? "any-other-pod" : words, kind: InferredPods.kind, labels: podLabels)
    )
  }
}

extension PolicySet {
  /// Every selector of pods that occurs, as a subject or as a peer.
  fileprivate var podSelectors: [PodSelector] {
    policies.flatMap { policy -> [PodSelector] in
      let rules = [policy.ingress, policy.egress].compactMap(\.self).flatMap(\.rules)
      let peers = rules.flatMap { rule -> [PodSelector] in
        guard case .these(let selectors) = rule.peers else { return [] }
        return selectors.compactMap { if case .pods(let selector) = $0 { selector } else { nil } }
      }
      if case .pods(let subject) = policy.subject { return peers + [subject] }
      return peers
    }
  }
}
