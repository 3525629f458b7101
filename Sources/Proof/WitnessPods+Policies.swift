import PolicyModel
import Resolution

extension WitnessPods {
  /// How many pods with one label more than their workload asks for a proof looks at, where policies of all namespaces
  /// name labels that no workload has.
  private static let disguiseLimit = 50_000

  /// Pods for each selector of the policies that names none of the pods so far, and pods of tenants that wear the labels
  /// which policies ask for or shut out.
  mutating func add(witnessesOf selectors: [PodSelector]) {
    for (index, selector) in selectors.enumerated() {
      for namespace in witnessNamespaces(of: selector.namespaces) {
        let kind: UniversePeer.Kind? = tenantOfNamespace[namespace] == nil ? .strangePod : nil
        for labels in selector.pods.witnesses where labels.isBearable {
          add(Workload(namespace: namespace, name: "selected-\(index + 1)", kind: "Pod", labels: labels), kind: kind)
        }
      }
    }
    dress(for: selectors)
  }

  /// The namespaces that a selector names, or one that nobody owns and that has the labels it asks for.
  private mutating func witnessNamespaces(of selector: LabelSelector) -> [String] {
    if let names = selector.namespaceNames { return names }
    return selector.witnesses.map { labels in
      let labels = labels.withoutNamespaceName
      guard !labels.isEmpty else { return unmanaged }
      let name = "\(unmanaged)-with-\(labels.pairs.map { "\($0.key)-\($0.value)" }.joined(separator: "-"))"
      setLabels(labels, ofNamespace: name)
      return name
    }
  }

  // MARK: Labels on top

  /// Each pod of a tenant once more for every selector that would judge it differently if it had other labels as well:
  /// whoever may create a pod may give it any. At last a pod with all of those labels, since one label may open the way
  /// out of one end and another the way into the other.
  private mutating func dress(for selectors: [PodSelector]) {
    let outfits = Outfits(selectors, namespaces: tenantOfNamespace.keys.sorted())
    guard !outfits.isEmpty else { return }
    let bare = peers.filter { $0.tenantNamespace != nil && ($0.workload != nil || $0.pod?.labels.isEmpty == true) }
    let isSmall = bare.count * outfits.wide.count <= Self.disguiseLimit
    for peer in bare {
      guard let pod = peer.pod else { continue }
      let own = outfits.named[pod.namespace] ?? []
      var everything = pod.labels
      for (index, labels) in (own + outfits.wide).enumerated() {
        if index < own.count || isSmall { wear(labels, pod, "dressed-\(index + 1)", peer.workload) }
        everything = everything.adding(labels) ?? everything
      }
      wear(everything, pod, "dressed", peer.workload)
    }
  }

  private mutating func wear(_ labels: Labels, _ pod: Workload, _ suffix: String, _ workload: WorkloadID?) {
    guard let labels = pod.labels.adding(labels), labels != pod.labels else { return }
    add(
      Workload(
        namespace: pod.namespace, name: "\(pod.name)-\(suffix)", kind: pod.kind, labels: labels, ports: pod.ports),
      workload: workload, isDressed: true)
  }
}

/// The labels with which pods might change how policies judge them.
private struct Outfits {
  /// By the namespace that the selector names.
  private(set) var named: [String: [Labels]] = [:]
  /// For every namespace.
  private(set) var wide: [Labels] = []

  var isEmpty: Bool { named.isEmpty && wide.isEmpty }

  init(_ selectors: [PodSelector], namespaces: [String]) {
    let known = Set(namespaces)
    var seen: Set<Labels> = []
    var seenNamed: [String: Set<Labels>] = [:]
    for selector in selectors where !selector.pods.matchesEverything {
      let outfits = (selector.pods.witnesses + selector.pods.evasions).filter { !$0.isEmpty && $0.isBearable }
      guard let names = selector.namespaces.namespaceNames else {
        wide += outfits.filter { seen.insert($0).inserted }
        continue
      }
      for name in names where known.contains(name) {
        named[name, default: []] += outfits.filter { seenNamed[name, default: []].insert($0).inserted }
      }
    }
  }
}

extension LabelSelector {
  /// The names that namespaces must have; nil when any name will do.
  var namespaceNames: [String]? {
    if requirements.count == 1, case .isIn(let names) = requirements[0].condition {
      return requirements[0].key == .namespaceNameLabel ? names : nil
    }
    guard let simplified else { return [] }
    return simplified.requirements.compactMap { requirement -> [String]? in
      guard requirement.key == .namespaceNameLabel, case .isIn(let names) = requirement.condition else { return nil }
      return names
    }.first
  }
}

extension Labels {
  var withoutNamespaceName: Labels {
    Labels(pairs.filter { $0.key != .namespaceNameLabel }.map { ($0.key, $0.value) })
  }

  /// Whether a pod can have these labels: Cilium's prefixes for what is no pod are none that Kubernetes accepts.
  fileprivate var isBearable: Bool { pairs.allSatisfy { !$0.key.contains(":") } }

  /// These labels and others; nil when they contradict each other.
  fileprivate func adding(_ other: Labels) -> Labels? {
    guard other.pairs.allSatisfy({ pair in self[pair.key].map { $0 == pair.value } ?? true }) else { return nil }
    return Labels((pairs + other.pairs).map { ($0.key, $0.value) })
  }
}

extension PolicySet {
  /// Every selector of pods that occurs, as a subject or as a peer, sorted, each once.
  var podSelectors: [PodSelector] {
    var selectors: Set<PodSelector> = []
    for policy in policies { if case .pods(let selector) = policy.subject { selectors.insert(selector) } }
    for case .pods(let selector) in peerSelectors { selectors.insert(selector) }
    return selectors.sorted()
  }
}
