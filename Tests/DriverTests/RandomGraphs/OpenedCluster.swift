import Analysis
import Diagnostics
import Driver
import GraphFormat
import Manifests
import PolicyModel
import Resolution

/// A cluster with boundaries in which every tenant has applied a policy that opens its namespaces in both directions.
struct OpenedCluster {
  let graph: TenantGraph
  let cluster: Cluster
  private let evaluation: PolicyEvaluation

  init(_ compilation: Compilation, _ graph: TenantGraph, _ cluster: Cluster) throws {
    self.graph = graph
    self.cluster = cluster
    let compiled = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    let opening = graph.tenants.flatMap(\.namespaces).map { namespace in
      SourceText(
        path: "\(namespace.name).yaml",
        Tampering.networkPolicy(
          "mine", in: namespace.name,
          "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n  egress: [{}]\n"))
    }
    var log = DiagnosticLog()
    let policies = ManifestReading(reading: compiled + opening, reportingTo: &log).policies
    evaluation = PolicyEvaluation(
      inventory: ClusterInventory(namespaces: [], workloads: []), policies: policies,
      semantics: cluster.enforcement == .cilium ? .cilium : .generic)
  }

  /// Flows from namespaces that have no business at their destination, other than to webhooks.
  var breaches: [String] {
    let homes = graph.tenants.flatMap { tenant in tenant.namespaces.map { (tenant, $0) } }
      .filter { !Set($0.1.environments).isDisjoint(with: cluster.environments) }
    let sources = homes.map(\.1.name) + ["nobodys", graph.dns.namespace]
    return homes.flatMap { tenant, home in
      let friends = friends(of: home, tenant)
      return targets(in: home, of: tenant).flatMap { target in
        sources.filter { !friends.contains($0) }.compactMap { source in
          let open = evaluation.connections(from: pod(in: source, [:]), to: pod(in: home.name, target.labels))
          return open.isSubset(of: target.webhooks)
            ? nil : "\(source) reaches \(home.name) \(target.labels.pairs.map(\.value)) on \(open)"
        }
      }
    }
  }

  private func pod(in namespace: String, _ labels: Labels) -> Peer {
    .workload(Workload(namespace: namespace, name: "pod", kind: "Pod", labels: labels))
  }

  /// A pod of each workload, and one of none, with the webhook ports that it has by its labels.
  private func targets(in home: TenantNamespace, of tenant: Tenant) -> [(labels: Labels, webhooks: ConnectionSet)] {
    let present = tenant.workloads.filter { $0.namespaces.contains(home) }
    return (present.map(\.selector.example) + [[:]]).map { labels in
      let ports = present.filter { $0.selector.matches(labels) }.flatMap(\.ports).filter(\.webhook)
      // On Cilium only the API server and nodes call them.
      let open = cluster.enforcement == .cilium ? [] : ports
      return (labels, open.reduce(ConnectionSet.none) { $0.union($1.range.connections) })
    }
  }

  /// The namespaces that an edge or the tenant's own ties connect with this one.
  private func friends(of home: TenantNamespace, _ tenant: Tenant) -> Set<String> {
    let workloads = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
    var friends: Set<String> = []
    for edge in graph.edges {
      guard let provider = edge.provider.workload.flatMap({ workloads[$0] }), provider.namespaces.contains(home),
        home.environments.contains(edge.environments.to), cluster.environments.contains(edge.environments.to),
        let consumer = edge.consumer.workload.flatMap({ workloads[$0] })
      else { continue }
      friends.formUnion(consumer.namespaces.filter { $0.environments.contains(edge.environments.from) }.map(\.name))
    }
    let here = Set(home.environments).intersection(cluster.environments)
    switch graph.withinTenant {
    case .none: break
    case .sameNamespace: friends.insert(home.name)
    case .sameEnvironment:
      friends.formUnion(tenant.namespaces.filter { !here.isDisjoint(with: $0.environments) }.map(\.name))
    }
    return friends
  }
}
