import PolicyModel

extension PolicyEvaluation {
  /// What rules see of a peer, at each address that some block tells from its other addresses.
  func faces(of peer: Peer) -> [PeerFace] {
    switch peer {
    case .workload(let workload): faces(of: workload)
    case .addresses(let addresses): [face(of: addresses)]
    case .entity(.apiServer): EntityPeer.apiServerPlaces.map(PeerFace.init)
    case .entity(let entity): [PeerFace(entity)]
    case .domain(let name): [PeerFace(domain: name)]
    }
  }

  private func faces(of workload: Workload) -> [PeerFace] {
    locations(of: workload).map { location in
      guard isGoverned(workload) else { return Self.hostNetworkFace(at: location) }
      return PeerFace(
        labels: labels(of: workload), location: location, entities: [.all, .cluster], ports: ports(of: workload))
    }
  }

  /// The container ports that names are looked up among. (NP-21, NP-22, CIL-66)
  func ports(of workload: Workload) -> [ContainerPort] {
    semantics == .cilium ? workload.ports.knownToCilium : workload.ports
  }

  /// Addresses outside stand for those among them that are no node's: on Cilium, a node is itself at each of its addresses,
  /// and blocks find it there only if agents are told so. (CIL-45)
  private func face(of peer: AddressPeer) -> PeerFace {
    let hidesNodes = cilium.map { !$0.blocksMatchNodes } ?? false
    guard semantics == .cilium, peer.role == .external, !nodes.isEmpty else {
      return PeerFace(peer, hidesNodes: hidesNodes)
    }
    guard let address = nodes.firstOther(in: peer.range, of: peer.family) else {
      return PeerFace(AddressPeer(family: peer.family, range: peer.range, role: .remoteNode), hidesNodes: hidesNodes)
    }
    return PeerFace(
      AddressPeer(family: peer.family, range: address...peer.range.upperBound, role: .external), hidesNodes: hidesNodes)
  }

  /// A pod in the node's network is a node, some other one as a rule: no selector and no named port finds it.
  /// (NP-37, CIL-6)
  private static func hostNetworkFace(at location: PeerFace.Location) -> PeerFace {
    PeerFace(location: location, entities: [.all, .cluster, .remoteNode])
  }

  /// Whether policies may have the workload as their subject, and selectors as their peer. (NP-37, CIL-6)
  func isGoverned(_ workload: Workload) -> Bool { treatsHostNetworkAsPods || !workload.usesHostNetwork }

  /// The workload's known addresses, one for each stretch that no block cuts. (NP-29)
  private func locations(of workload: Workload) -> [PeerFace.Location] {
    guard matchesPodAddresses, !workload.addresses.isEmpty else { return [.hidden] }
    // Without blocks only a lone family matters.
    if cuts.isEmpty && Set(workload.addresses.map(\.family)).count > 1 { return [.hidden] }
    var seen: Set<AddressCuts.Part> = []
    return workload.addresses.sorted().filter { seen.insert(cuts.part(of: $0)).inserted }.map { .at($0) }
  }

  /// What selectors see of a workload. A namespace that is not in the inventory has its name label only. (NP-15, CIL-33)
  func labels(of workload: Workload) -> PodLabels {
    let namespace = namespaces[workload.namespace] ?? Namespace(workload.namespace).labels
    let own = semantics == .cilium ? workload.labels.identityRelevant : workload.labels
    return PodLabels(namespace: namespace, pod: identities?.labels(own, of: workload) ?? own)
  }
}
