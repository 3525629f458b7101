import GraphFormat
public import PolicyModel

extension Cluster {
  /// The API of the objects that carry what is allowed.
  public var allowingAPI: PolicyAPI {
    enforcement == .cilium ? .ciliumClusterwideNetworkPolicy : .networkPolicy
  }

  /// The API of objects that no tenant can override; nil where the network plugin can only allow.
  public var denyingAPI: PolicyAPI? {
    switch enforcement {
    case .cilium: .ciliumClusterwideNetworkPolicy
    case .clusterNetworkPolicy: .clusterNetworkPolicy
    case .kubernetes: clusterNetworkPolicy ? .clusterNetworkPolicy : nil
    }
  }

  /// Whether namespaces are shut for good against every namespace that has no edge into them.
  public var hasBoundaries: Bool { enforcement != .kubernetes }
}
