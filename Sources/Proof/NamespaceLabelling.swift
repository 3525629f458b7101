import PolicyModel

/// The ways to label the tenants' namespaces that policies can tell apart.
///
/// The graph says nothing about those labels, so that a proof has to hold for any; but what the compiler writes never asks
/// for them, and one way is enough.
struct NamespaceLabelling {
  let labellings: [Labels]

  /// How many ways a proof tries.
  private static let limit = 64

  /// - Parameter areKnown: whether the namespaces were looked at, so that there is nothing to vary.
  init(_ selectors: [PodSelector], areKnown: Bool) {
    var labellings: [Labels] = [[:]]
    var seen: Set<Labels> = [[:]]
    if !areKnown {
      for selector in Set(selectors.map(\.namespaces)).sorted() {
        for labels in (selector.witnesses + selector.evasions).map(\.withoutNamespaceName)
        where labellings.count < Self.limit && seen.insert(labels).inserted {
          labellings.append(labels)
        }
      }
    }
    self.labellings = labellings
  }
}

extension PolicySet {
  /// The same policies, with nodes that are named by labels standing for all nodes: which labels nodes bear, nobody knows
  /// here, and a proof has to hold for any. (ANP-12)
  var forAnyNodes: PolicySet {
    guard peerSelectors.contains(where: \.isSomeNodes) else { return self }
    return PolicySet(
      policies.map { policy in
        Policy(
          id: policy.id, tier: policy.tier, subject: policy.subject, subjectEntities: policy.subjectEntities,
          ingress: policy.ingress?.forAnyNodes, egress: policy.egress?.forAnyNodes, labels: policy.labels,
          annotations: policy.annotations)
      })
  }
}

extension PolicySection {
  fileprivate var forAnyNodes: PolicySection {
    PolicySection(
      isolates: isolates,
      rules: rules.map { rule in
        guard case .these(let selectors) = rule.peers else { return rule }
        let peers = selectors.map { $0.isSomeNodes ? PeerSelector.nodes(.everything) : $0 }
        return PolicyRule(rule.action, peers: .these(peers), ports: rule.ports, layer7: rule.layer7, name: rule.name)
          .read(from: rule.entry)
      })
  }
}

extension PeerSelector {
  fileprivate var isSomeNodes: Bool {
    if case .nodes(let selector) = self { !selector.matchesEverything } else { false }
  }
}
