import Diagnostics
import GraphFormat
public import PolicyModel
public import Resolution

extension PolicySet {
  /// The policies that make `cluster` allow what `graph` says, and nothing else.
  public init(lowering graph: TenantGraph, for cluster: Cluster) {
    self.init(lowering: graph, for: cluster, weightLimit: Policy.weightLimit)
  }

  /// - Parameter weightLimit: what an object may weigh before it is split.
  init(lowering graph: TenantGraph, for cluster: Cluster, weightLimit: Int) {
    let scope = ClusterScope(of: graph, on: cluster, weightLimit: weightLimit)
    let passes: [(ClusterScope) -> [Policy]] = [
      // Everything is closed first; nothing below isolates a pod that this does not.
      { $0.defaultDeny() },
      // What every pod of a tenant may do: DNS, and whatever stays inside the tenant.
      { $0.baselines() },
      // The edges, at both of their ends.
      { $0.workloadPolicies() },
      // Denies that no policy of a tenant can override, where the cluster has them.
      { $0.boundaries() },
      { $0.guardrails() },
    ]
    self.init(passes.flatMap { $0(scope) })
  }
}
