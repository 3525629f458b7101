public import Changes
public import Diagnostics
public import Explanations
public import GraphFormat
public import PolicyModel
public import Proof
public import Resolution

extension Report {
  /// - Parameters:
  ///   - findings: of the whole run.
  ///   - policies: what the graph compiles to, by cluster.
  ///   - proofs: nil while nothing could be compiled.
  ///   - failures: assertions that do not hold.
  ///   - question: asked about each flow; nil leaves the policies' words out.
  ///   - changes: against another state of the graph.
  public init(
    of graph: TenantGraph, today: CalendarDate, findings: [Diagnostic], policies: [String: PolicySet] = [:],
    proofs: [ReportedProof]? = nil, failures: [AssertionFailure] = [], question: GraphQuestion? = nil,
    changes: AccessChanges? = nil
  ) {
    let ends = EndTable(of: graph)
    name = graph.name
    self.today = today
    environments = graph.environments
    clusters = graph.clusters
    tenants = TenantPages(of: graph, policies: policies).tenants
    self.ends = ends.ends
    flows = FlowList(of: graph, ends: ends, question: question).flows
    guardrails = graph.guardrails.map { ReportedGuardrail($0, of: graph) }
    assertions = graph.assertions.map { ReportedAssertion($0, of: graph, failures: failures) }
    self.proofs = proofs
    let places = DocumentPlaces(of: graph)
    self.findings = findings.map { ReportedFinding($0, in: places) }
    self.changes = changes.map(ReportedChanges.init)
  }
}

/// Every end of an edge once, workloads first.
struct EndTable {
  let ends: [ReportedEnd]
  private let positions: [EdgeEnd: Int]

  init(of graph: TenantGraph) {
    let tenants = Dictionary(zip(graph.tenants.map(\.name), 0...)) { first, _ in first }
    let workloads = graph.tenants.flatMap(\.workloads).map { EdgeEnd.workload($0.id) }
    let others = Set(graph.edges.flatMap { [$0.consumer, $0.provider] }.filter { $0.workload == nil })
    let all = workloads + others.sorted { $0.sortKey < $1.sortKey }
    ends = all.map { end in
      ReportedEnd(kind: end.kind, name: end.description, tenant: end.workload.flatMap { tenants[$0.tenant] })
    }
    positions = Dictionary(zip(all, 0...)) { first, _ in first }
  }

  /// Nil for ends of nobody's graph.
  subscript(end: EdgeEnd) -> Int? { positions[end] }
}

extension EdgeEnd {
  fileprivate var kind: ReportedEnd.Kind {
    switch self {
    case .workload: .workload
    case .addresses: .addresses
    case .domain: .domain
    case .internet: .internet
    case .apiServer: .apiServer
    case .anyone: .anyone
    case .controlPlane: .controlPlane
    }
  }

  fileprivate var sortKey: (String, String) { (kind.rawValue, description) }
}

extension Place {
  init(_ span: Span) { self.init(path: span.source.relativePath, line: span.start.line) }
}

/// The tenants' policies, namespaces and workloads.
private struct TenantPages {
  let tenants: [ReportedTenant]

  init(of graph: TenantGraph, policies: [String: PolicySet]) {
    var owned: [String: [ReportedPolicy]] = [:]
    for (position, cluster) in graph.clusters.enumerated() {
      for policy in policies[cluster.name]?.policies ?? [] {
        guard let tenant = policy.labels["easement.dev/tenant"] else { continue }
        owned[tenant, default: []].append(ReportedPolicy(policy, cluster: position))
      }
    }
    tenants = graph.tenants.map { ReportedTenant($0, policies: owned[$0.name] ?? []) }
  }
}

extension ReportedTenant {
  fileprivate init(_ tenant: Tenant, policies: [ReportedPolicy]) {
    self.init(
      name: tenant.name, owner: tenant.owner, isPlatform: tenant.role == .platform,
      labels: tenant.labels.pairs.map { "\($0.key)=\($0.value)" }, namespaces: tenant.namespaces,
      workloads: tenant.workloads.map { workload in
        ReportedWorkload(
          name: workload.id.name, ports: workload.ports.map { "\($0.name) \($0.range)" },
          namespaces: workload.namespaces.map(\.name), place: Place(workload.span))
      },
      policies: policies, place: Place(tenant.span))
  }
}

extension ReportedPolicy {
  fileprivate init(_ policy: Policy, cluster: Int) {
    self.init(
      cluster: cluster, kind: policy.id.api.rawValue, namespace: policy.id.namespace, name: policy.id.name,
      ingressRules: policy.ingress?.rules.count ?? 0, egressRules: policy.egress?.rules.count ?? 0)
  }
}
