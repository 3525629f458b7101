import PolicyModel

extension PolicyAPI {
  /// Where denies stand. In the admin tier guardrails have priority 0, which others may have as well, and boundaries 1:
  /// their order does not matter among themselves, since both only deny. (CNP-1, CNP-5)
  func denyTier(after priority: Int) -> PolicyTier {
    self == .clusterNetworkPolicy ? .admin(priority: priority) : .normal
  }
}

/// What one object of ClusterNetworkPolicy holds. (CNP-20)
enum TierLimit {
  static let rules = 25
  static let peers = 25
  static let ports = 25
  /// Blocks of addresses in one peer.
  static let networks = 25
}

extension PolicyRule {
  /// The same rule in as many as the API takes, which together say what it says.
  func rules(fitting api: PolicyAPI) -> [PolicyRule] {
    guard api == .clusterNetworkPolicy, case .these(let selectors) = peers else { return [self] }
    return selectors.tierChunks.flatMap { peers in
      ports.tierChunks.map { PolicyRule(action, peers: .these(peers), ports: $0, layer7: layer7, name: name) }
    }
  }
}

extension [PeerSelector] {
  /// Pods one by one, blocks by the peer that holds 25 of them.
  fileprivate var tierChunks: [[PeerSelector]] {
    let blocks = filter { if case .addresses = $0 { true } else { false } }
    let others = filter { if case .addresses = $0 { false } else { true } }
    return others.chunks(of: TierLimit.peers) + blocks.chunks(of: TierLimit.peers * TierLimit.networks)
  }
}

extension RulePorts {
  fileprivate var tierChunks: [RulePorts] {
    switch self {
    case .all: [.all]
    case .these(let matches): matches.chunks(of: TierLimit.ports).map { .these($0) }
    }
  }
}

extension Array {
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
