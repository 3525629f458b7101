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
    let names = Set(tenants.map(\.name))
    guardrails = graph.guardrails.filter { $0.from.concerns(names) && $0.to.concerns(names) }
  }

  /// The workloads of a tenant that are drawn: in the neighbourhood of a focus only those with a flow.
  func workloads(of tenant: Tenant) -> [TenantWorkload] {
    let ends = Set(edges.flatMap { [$0.consumer, $0.provider] })
    return tenant.workloads.filter { workload in
      ends.contains(.workload(workload.id)) || workload.lives(in: view.environment) && !isNeighbour(tenant)
    }
  }

  private func isNeighbour(_ tenant: Tenant) -> Bool { view.focus.map { $0.tenant != tenant.name } ?? false }

  /// The namespaces of a tenant that are drawn.
  func namespaces(of tenant: Tenant) -> [TenantNamespace] {
    tenant.namespaces.filter { namespace in view.environment.map(namespace.environments.contains) ?? true }
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

extension EdgeEnd {
  var workload: WorkloadID? {
    if case .workload(let id) = self { id } else { nil }
  }
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
