import Analysis
import GraphFormat
import PolicyModel
import Resolution

extension Universe {
  /// - Parameters:
  ///   - policies: what the cluster enforces; nil to look at the graph alone.
  ///   - observation: what the cluster runs, as far as somebody looked.
  init(
    of graph: TenantGraph, on cluster: Cluster, policies: PolicySet?,
    observation: ClusterObservation = ClusterObservation()
  ) {
    let selectors = policies?.podSelectors ?? []
    var pods = WitnessPods(graph: graph, cluster: cluster, policies: policies, selectors: selectors)
    pods.addTenants()
    pods.addImpostors()
    pods.addSystem()
    pods.add(observation, judgedBy: selectors)
    pods.add(witnessesOf: selectors)
    let world = AddressUniverse(of: graph, policies: policies)
    let addresses = world.peers.map(UniversePeer.init(addresses:))
    let domains = Self.domains(of: graph, policies).map(UniversePeer.init(domain:))
    let entities = Self.entities(named: policies, besides: world.peers, on: cluster).map(UniversePeer.init(entity:))
    peers = pods.peers + addresses + entities + domains
    namespaces = pods.namespaces.sorted()
    namespaceLabels = pods.namespaceLabels
    unmanaged = pods.unmanaged
    self.selectors = selectors
    unnamedAddresses = world.unnamed
  }

  /// What the cluster runs, with `labels` on each namespace whose labels nobody knows.
  func inventory(labelled labels: Labels) -> ClusterInventory {
    ClusterInventory(
      namespaces: namespaces.map { name in
        Namespace(name, labels: namespaceLabels[name] ?? (name == unmanaged ? [:] : labels))
      }, workloads: peers.compactMap(\.pod))
  }

  /// What the policies name by an entity, as far as no address stands for it.
  private static func entities(
    named policies: PolicySet?, besides addresses: [AddressPeer], on cluster: Cluster
  ) -> [EntityPeer] {
    guard let policies, cluster.enforcement == .cilium else { return [] }
    let named = policies.entities
    return EntityPeer.allCases.filter { peer in
      peer != .apiServer && named.contains(peer.entity) && !addresses.contains { $0.role.isWitness(of: peer) }
    }
  }

  /// Names that the graph or the policies allow or assertions are about, an example of each pattern, and one that nobody named.
  private static func domains(of graph: TenantGraph, _ policies: PolicySet?) -> [String] {
    let needed = graph.edges.compactMap { edge -> DomainPattern? in
      if case .domain(let pattern) = edge.provider { pattern } else { nil }
    }
    let allowed = (policies?.peerSelectors ?? []).compactMap { selector -> DomainPattern? in
      if case .domain(let pattern) = selector { pattern } else { nil }
    }
    let claimed = graph.assertions.compactMap { assertion -> DomainPattern? in
      if case .domain(let pattern) = assertion.to { pattern } else { nil }
    }
    let names = Set((needed + allowed + claimed).map(\.example))
    return names.isEmpty ? [] : names.union(["unnamed.example"]).sorted()
  }
}

extension DomainPattern {
  /// A name that the pattern matches.
  fileprivate var example: String {
    guard isPattern else { return text }
    return text == "*" ? "any.example" : String(text.map { $0 == "*" ? "x" : $0 })
  }
}

extension AddressRole {
  fileprivate func isWitness(of entity: EntityPeer) -> Bool {
    switch (self, entity) {
    case (.ownNode, .host), (.remoteNode, .remoteNode): true
    case (.apiServer, .apiServerOnNode), (.apiServer, .apiServerOutside): true
    default: false
    }
  }
}

extension PolicySet {
  /// The entities that rules name or that are subjects.
  fileprivate var entities: Set<Entity> {
    let named = peerSelectors.compactMap { if case .entity(let entity) = $0 { entity } else { nil } }
    return Set(named).union(policies.flatMap(\.subjectEntities))
  }

  var peerSelectors: [PeerSelector] {
    policies.flatMap { [$0.ingress, $0.egress] }.compactMap { $0 }.flatMap(\.rules).flatMap { rule in
      if case .these(let selectors) = rule.peers { selectors } else { [PeerSelector]() }
    }
  }
}
