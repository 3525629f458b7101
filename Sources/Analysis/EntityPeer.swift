public import PolicyModel

/// What Cilium's policies name by an entity only: neither pod labels nor blocks are about it there. (CIL-43, CIL-45)
public enum EntityPeer: String, Sendable, CaseIterable {
  /// The node that runs the pod at the other end.
  case host
  case remoteNode = "remote-node"
  /// The API server, where policies say the same about it on a node and outside the cluster.
  case apiServer = "kube-apiserver"
  /// The API server on a node of the cluster, which rules about other nodes are about too. (CIL-50)
  case apiServerOnNode = "kube-apiserver@node"
  /// The API server outside the cluster, which rules about the world are about too. (CIL-50)
  case apiServerOutside = "kube-apiserver@outside"
  /// The proxy through which Ingress and Gateway objects let the world in.
  case ingress
  /// The health checks of Cilium's agents.
  case health
  /// Endpoints whose labels the agent does not know yet.
  case `init`
  /// Pods that Cilium did not start.
  case unmanaged

  /// - Parameter text: `entity:host`.
  public init?(_ text: String) {
    guard let peer = Self.allCases.first(where: { $0.description == text }) else { return nil }
    self = peer
  }

  /// The two places where the API server may run.
  static let apiServerPlaces: [EntityPeer] = [.apiServerOnNode, .apiServerOutside]

  /// Those that are told from the rest of the cluster only by rules and subjects that name them.
  static let inside: [EntityPeer] = [.ingress, .health, .`init`, .unmanaged]

  /// The name that policies have for it.
  public var entity: Entity {
    switch self {
    case .host: .host
    case .remoteNode: .remoteNode
    case .apiServer, .apiServerOnNode, .apiServerOutside: .kubeAPIServer
    case .ingress: .ingress
    case .health: .health
    case .`init`: .`init`
    case .unmanaged: .unmanaged
    }
  }
}

extension EntityPeer: CustomStringConvertible {
  public var description: String { "entity:\(rawValue)" }
}

extension PolicyEvaluation {
  /// The peers that policies of Cilium name by an entity: nodes, the API server in either place, and what is inside the
  /// cluster without being a pod. Wherever agents of Cilium judge, whosever policies were read: no address stands for them
  /// there. (CIL-43, CIL-45)
  public var entityPeers: [EntityPeer] { cilium == nil ? [] : EntityPeer.allCases }

  /// Those of ``entityPeers`` that some policy tells from the rest of the cluster: all but those inside the cluster that
  /// no rule and no subject is about.
  public var distinctEntityPeers: [EntityPeer] {
    let named = entitiesInPolicies
    return entityPeers.filter { !EntityPeer.inside.contains($0) || named.contains($0.entity) }
  }

  private var entitiesInPolicies: Set<Entity> {
    var named = Set(policies.entitySubjects)
    for rule in policies.ordered.lazy.flatMap({ [$0.ingress, $0.egress] }).compactMap(\.self).flatMap(\.rules) {
      guard case .these(let selectors) = rule.peers else { continue }
      for case .entity(let entity) in selectors { named.insert(entity) }
    }
    return named
  }

  /// Whether policies may have a peer as their subject, rather than only as the other end. (CIL-4)
  func isGoverned(_ peer: Peer) -> Bool {
    switch peer {
    case .workload: true
    case .entity(let entity): !policies.over(entity.entity).isEmpty
    case .addresses, .domain: false
    }
  }
}
