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
  /// The environments shown; nil for all of them.
  let scope: [String]?

  /// - Parameter neighbourhood: what a focus shows; nil for what is near in this graph.
  init(of graph: TenantGraph, view: DiagramView, within neighbourhood: Neighbourhood? = nil) {
    self.graph = graph
    self.view = view
    let scope = Self.scope(of: view, in: graph)
    self.scope = scope
    let near = neighbourhood ?? Self.neighbourhood(of: view, in: graph)
    let cluster = graph.clusters.first { $0.name == view.cluster ?? view.witness?.cluster }
    edges = Self.edges(of: graph, in: scope).filter { edge in
      (near?.contains(edge) ?? true) && (cluster?.names(edge.consumer) ?? true)
        && (view.only != .crossTenant || edge.isCrossTenant)
        && (view.witness?.concerns(edge) ?? true)
    }
    let named = (view.focus?.tenants ?? []) + (view.witness?.tenants ?? [])
    let mentioned = Set(self.edges.flatMap(\.tenants) + named)
    tenants = graph.tenants.filter { tenant in
      mentioned.contains(tenant.name) || !view.isRestricted && tenant.lives(in: scope)
    }
    homes = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0.namespaces) }) { first, _ in first }
    connected = Set(self.edges.flatMap { [$0.consumer, $0.provider] })
    let names = Set(tenants.map(\.name))
    guardrails = graph.guardrails.filter {
      (view.guardrails == .arrows || view.guardrails == .words && view.witness == nil) && $0.from.concerns(names)
        && $0.to.concerns(names)
    }
  }

  /// Nil without a focus.
  static func neighbourhood(of view: DiagramView, in graph: TenantGraph) -> Neighbourhood? {
    view.focus.map { Neighbourhood(of: $0, over: edges(of: graph, in: scope(of: view, in: graph))) }
  }

  private static func scope(of view: DiagramView, in graph: TenantGraph) -> [String]? {
    view.environment.map { [$0] } ?? (view.cluster ?? view.witness?.cluster).map(graph.environments)
  }

  private static func edges(of graph: TenantGraph, in scope: [String]?) -> [Edge] {
    graph.edges.filter { edge in scope.map(edge.environments.touches) ?? true }
  }

  /// The workloads of a tenant that are drawn: outside of a focus only those with a flow, where flows are left out.
  func workloads(of tenant: Tenant) -> [TenantWorkload] {
    tenant.workloads.filter { workload in
      connected.contains(.workload(workload.id)) || stops.contains(workload.id)
        || workload.lives(in: scope) && (!view.isRestricted || isInFocus(tenant) && view.only == nil)
    }
  }

  private func isInFocus(_ tenant: Tenant) -> Bool { view.focus?.tenants.contains(tenant.name) ?? false }

  var workloadCount: Int { tenants.map { workloads(of: $0).count }.reduce(0, +) }

  /// The environments shown, in words.
  var place: String {
    let environments = (scope ?? graph.environments).joined(separator: ", ")
    if let environment = view.environment { return "\(environment) only" }
    return view.cluster.map { "cluster \($0): \(environments)" } ?? environments
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

  private var stops: [WorkloadID] { view.witness?.stops.compactMap(\.workload) ?? [] }

  /// The namespaces of a tenant that are drawn: those of the environment, and others that its flows cross to.
  func namespaces(of tenant: Tenant) -> [TenantNamespace] {
    tenant.namespaces.filter { namespace in
      guard let scope else { return true }
      return !Set(scope).isDisjoint(with: namespace.environments)
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
  fileprivate func touches(_ environments: [String]) -> Bool {
    environments.contains(from) || environments.contains(to)
  }
}

extension Tenant {
  fileprivate func lives(in scope: [String]?) -> Bool {
    scope.map { scope in namespaces.contains { !Set(scope).isDisjoint(with: $0.environments) } } ?? true
  }
}

extension TenantWorkload {
  fileprivate func lives(in scope: [String]?) -> Bool {
    scope.map { scope in namespaces.contains { !Set(scope).isDisjoint(with: $0.environments) } } ?? true
  }
}

extension TenantNamespace {
  /// The id of the node that stands for it.
  var node: String { "namespace:\(name)" }
}

extension Edge {
  /// The tenants at its ends, the consumer's first.
  var tenants: [String] { [consumer, provider].compactMap { $0.workload?.tenant } }

  fileprivate var isCrossTenant: Bool { tenants.uniqued.count == 2 }
}

extension Witness {
  /// Whether an edge leads between tenants on the path, or is a step of it.
  fileprivate func concerns(_ edge: Edge) -> Bool {
    edge.tenants.count == 2 && edge.tenants.allSatisfy(tenants.contains) || uses(edge)
  }
}

extension TenantGraph {
  fileprivate func environments(of cluster: String) -> [String] {
    clusters.first { $0.name == cluster }?.environments ?? []
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
