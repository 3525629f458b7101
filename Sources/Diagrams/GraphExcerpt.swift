import GraphFormat
import Resolution

/// The part of a graph that a view shows.
struct GraphExcerpt {
  let graph: TenantGraph
  let view: DiagramView
  /// Sorted by name.
  let tenants: [Tenant]
  let edges: [Edge]
  let guardrails: [Guardrail]
  /// Where each workload may run.
  let homes: [WorkloadID: [TenantNamespace]]
  /// Ends of the edges shown.
  private let connected: Set<EdgeEnd>

  init(of graph: TenantGraph, view: DiagramView) {
    self.graph = graph
    self.view = view
    let edges = graph.edges.filter { edge in view.environment.map(edge.environments.touches) ?? true }
    let distances = view.focus.map { edges.distances(from: $0) }
    self.edges = edges.filter { edge in
      guard let focus = view.focus, let distances else { return true }
      return edge.tenants.contains { distances[$0, default: .max] < focus.depth }
    }
    let mentioned = Set(self.edges.flatMap(\.tenants) + [view.focus?.tenant].compactMap(\.self))
    tenants = graph.tenants.filter { tenant in
      mentioned.contains(tenant.name) || view.focus == nil && tenant.lives(in: view.environment)
    }
    homes = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0.namespaces) }) { first, _ in first }
    connected = Set(self.edges.flatMap { [$0.consumer, $0.provider] })
    let names = Set(tenants.map(\.name))
    guardrails = graph.guardrails.filter { $0.from.concerns(names) && $0.to.concerns(names) }
  }

  /// The workloads of a tenant that are drawn: in the neighbourhood of a focus only those with a flow.
  func workloads(of tenant: Tenant) -> [TenantWorkload] {
    tenant.workloads.filter { workload in
      connected.contains(.workload(workload.id)) || workload.lives(in: view.environment) && !isNeighbour(tenant)
    }
  }

  /// The pairs of nodes that an edge connects: one, or with namespaces as nodes one for each pair of them.
  func ends(of edge: Edge) -> [[String]] {
    let sources = nodes(for: edge.consumer, in: edge.environments.from) ?? [edge.consumer.source(in: view.detail)]
    let targets = nodes(for: edge.provider, in: edge.environments.to) ?? [edge.provider.node(in: view.detail)]
    return sources.flatMap { source in targets.map { [source, $0] } }
  }

  /// The namespaces of a workload in an environment; nil where namespaces are no nodes.
  private func nodes(for end: EdgeEnd, in environment: String) -> [String]? {
    guard view.detail == .namespaces, let id = end.workload else { return nil }
    return homes[id, default: []].filter { $0.environments.contains(environment) }.map(\.node)
  }

  private func isNeighbour(_ tenant: Tenant) -> Bool { view.focus.map { $0.tenant != tenant.name } ?? false }

  /// The namespaces of a tenant that are drawn: those of the environment, and others that its flows cross to.
  func namespaces(of tenant: Tenant) -> [TenantNamespace] {
    tenant.namespaces.filter { namespace in
      guard let environment = view.environment else { return true }
      return namespace.environments.contains(environment)
        || view.detail == .namespaces && namespace.environments.contains { crossed.contains([tenant.name, $0]) }
    }
  }

  /// Tenants and the environments in which flows across environments end.
  private var crossed: Set<[String]> {
    let crossings = edges.filter(\.environments.isCrossing)
    return Set(
      crossings.flatMap { edge in
        [(edge.consumer, edge.environments.from), (edge.provider, edge.environments.to)]
          .compactMap { end, environment in end.workload.map { [$0.tenant, environment] } }
      })
  }
}

extension EnvironmentPair {
  fileprivate func touches(_ environment: String) -> Bool { from == environment || to == environment }
}

extension Tenant {
  fileprivate func lives(in environment: String?) -> Bool {
    environment.map { environment in namespaces.contains { $0.environments.contains(environment) } } ?? true
  }
}

extension TenantWorkload {
  fileprivate func lives(in environment: String?) -> Bool {
    environment.map { environment in namespaces.contains { $0.environments.contains(environment) } } ?? true
  }
}

extension TenantNamespace {
  /// The id of the node that stands for it.
  var node: String { "namespace:\(name)" }
}

extension Edge {
  /// The tenants at its ends, the consumer's first.
  var tenants: [String] { [consumer, provider].compactMap { $0.workload?.tenant } }
}

extension [Edge] {
  /// How many flows away each tenant is, in either direction. Mandatory flows are no bridge: they lead everywhere.
  fileprivate func distances(from focus: DiagramView.Focus) -> [String: Int] {
    var distances = [focus.tenant: 0]
    var frontier: Set = [focus.tenant]
    let bridges = filter { !$0.origin.isMandatory && $0.tenants.count == 2 }.map(\.tenants)
    for distance in 1..<Swift.max(2, Swift.min(focus.depth, count) + 1) {
      let reached = bridges.filter { !frontier.isDisjoint(with: $0) }.joined().filter { distances[$0] == nil }
      for tenant in reached { distances[tenant] = distance }
      frontier = Set(reached)
    }
    return distances
  }
}

extension Population {
  /// Whether it speaks of any of these tenants, or of no tenant in particular.
  fileprivate func concerns(_ tenants: Set<String>) -> Bool {
    switch self {
    case .workloads(let ids): ids.contains { tenants.contains($0.tenant) }
    case .tenants(let names): !tenants.isDisjoint(with: names)
    case .outside, .addresses, .domain, .internet, .apiServer: true
    }
  }
}
