/// Which API an object belongs to. Each has rules of its own about what an object may say.
public enum PolicyAPI: String, Sendable, CaseIterable, Comparable {
  case networkPolicy = "NetworkPolicy"
  case adminNetworkPolicy = "AdminNetworkPolicy"
  case baselineAdminNetworkPolicy = "BaselineAdminNetworkPolicy"
  case clusterNetworkPolicy = "ClusterNetworkPolicy"
  case ciliumNetworkPolicy = "CiliumNetworkPolicy"
  case ciliumClusterwideNetworkPolicy = "CiliumClusterwideNetworkPolicy"

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The identity of a policy object in a cluster.
public struct PolicyID: Hashable, Sendable, Comparable {
  public let api: PolicyAPI
  /// Nil for cluster-scoped kinds.
  public let namespace: String?
  public let name: String

  public init(_ api: PolicyAPI, namespace: String? = nil, name: String) {
    self.api = api
    self.namespace = namespace
    self.name = name
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.api, left.namespace ?? "", left.name) < (right.api, right.namespace ?? "", right.name)
  }
}

extension PolicyID: CustomStringConvertible {
  public var description: String { "\(api.rawValue) \(namespace.map { $0 + "/" } ?? "")\(name)" }
}
