import PolicyModel

/// The labels that Cilium adds to those of a pod. (CIL-32)
struct PodIdentities: Sendable {
  let clusterName: String

  /// Nil where no policy asks for such a label, as almost everywhere.
  init?(_ policies: PolicySet, _ semantics: Semantics, clusterName: String) {
    let asks = policies.policies.contains { policy in
      (semantics == .cilium || policy.id.api.isCilium) && policy.podSelectors.contains(where: \.asksForIdentity)
    }
    guard asks else { return nil }
    self.clusterName = clusterName
  }

  /// What a pod's own labels say about its account counts for one that nobody has seen: it may have any.
  func labels(_ own: Labels, of workload: Workload) -> Labels {
    let account = workload.serviceAccount ?? own[.ciliumServiceAccount] ?? "default"
    return own.setting(.ciliumServiceAccount, to: account).setting(.ciliumCluster, to: clusterName)
  }
}

extension Policy {
  fileprivate var podSelectors: [PodSelector] {
    let peers = sections.flatMap { $0.section.rules.flatMap(\.selectors) }.compactMap { selector in
      if case .pods(let pods) = selector { pods } else { nil }
    }
    if case .pods(let pods) = subject { return peers + [pods] }
    return peers
  }
}

extension PodSelector {
  fileprivate var asksForIdentity: Bool {
    pods.requirements.contains { $0.key == .ciliumServiceAccount || $0.key == .ciliumCluster }
  }
}

extension Policy {
  /// Whether a selector of the policy names clusters.
  var namesClusters: Bool {
    podSelectors.contains { selector in
      selector.pods.requirements.contains { requirement in
        guard requirement.key == .ciliumCluster else { return false }
        switch requirement.condition {
        case .isIn, .isNotIn: return true
        case .exists, .doesNotExist: return false
        }
      }
    }
  }
}

extension [ContainerPort] {
  /// Those by which agents of Cilium know a name: one number for each, the last container's, and no sidecar's. (CIL-66)
  var knownToCilium: [ContainerPort] {
    guard contains(where: { $0.name != nil }), hasSidecars || hasRepeatedNames else { return self }
    var seen: Set<String> = []
    let known = reversed().filter { port in
      guard let name = port.name else { return !port.isSidecar }
      return !port.isSidecar && seen.insert(name).inserted
    }
    return known.reversed()
  }

  private var hasSidecars: Bool { contains(where: \.isSidecar) }

  private var hasRepeatedNames: Bool {
    let names = compactMap(\.name)
    return Set(names).count < names.count
  }
}
