import PolicyModel

/// What rules can see of a peer at one of its addresses.
///
/// A workload whose pods lie in different blocks has several faces; what it may do is the union over them.
struct PeerFace: Sendable {
  /// Nil for whatever selectors never match: addresses, names and pods in the node's network. (NP-13, NP-37, CIL-6)
  var labels: PodLabels?
  var location: Location
  var entities: EntitySet
  var domain: DomainLabels?
  /// Where named ports are looked up; empty for whatever is no pod. (NP-23)
  var ports: [ContainerPort] = []
  var isOwnNode = false
  /// What clusterwide policies of Cilium may have as their subject besides pods. (CIL-4)
  var endpoint: Entity?

  /// Where blocks look for a peer.
  enum Location: Hashable {
    /// Blocks never match.
    case hidden
    case at(IPAddress)
    /// Somewhere in the world: only a block that is a whole family is sure to match.
    case unknown
  }
}

/// The labels that selectors compare with: a namespace's and a pod's.
struct PodLabels: Sendable {
  let namespace: Labels
  let pod: Labels
}

extension PeerFace {
  /// - Parameter hidesNodes: whether blocks find no node, as on Cilium (CIL-45). Elsewhere a node is its addresses (NP-31).
  init(_ peer: AddressPeer, hidesNodes: Bool) {
    location = hidesNodes && peer.role.isNode ? .hidden : .at(peer.first)
    entities = peer.role.entities
    isOwnNode = peer.role == .ownNode
  }

  init(_ peer: EntityPeer) {
    // Outside the cluster the API server has some address in the world. (CIL-50)
    location = peer == .apiServerOutside ? .unknown : .hidden
    entities = EntitySet(peer.entity).union(peer.others)
    isOwnNode = peer == .host
    endpoint = Entity.endpoints.contains(peer.entity) ? peer.entity : nil
  }

  /// A name outside the cluster.
  init(domain: String) {
    self.domain = DomainLabels(domain)
    location = .unknown
    entities = [.all, .world]
  }

  /// Two pods connect within one family; whatever has no known address might be of either.
  func sharesFamily(with other: PeerFace) -> Bool {
    guard labels != nil, other.labels != nil, case .at(let first) = location, case .at(let second) = other.location
    else { return true }
    return first.family == second.family
  }
}

extension AddressRole {
  fileprivate var isNode: Bool {
    switch self {
    case .ownNode, .remoteNode, .apiServer(onNode: true): true
    case .external, .apiServer(onNode: false): false
    }
  }

  /// The names that Cilium gives this role. (CIL-43, CIL-50)
  fileprivate var entities: EntitySet {
    switch self {
    case .external: [.all, .world]
    case .ownNode: [.all, .cluster, .host]
    case .remoteNode: [.all, .cluster, .remoteNode]
    case .apiServer(onNode: true): [.all, .cluster, .remoteNode, .kubeAPIServer]
    case .apiServer(onNode: false): [.all, .cluster, .world, .kubeAPIServer]
    }
  }
}

extension EntityPeer {
  /// What else the peer is besides its own entity. (CIL-43, CIL-50)
  fileprivate var others: EntitySet {
    switch self {
    case .apiServerOnNode: [.all, .cluster, .remoteNode]
    case .apiServerOutside: [.all, .cluster, .world]
    case .host, .remoteNode, .apiServer, .ingress, .health, .`init`, .unmanaged: [.all, .cluster]
    }
  }
}

/// The entities that a peer is. (CIL-43)
struct EntitySet: OptionSet, Sendable {
  let rawValue: UInt16

  static let all = EntitySet(.all)
  static let world = EntitySet(.world)
  static let cluster = EntitySet(.cluster)
  static let host = EntitySet(.host)
  static let remoteNode = EntitySet(.remoteNode)
  static let kubeAPIServer = EntitySet(.kubeAPIServer)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(_ entity: Entity) {
    let position = Entity.allCases.firstIndex(of: entity) ?? 15
    self.init(rawValue: 1 << UInt16(position))
  }
}
