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

  /// Who calls webhooks here. Cilium has names for the API server and the nodes, on which it runs or through which its calls
  /// may come; elsewhere nothing names a managed control plane. (CIL-43)
  var webhookCallers: EdgeEnd { enforcement == .cilium ? .controlPlane : .anyone }

  /// Whether policies here carry the edge: both ends are in environments of the cluster, and it is one of its own.
  public func carries(_ edge: Edge) -> Bool {
    environments.contains(edge.environments.from) && environments.contains(edge.environments.to)
      && names(edge.consumer)
  }

  /// False for the callers of a webhook as clusters of another kind name them.
  public func names(_ consumer: EdgeEnd) -> Bool {
    switch consumer {
    case .anyone, .controlPlane: consumer == webhookCallers
    case .workload, .addresses, .domain, .internet, .apiServer: true
    }
  }

  /// Whether namespaces are shut for good against every namespace that has no edge into them.
  public var hasBoundaries: Bool { enforcement != .kubernetes }
}
