public import PolicyModel

/// The verdicts of one cluster's policies: exact sets of connections between any two peers.
public struct PolicyEvaluation: Sendable {
  public let semantics: Semantics
  public let inventory: ClusterInventory
  /// As agents enforce them.
  let policies: PolicyIndex
  /// As they are written.
  let written: PolicySet
  /// Nil where no agent of Cilium judges.
  let cilium: CiliumProfile?
  /// The labels of every namespace of the inventory.
  let namespaces: [String: Labels]
  /// Whether blocks look at the addresses of pods.
  let matchesPodAddresses: Bool
  /// Whether pods in the node's network are pods like others.
  let treatsHostNetworkAsPods: Bool
  /// Where the blocks of any policy begin or end.
  let cuts: AddressCuts
  /// Whom DNS rules let pods ask.
  public let nameServers: NameServers
  /// Where nodes are, as far as they were read.
  let nodes: NodeAddresses
  /// Nil where no policy asks for more than a pod's own labels.
  let identities: PodIdentities?
  let conduct: AgentConduct

  /// `cilium` counts in Cilium's semantics only.
  ///
  /// With `matchesPodAddresses` a block matches a workload that has a known address inside it, in the generic semantics
  /// (NP-29, ANP-11). Cilium never does that (CIL-44).
  ///
  /// With `treatsHostNetworkAsPods` a pod in the node's network is a pod like others, in the generic semantics: the rarer
  /// of the two behaviours that the documentation leaves to plugins (NP-37). Cilium never does that (CIL-6).
  public init(
    inventory: ClusterInventory, policies: PolicySet, semantics: Semantics, cilium: CiliumProfile = CiliumProfile(),
    matchesPodAddresses: Bool = true, treatsHostNetworkAsPods: Bool = false
  ) {
    self.inventory = inventory
    self.semantics = semantics
    self.cilium = semantics == .cilium ? cilium : nil
    self.written = policies
    self.policies = PolicyIndex(semantics == .cilium ? policies.inForce(under: cilium, in: inventory) : policies)
    self.namespaces = Dictionary(inventory.namespaces.map { ($0.name, $0.labels) }) { first, _ in first }
    self.matchesPodAddresses = matchesPodAddresses && semantics == .generic
    self.treatsHostNetworkAsPods = treatsHostNetworkAsPods && semantics == .generic
    self.cuts = AddressCuts(policies)
    self.nameServers = NameServers(inventory, asked: semantics == .cilium ? policies : PolicySet([]))
    self.nodes = NodeAddresses(inventory.nodes.lazy.flatMap(\.addresses))
    self.identities = PodIdentities(policies, semantics, clusterName: cilium.borneName)
    self.conduct = AgentConduct(cilium)
  }

  /// What `source` may open to `destination`: what the source's egress and the destination's ingress both allow. (NP-8)
  ///
  /// Any peer will do, also a workload that is not in the inventory. A workload to itself is replica to replica (NP-34).
  public func connections(from source: Peer, to destination: Peer) -> ConnectionSet {
    verdict(from: source, to: destination).connections
  }

  /// What `source` may open to `destination`, with the policies and rules that decide it.
  public func verdict(from source: Peer, to destination: Peer) -> Verdict {
    verdict(
      from: source, to: destination, egress: rules(over: source, .egress), ingress: rules(over: destination, .ingress))
  }

  /// The same, with the rules over both ends at hand.
  func verdict(
    from source: Peer, to destination: Peer, egress: SubjectRules?, ingress: SubjectRules?
  ) -> Verdict {
    let ends = (faces(of: source), faces(of: destination))
    var result: Verdict?
    for here in ends.0 {
      for there in ends.1 where here.sharesFamily(with: there) {
        let verdict = Verdict(
          egress: egressVerdict(egress, to: there), ingress: ingressVerdict(ingress, from: here, to: there.ports))
        result = result?.union(verdict) ?? verdict
      }
    }
    return result ?? .unconnected
  }

  private func egressVerdict(_ rules: SubjectRules?, to face: PeerFace) -> DirectionVerdict {
    rules?.verdict(for: face, ports: face.ports, semantics: semantics) ?? .ungoverned
  }

  private func ingressVerdict(_ rules: SubjectRules?, from face: PeerFace, to ports: [ContainerPort])
    -> DirectionVerdict
  {
    rules?.verdict(for: face, ports: ports, semantics: semantics) ?? .ungoverned
  }
}

extension Verdict {
  init(egress: DirectionVerdict, ingress: DirectionVerdict) {
    let connections = egress.connections.intersection(ingress.connections)
    let unfiltered = egress.unfiltered.intersection(ingress.unfiltered)
    self.init(
      connections: connections, unfiltered: unfiltered,
      requests: Array(on: connections.subtracting(unfiltered), egress, ingress), icmp: egress.icmp.and(ingress.icmp),
      egress: egress, ingress: ingress)
  }

  /// Two workloads without an address family in common.
  fileprivate static let unconnected = Verdict(
    connections: .none, unfiltered: .none, requests: [], icmp: .denied, egress: .ungoverned, ingress: .ungoverned)

  fileprivate func union(_ other: Verdict) -> Verdict {
    let connections = connections.union(other.connections)
    let unfiltered = unfiltered.union(other.unfiltered)
    return Verdict(
      connections: connections, unfiltered: unfiltered,
      requests: (requests + other.requests).united(within: connections.subtracting(unfiltered)),
      icmp: icmp.or(other.icmp), egress: egress.union(other.egress), ingress: ingress.union(other.ingress))
  }
}
