import Diagnostics
import GraphFormat
import PolicyModel

/// Tenants and workloads by name, and where environments run.
struct TenantDirectory: Sendable {
  let tenants: [Tenant]
  let clusters: [Cluster]
  let environments: [String]
  let network: Network
  private let tenantsByName: [String: Tenant]
  private let workloadsByID: [WorkloadID: TenantWorkload]

  init(tenants: [Tenant], clusters: [Cluster], environments: [String], network: Network) {
    self.tenants = tenants
    self.clusters = clusters
    self.environments = environments
    self.network = network
    tenantsByName = Dictionary(tenants.map { ($0.name, $0) }) { first, _ in first }
    workloadsByID = Dictionary(tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
  }

  subscript(tenant name: String) -> Tenant? { tenantsByName[name] }

  subscript(workload id: WorkloadID) -> TenantWorkload? { workloadsByID[id] }

  /// The tenants that a reference may mean, sorted by name; none for peers outside the cluster.
  func tenants(meantBy reference: Reference) -> [Tenant] {
    switch reference {
    case .everyTenant: tenants
    case .tenant(let name), .workload(let name, _): tenantsByName[name].map { [$0] } ?? []
    case .labelled(let selector): tenants.filter { selector.matches($0.labels) }
    case .not(let inner): tenants.filter { tenant in tenant.workloads.contains { !covers(inner.value, $0.id) } }
    case .addresses, .domain, .internet, .apiServer: []
    }
  }

  /// The workloads that a reference means, sorted.
  func workloads(meantBy reference: Reference) -> [TenantWorkload] {
    switch reference {
    case .workload(let tenant, let name): self[workload: WorkloadID(tenant: tenant, name: name)].map { [$0] } ?? []
    default: tenants(meantBy: reference).flatMap(\.workloads).filter { covers(reference, $0.id) }
    }
  }

  /// Whether `reference` means the workload `id`.
  func covers(_ reference: Reference, _ id: WorkloadID) -> Bool {
    switch reference {
    case .everyTenant: true
    case .tenant(let name): name == id.tenant
    case .workload(let tenant, let name): tenant == id.tenant && name == id.name
    case .labelled(let selector): tenantsByName[id.tenant].map { selector.matches($0.labels) } ?? false
    case .not(let inner): !covers(inner.value, id)
    case .addresses, .domain, .internet, .apiServer: false
    }
  }

  /// Who calls webhooks on the clusters that run an environment.
  func webhookCallers(in environment: String) -> [EdgeEnd] {
    let callers = Set(clusters.filter { $0.environments.contains(environment) }.map(\.webhookCallers))
    return callers.isEmpty ? [.anyone] : callers.sorted { $0.description < $1.description }
  }

  /// Whether some cluster runs both ends of the pair, so that a policy there can speak of both.
  func sharesCluster(_ pair: EnvironmentPair) -> Bool {
    clusters.contains { $0.environments.contains(pair.from) && $0.environments.contains(pair.to) }
  }

  /// Findings about names in a reference that nobody bears.
  ///
  /// - Parameter own: the tenant in whose file the reference stands; nil for the platform's.
  func unboundNames(in reference: Located<Reference>, of own: Tenant? = nil) -> [Diagnostic] {
    switch reference.value {
    case .tenant(let name): self[tenant: name] == nil ? [unknownTenant(name, at: reference.span, in: own)] : []
    case .workload(let tenant, let name):
      if let known = self[tenant: tenant] {
        known.workloads.contains { $0.id.name == name } ? [] : [unknownWorkload(name, of: known, at: reference.span)]
      } else {
        [unknownTenant(tenant, of: name, at: reference.span)]
      }
    case .not(let inner): unboundNames(in: inner, of: own)
    case .labelled(let selector): unmatchedLabels(selector, at: reference.span)
    case .everyTenant, .addresses, .domain, .internet, .apiServer: []
    }
  }

  /// - Parameter workload: what the reference names besides the tenant.
  private func unknownTenant(
    _ name: String, of workload: String? = nil, at span: Span, in own: Tenant? = nil
  ) -> Diagnostic {
    let near = name.nearest(in: tenants.map(\.name)).map { near in workload.map { "\(near)/\($0)" } ?? near }
    let meant = workload == nil ? workloads(called: name, in: own) : []
    let suggestions = meant.isEmpty ? near.map { [$0] } ?? [] : meant
    return Diagnostic(
      .unknownTenant, "no tenant is called \"\(name)\"", at: span,
      help: suggestions.isEmpty
        ? "tenants are declared by documents of `kind: Tenant`" : "did you mean \(suggestions.quotedAlternatives)?")
  }

  /// Workloads that a bare name may mean: the tenant's own if it has one of that name, else a few of others.
  private func workloads(called name: String, in own: Tenant?) -> [String] {
    let candidates = own.map { [$0] } ?? []
    let found = [candidates, tenants].lazy.map { $0.flatMap(\.workloads).map(\.id).filter { $0.name == name } }
    return (found.first { !$0.isEmpty } ?? []).sorted().prefix(3).map(\.description)
  }

  func unknownWorkload(_ name: String, of tenant: Tenant, at span: Span) -> Diagnostic {
    let names = tenant.workloads.map(\.id.name)
    let suggestion = name.nearest(in: names).map { "did you mean \"\(tenant.name)/\($0)\"? " } ?? ""
    return Diagnostic(
      .unknownWorkload, "\"\(tenant.name)\" has no workload \"\(name)\"", at: span,
      notes: [Note("\"\(tenant.name)\" is declared here", at: tenant.span)],
      help: "\(suggestion)its workloads are \(names.quotedList)")
  }

  private func unmatchedLabels(_ selector: LabelSelector, at span: Span) -> [Diagnostic] {
    guard !tenants.contains(where: { selector.matches($0.labels) }) else { return [] }
    return [
      Diagnostic(
        .unknownTenant, "no tenant bears these labels", at: span,
        help: "labels of tenants stand under `metadata.labels` of their own files")
    ]
  }
}

extension [String] {
  /// `"a", "b" or "c"`
  fileprivate var quotedAlternatives: String {
    let quoted = map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return "\(quoted.dropLast().joined(separator: ", ")) or \(last)"
  }
}
