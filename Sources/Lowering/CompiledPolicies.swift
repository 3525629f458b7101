import Diagnostics
import GraphFormat
public import PolicyModel
public import Resolution
import Workers

/// The policies that make a cluster allow what a graph says, and nothing else.
public struct CompiledPolicies: Sendable {
  public let set: PolicySet
  /// The same in the order in which they are applied, namespace by namespace, so that no namespace is closed for longer
  /// than it takes to apply its own objects, and not at all where closing is an object of its own.
  public let inOrder: [Policy]

  public init(lowering graph: TenantGraph, for cluster: Cluster) {
    self.init(lowering: graph, for: cluster, weightLimit: Policy.weightLimit)
  }

  /// - Parameter weightLimit: what an object may weigh before it is split.
  init(lowering graph: TenantGraph, for cluster: Cluster, weightLimit: Int) {
    let scope = ClusterScope(of: graph, on: cluster, weightLimit: weightLimit)
    let passes: [@Sendable (ClusterScope, ScopedNamespace) -> [Policy]] = [
      // What every pod of a tenant may do: DNS, and whatever stays inside the tenant. It comes before the policies of
      // workloads, which isolate their pods from the name servers too.
      { [$0.baseline(of: $1)] },
      // The edges, at the end of this namespace.
      { $0.workloadPolicies(in: $1) },
      // A deny that no policy of a tenant can override, where the cluster has such; it closes no edge.
      { $0.boundary(of: $1) },
      // What closes comes when all is open that may be.
      { [$0.defaultDeny(of: $1)].compactMap(\.self) },
    ]
    let namespaces = scope.namespaces.concurrentMap { namespace in passes.flatMap { $0(scope, namespace) } }
    // The platform's denies come first: no edge is among them, and nothing opens what they close meanwhile.
    inOrder = scope.guardrails() + namespaces.flatMap { $0 }
    set = PolicySet(inOrder)
  }
}

extension PolicySet {
  /// The policies that make `cluster` allow what `graph` says, and nothing else.
  public init(lowering graph: TenantGraph, for cluster: Cluster) {
    self = CompiledPolicies(lowering: graph, for: cluster).set
  }
}
