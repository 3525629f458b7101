import GraphFormat
import PolicyModel
import Resolution

/// The part of a graph that one cluster runs.
struct ClusterScope: Sendable {
  let graph: TenantGraph
  let cluster: Cluster
  /// What an object may weigh before it is split.
  let weightLimit: Int
  /// Every tenant namespace of the cluster, sorted by name.
  let namespaces: [ScopedNamespace]
  private let workloads: [WorkloadID: TenantWorkload]
  private let namespacesByTenant: [String: [ScopedNamespace]]
  private let incoming: [WorkloadID: [Edge]]
  private let outgoing: [WorkloadID: [Edge]]

  init(of graph: TenantGraph, on cluster: Cluster, weightLimit: Int = Policy.weightLimit) {
    self.graph = graph
    self.cluster = cluster
    self.weightLimit = weightLimit
    namespaces = graph.tenants.flatMap { tenant in
      tenant.namespaces.compactMap { ScopedNamespace($0, of: tenant, on: cluster) }
    }.sorted { $0.name < $1.name }
    workloads = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
    namespacesByTenant = Dictionary(grouping: namespaces) { $0.tenant.name }
    let edges = graph.edges.filter(cluster.carries)
    incoming = Dictionary(grouping: edges.filter { $0.provider.workload != nil }) { $0.provider.workload ?? .nobody }
    outgoing = Dictionary(grouping: edges.filter { $0.consumer.workload != nil }) { $0.consumer.workload ?? .nobody }
  }

  subscript(workload id: WorkloadID) -> TenantWorkload? { workloads[id] }

  func namespaces(of tenant: String) -> [ScopedNamespace] { namespacesByTenant[tenant] ?? [] }

  /// Where the pods of a workload that take part in `environment` run.
  func namespaces(of id: WorkloadID, in environment: String) -> [String] {
    (workloads[id]?.namespaces(in: environment) ?? []).map(\.name)
  }

  /// Edges that end at `workload` in `namespace`.
  func edges(into workload: TenantWorkload, in namespace: ScopedNamespace) -> [Edge] {
    (incoming[workload.id] ?? []).filter { namespace.environments.contains($0.environments.to) }
  }

  /// Edges that start at `workload` in `namespace`.
  func edges(from workload: TenantWorkload, in namespace: ScopedNamespace) -> [Edge] {
    (outgoing[workload.id] ?? []).filter { namespace.environments.contains($0.environments.from) }
  }

  /// The namespaces whose pods reach those of `namespace` without an edge, itself included; empty for none.
  func neighbours(of namespace: ScopedNamespace) -> [String] {
    switch graph.withinTenant {
    case .none: []
    case .sameNamespace: [namespace.name]
    case .sameEnvironment:
      namespaces(of: namespace.tenant.name)
        .filter { !Set($0.environments).isDisjoint(with: namespace.environments) }.map(\.name)
    }
  }

  /// Whether the baselines open all of an edge. A need of a tenant to itself may be as many edges as it has pairs of
  /// workloads, each in all of its namespaces.
  func isInBaseline(_ edge: Edge) -> Bool {
    guard graph.withinTenant == .sameEnvironment, !edge.environments.isCrossing,
      let tenant = edge.consumer.workload?.tenant
    else { return false }
    return tenant == edge.provider.workload?.tenant
  }

  /// The workloads that may run in `namespace`, sorted.
  func workloads(in namespace: ScopedNamespace) -> [TenantWorkload] {
    namespace.tenant.workloads.filter { workload in workload.namespaces.contains { $0.name == namespace.name } }
  }
}

extension WorkloadID {
  /// Stands where a filter has already made sure that there is a workload.
  fileprivate static var nobody: WorkloadID { WorkloadID(tenant: "", name: "") }
}

/// A tenant's namespace on one cluster.
struct ScopedNamespace: Sendable {
  let name: String
  let tenant: Tenant
  /// The environments of the cluster that it serves; never empty.
  let environments: [String]

  /// Nil when the namespace does not exist on the cluster.
  init?(_ namespace: TenantNamespace, of tenant: Tenant, on cluster: Cluster) {
    name = namespace.name
    self.tenant = tenant
    environments = namespace.environments.filter(cluster.environments.contains)
    if environments.isEmpty { return nil }
  }
}
