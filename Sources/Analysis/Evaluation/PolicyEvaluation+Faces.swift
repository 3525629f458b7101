import PolicyModel

extension PolicyEvaluation {
  /// What rules see of a peer, at each address that some block tells from its other addresses.
  func faces(of peer: Peer) -> [PeerFace] {
    switch peer {
    case .workload(let workload): faces(of: workload)
    case .addresses(let addresses): [PeerFace(addresses, semantics: semantics)]
    case .entity(.apiServer): EntityPeer.apiServerPlaces.map(PeerFace.init)
    case .entity(let entity): [PeerFace(entity)]
    case .domain(let name): [PeerFace(domain: name)]
    }
  }

  private func faces(of workload: Workload) -> [PeerFace] {
    locations(of: workload).map { location in
      guard isGoverned(workload) else { return Self.hostNetworkFace(at: location) }
      return PeerFace(
        labels: labels(of: workload), location: location, entities: [.all, .cluster], ports: workload.ports)
    }
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
    return PodLabels(
      namespace: namespace, pod: semantics == .cilium ? workload.labels.identityRelevant : workload.labels)
  }
}
