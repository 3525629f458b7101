import Diagnostics
import GraphFormat
import PolicyModel

extension Tenant {
  /// The tenants of the graph, sorted by name. Findings: namespaces that two tenants claim or that are not there, and
  /// environments that the platform does not have.
  static func resolving(_ document: GraphDocument, reportingTo log: inout DiagnosticLog) -> [Tenant] {
    log.report(contentsOf: document.namespaceConflicts + document.reservedNames + document.labelFindings())
    let labels = TenantLabels(of: document)
    log.report(contentsOf: labels.findings)
    let environments = document.platform.environments.map(\.value)
    var tenants: [Tenant] = []
    for tenant in document.tenants {
      tenants.append(Tenant(resolving: tenant, labels: labels[tenant], environments: environments, reportingTo: &log))
    }
    return tenants.sorted { $0.name < $1.name }
  }

  private init(
    resolving document: TenantDocument, labels: Labels, environments: [String], reportingTo log: inout DiagnosticLog
  ) {
    for environment in document.namespaces.flatMap(\.environments) where !environments.contains(environment.value) {
      log.report(.unknownEnvironment(environment, declared: environments))
    }
    let namespaces = document.namespaces.map { namespace in
      let written = Set(namespace.environments.map(\.value))
      return TenantNamespace(name: namespace.name.value, environments: environments.filter(written.contains))
    }.sorted { $0.name < $1.name }
    var workloads: [TenantWorkload] = []
    for workload in document.workloads {
      workloads.append(
        TenantWorkload(resolving: workload, of: document, in: namespaces, reportingTo: &log))
    }
    self.init(
      name: document.name.value, owner: document.owner.value, labels: labels, role: document.role,
      namespaces: namespaces, workloads: workloads.sorted { $0.id < $1.id }, span: document.name.span)
  }
}

extension TenantWorkload {
  fileprivate init(
    resolving document: WorkloadDocument, of tenant: TenantDocument, in namespaces: [TenantNamespace],
    reportingTo log: inout DiagnosticLog
  ) {
    var own = namespaces
    if let limited = document.namespaces {
      let names = namespaces.map(\.name)
      for name in limited where !names.contains(name.value) {
        log.report(.unknownNamespace(name, of: tenant.name.value, names: names))
      }
      let kept = Set(limited.map(\.value))
      own = namespaces.filter { kept.contains($0.name) }
    }
    let ports = document.ports.map {
      WorkloadPort(name: $0.name.value, range: $0.range, service: $0.service, webhook: $0.webhook)
    }
    self.init(
      id: WorkloadID(tenant: tenant.name.value, name: document.name.value), selector: document.selector.value,
      ports: ports.sorted { ($0.range, $0.name) < ($1.range, $1.name) }, namespaces: own, span: document.name.span)
  }
}

extension Diagnostic {
  fileprivate static func unknownNamespace(
    _ namespace: Located<String>, of tenant: String, names: [String]
  ) -> Diagnostic {
    let suggestion = namespace.value.nearest(in: names).map { "did you mean \"\($0)\"? " } ?? ""
    return Diagnostic(
      .unknownNamespace, "\"\(tenant)\" has no namespace \"\(namespace.value)\"", at: namespace.span,
      help: "\(suggestion)its namespaces are \(names.quotedList)")
  }
}
