import GraphFormat
import PolicyModel
import Resolution

/// What of a graph one cluster's guards have to know.
struct GuardScope: Sendable {
  let cluster: Cluster
  let administrators: Administrators
  /// The namespace of the name servers, which every pod may ask.
  let nameServers: String
  /// The tenants that have namespaces on the cluster, sorted by name.
  let tenants: [GuardedTenant]

  init(of graph: TenantGraph, on cluster: Cluster) {
    self.cluster = cluster
    administrators = graph.administrators
    nameServers = graph.dns.namespace
    tenants = graph.tenants.map { GuardedTenant($0, on: cluster, graph.withinTenant) }
      .filter { !$0.namespaces.isEmpty }
  }

  private init(_ whole: GuardScope, _ tenants: [GuardedTenant]) {
    cluster = whole.cluster
    administrators = whole.administrators
    nameServers = whole.nameServers
    self.tenants = tenants
  }

  func with(_ tenants: [GuardedTenant]) -> GuardScope { GuardScope(self, tenants) }

  /// Every namespace of the graph on the cluster, sorted.
  var namespaces: [String] { tenants.flatMap(\.namespaces).map(\.name).sorted() }

  var hasCilium: Bool { cluster.enforcement == .cilium }
}

/// A tenant's namespaces on one cluster, and which of them may talk without an edge.
struct GuardedTenant: Hashable, Sendable {
  let name: String
  /// Sorted by name.
  let namespaces: [GuardedNamespace]

  init(_ tenant: Tenant, on cluster: Cluster, _ withinTenant: WithinTenant) {
    let here = tenant.namespaces.map { namespace in
      (name: namespace.name, environments: namespace.environments.filter(cluster.environments.contains))
    }.filter { !$0.environments.isEmpty }
    name = tenant.name
    namespaces = here.map { namespace in
      let neighbours: [String] =
        switch withinTenant {
        case .none: []
        case .sameNamespace: [namespace.name]
        case .sameEnvironment:
          here.filter { !Set($0.environments).isDisjoint(with: namespace.environments) }.map(\.name)
        }
      return GuardedNamespace(name: namespace.name, neighbours: neighbours)
    }
  }
}

struct GuardedNamespace: Hashable, Sendable {
  let name: String
  /// The namespaces whose pods it may exchange everything with, itself included; sorted, and empty for none.
  let neighbours: [String]
}
