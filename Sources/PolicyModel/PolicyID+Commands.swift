import Diagnostics

extension PolicyAPI {
  /// Without version.
  public var group: String {
    switch self {
    case .networkPolicy: "networking.k8s.io"
    case .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy: "policy.networking.k8s.io"
    case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy: "cilium.io"
    }
  }
}

extension PolicyID {
  /// The object as arguments of `kubectl`: `networkpolicy.networking.k8s.io -n shop baseline`.
  public var arguments: String {
    ObjectArguments(kind: api.rawValue, group: api.group, namespace: namespace, name: name).description
  }

  /// Its file in the folder of its cluster.
  public var file: String { "\(namespace.map { "namespaces/\($0)" } ?? "clusterwide")/\(name).yaml" }
}

/// An object as arguments of `kubectl`. With its group, since other APIs have kinds of the same name.
public struct ObjectArguments: CustomStringConvertible, Sendable {
  private let kind: String
  private let namespace: String?
  private let name: String

  /// - Parameter group: empty for the kinds of the core.
  public init(kind: String, group: String, namespace: String?, name: String) {
    self.kind = group.isEmpty ? kind.lowercased() : "\(kind.lowercased()).\(group)"
    self.namespace = namespace
    self.name = name
  }

  public var description: String {
    ([kind] + (namespace.map { ["-n", $0] } ?? []) + [name]).map(\.quotedForShell).joined(separator: " ")
  }
}
