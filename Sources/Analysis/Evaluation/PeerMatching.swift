import PolicyModel

extension PeerSelector {
  /// Whether the selector names this face of a peer; a domain by its name alone, learned or not.
  func matches(_ face: PeerFace, in api: PolicyAPI) -> Bool {
    switch self {
    case .pods(let selector):
      face.labels.map { selector.matches(namespace: $0.namespace, pod: $0.pod) } ?? false
    case .addresses(let block): block.matches(face.location)
    case .entity(let entity): face.entities.contains(EntitySet(entity))
    case .nodes(let selector): selector.matchesNode(face)
    case .domain(let pattern): face.domain.map { pattern.matches($0, in: api) } ?? false
    }
  }
}

extension AddressBlock {
  /// Inside the block and outside its exceptions. (NP-26)
  func matches(_ location: PeerFace.Location) -> Bool {
    switch location {
    case .hidden: false
    case .at(let address): contains(address)
    case .unknown: cidr.prefixLength == 0 && exceptions.isEmpty
    }
  }
}

extension LabelSelector {
  /// The labels of nodes are not known: only a selector without conditions is sure to match one. (ANP-12)
  func matchesNode(_ face: PeerFace) -> Bool {
    matchesEverything && !face.entities.isDisjoint(with: [.host, .remoteNode])
  }
}

extension PolicyRule {
  func matches(_ face: PeerFace, in api: PolicyAPI, learning names: [DomainPattern]) -> Bool {
    switch peers {
    case .anyone: true
    case .these(let selectors):
      selectors.contains { $0.matches(face, in: api) && $0.isLearned(face, in: api, from: names) }
    }
  }

  /// The patterns of a rule whose answers teach Cilium's agent what is behind a name, if somebody answers. (CIL-53)
  var learnedNames: [DomainPattern] {
    if action == .allow, case .dns(let patterns) = layer7 { patterns } else { [] }
  }
}

extension PeerSelector {
  /// Cilium learns the addresses of a name only from answers that a DNS rule of the same pod lets its proxy see.
  /// (CIL-52, CIL-53)
  func isLearned(_ face: PeerFace, in api: PolicyAPI, from names: [DomainPattern]) -> Bool {
    guard case .domain = self, api.isCilium, let domain = face.domain else { return true }
    return names.contains { $0.matches(domain, in: api) }
  }
}

extension RulePorts {
  /// The connections of the rule towards a pod with these container ports. (NP-17 to NP-24, CNP-19)
  func connections(to ports: [ContainerPort]) -> ConnectionSet {
    switch self {
    case .all: .all
    case .these(let matches): matches.reduce(.none) { $0.union($1.connections(to: ports)) }
    }
  }

  /// The names that have to be looked up on a destination.
  var names: [String] {
    guard case .these(let matches) = self else { return [] }
    return matches.compactMap(\.name?.text)
  }

  /// The ports that are named one by one, by number.
  var singles: ConnectionSet {
    guard case .these(let matches) = self else { return .none }
    return matches.reduce(.none) { result, match in
      guard case .range(let transport, let range) = match, range.count == 1 else { return result }
      return result.union(ConnectionSet(transport, range))
    }
  }
}
