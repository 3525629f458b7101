import PolicyModel
import Resolution

/// Some of the pods that a guardrail is about, and the objects that shut out others from them.
struct GuardrailProduct {
  let guardrail: Guardrail
  let api: PolicyAPI
  let name: [String]
  let subject: PodSelector
  let weightLimit: Int

  /// One policy, or as many as it takes: by the namespaces of its subjects, then by what is denied.
  func policies(denying peers: [PeerSelector]) -> [Policy] {
    let ports: RulePorts = guardrail.ports.isEmpty ? .all : RulePorts(guardrail.connections)
    let denies = peers.flatMap { peer in
      PolicyRule(.deny, peers: .these([peer]), ports: ports).rules(fitting: api).map {
        Deny(peer: peer, ports: $0.ports)
      }
    }
    let subjects = parts(of: subject.byNamespace, by: \.contentKey) { subjects in
      PodSelector(joining: subjects).weight <= weightLimit / 2
    }
    return subjects.flatMap { subjects in
      parts(of: denies, by: \.contentKey) { isFitting(policy(nil, over: subjects.items, $0)) }.map { part in
        let names = [subjects.name, part.name].compactMap(\.self)
        return policy(names.isEmpty ? nil : names.joined(separator: "-"), over: subjects.items, part.items)
      }
    }
  }

  private struct Deny {
    let peer: PeerSelector
    let ports: RulePorts

    var contentKey: String { "\(peer.contentKey) \(ports)" }
  }

  private func policy(_ part: String?, over subjects: [PodSelector], _ denies: [Deny]) -> Policy {
    var order: [RulePorts] = []
    for deny in denies where !order.contains(deny.ports) { order.append(deny.ports) }
    let rules = order.flatMap { ports in
      let peers = denies.filter { $0.ports == ports }.map(\.peer)
      return PolicyRule(.deny, peers: .these(peers), ports: ports).rules(fitting: api)
    }
    let section = PolicySection(isolates: false, rules: rules)
    return Policy(
      id: PolicyID(api, name: PolicyName.guardrail(name + [part].compactMap(\.self))),
      tier: api.denyTier(after: 0), subject: .pods(PodSelector(joining: subjects)),
      ingress: guardrail.direction == .ingress ? section : nil,
      egress: guardrail.direction == .egress ? section : nil, labels: Provenance.labels(tenant: nil),
      annotations: Provenance(of: guardrail).annotations())
  }

  /// Whether one object holds it. (CNP-20, LIM-4)
  private func isFitting(_ policy: Policy) -> Bool {
    let rules = max(policy.ingress?.rules.count ?? 0, policy.egress?.rules.count ?? 0)
    return policy.weight <= weightLimit && (api != .clusterNetworkPolicy || rules <= TierLimit.rules)
  }
}

extension PodSelector {
  /// One selector for each of the namespaces that this one lists; itself if it lists none.
  fileprivate var byNamespace: [PodSelector] {
    guard namespaces.requirements.count == 1, let only = namespaces.requirements.first,
      only.key == .namespaceNameLabel, case .isIn(let names) = only.condition
    else { return [self] }
    return names.map { PodSelector(in: $0, pods: pods) }
  }

  /// The selector that ``byNamespace`` was made of.
  fileprivate init(joining selectors: [PodSelector]) {
    let names = selectors.compactMap(\.namespaces.onlyName)
    let pods = selectors.first?.pods ?? .everything
    let namespaces =
      names.count == selectors.count ? LabelSelector.namespaces(named: names) : selectors.first?.namespaces
    self.init(namespaces: namespaces ?? .everything, pods: pods)
  }
}

extension LabelSelector {
  fileprivate var onlyName: String? {
    guard requirements.count == 1, let only = requirements.first, only.key == .namespaceNameLabel else { return nil }
    return only.onlyValue
  }
}

extension PodSelector {
  fileprivate var contentKey: String { "\(namespaces.contentKey) \(pods.contentKey)" }
}

extension PeerSelector {
  /// What the peer is, as text that tells it from every other.
  fileprivate var contentKey: String {
    switch self {
    case .pods(let selector): "pods \(selector.contentKey)"
    case .addresses(let block): "block \(block.cidr) \(block.exceptions.map(\.description).joined(separator: " "))"
    case .entity(let entity): "entity \(entity.rawValue)"
    case .nodes(let selector): "nodes \(selector.contentKey)"
    case .domain(let pattern): "domain \(pattern.text)"
    }
  }
}

extension LabelSelector {
  fileprivate var contentKey: String {
    requirements.map { requirement in
      switch requirement.condition {
      case .isIn(let values): "\(requirement.key) in \(values.joined(separator: ","))"
      case .isNotIn(let values): "\(requirement.key) notin \(values.joined(separator: ","))"
      case .exists: requirement.key
      case .doesNotExist: "!\(requirement.key)"
      }
    }.joined(separator: ";")
  }
}
