import Diagnostics
import GraphFormat
import PolicyModel

// What can be wrong with one grant or need by itself, before anything is matched.

extension TenantDirectory {
  /// Days before its end from which a grant is announced.
  private static let noticeDays = 14

  func findings(about grant: BoundGrant, today: CalendarDate) -> [Diagnostic] {
    let document = grant.document
    var findings = unboundNames(in: document.to)
    if document.workload.value != "*", grant.workloads.isEmpty {
      findings.append(unknownWorkload(document.workload.value, of: grant.provider, at: document.workload.span))
    }
    findings += unboundPorts(document.ports, on: grant.workloads)
    findings += scopeFindings(document.environments)
    findings += roleFindings(document.mandatory, of: grant.provider)
    if let port = grant.unfilterablePort { findings.append(.httpWithoutTCP(port, grant)) }
    if let finding = expiryFinding(grant, today: today) { findings.append(finding) }
    if isOwn(grant) { findings.append(.selfGrant(grant)) }
    if document.to.value == .everyTenant, grant.provider.role != .platform { findings.append(.openGrant(grant)) }
    return findings
  }

  func findings(about need: NeedDocument, of consumer: Tenant) -> [Diagnostic] {
    var findings = unboundNames(in: need.to, of: consumer)
    if let from = need.from, !consumer.workloads.contains(where: { $0.id.name == from.value }) {
      findings.append(unknownWorkload(from.value, of: consumer, at: from.span))
    }
    findings += scopeFindings(need.environments)
    findings += roleFindings(need.mandatory, of: consumer)
    if EdgeEnd(outside: need.to.value) != nil {
      findings += outsideFindings(need)
    } else if findings.isEmpty {
      let providers = workloads(meantBy: need.to.value)
      findings += unboundPorts(need.ports, on: providers)
    }
    return findings
  }

  /// Whether both ends of a grant run in some pair of environments that it opens.
  func meet(_ grant: BoundGrant) -> Bool {
    let consumers = workloads(meantBy: grant.document.to.value)
    return grant.environments.contains { pair in
      grant.workloads.contains { $0.runs(in: pair.to) } && consumers.contains { $0.runs(in: pair.from) }
    }
  }

  /// Whether a grant names no one but its own tenant.
  func isOwn(_ grant: BoundGrant) -> Bool {
    switch grant.document.to.value {
    case .tenant(let name), .workload(let name, _): name == grant.provider.name
    default: false
    }
  }

  /// Ports that none of `workloads` declares.
  private func unboundPorts(_ ports: [Located<PortReference>], on workloads: [TenantWorkload]) -> [Diagnostic] {
    guard let first = workloads.first else { return [] }
    let unbound = ports.filter { port in workloads.allSatisfy { $0.ports(meantBy: [port]).isEmpty } }
    if workloads.count == 1 { return first.unboundPorts(in: unbound) }
    let names = Set(workloads.flatMap(\.ports).map(\.name)).sorted()
    return unbound.map { port in
      let suggestion = "\(port.value)".nearest(in: names).map { "did you mean \"\($0)\"? " } ?? ""
      return Diagnostic(
        .unknownPort, "none of these workloads declares a port \"\(port.value)\"", at: port.span,
        help: suggestion + "their ports are \(names.quotedList)")
    }
  }

  private func outsideFindings(_ need: NeedDocument) -> [Diagnostic] {
    let names = need.ports.filter { if case .named = $0.value { true } else { false } }.map {
      Diagnostic(
        .unknownPort, "peers outside the cluster have no port names, \"\($0.value)\" means nothing to them",
        at: $0.span, help: "write the number, for example `443` or `53/UDP`")
    }
    let crossings = (need.environments ?? []).filter { $0.value.isCrossing }.map {
      Diagnostic(
        .environmentsNeverMeet, "peers outside the cluster belong to no environment", at: $0.span, severity: .error,
        help: "write `\($0.value.from)` instead")
    }
    return names + crossings
  }

  private func scopeFindings(_ scope: [Located<EnvironmentPair>]?) -> [Diagnostic] {
    (scope ?? []).flatMap { pair -> [Diagnostic] in
      let unknown = Set([pair.value.from, pair.value.to]).subtracting(environments).sorted()
      if !unknown.isEmpty {
        return unknown.map { .unknownEnvironment(Located($0, at: pair.span), declared: environments) }
      }
      return sharesCluster(pair.value) ? [] : [crossCluster(pair)]
    }
  }

  private func crossCluster(_ pair: Located<EnvironmentPair>) -> Diagnostic {
    let (from, to) = (pair.value.from, pair.value.to)
    return Diagnostic(
      .crossClusterEdge, "no cluster runs both \"\(from)\" and \"\(to)\", so no policy can name both ends",
      at: pair.span,
      help: "expose the provider outside its cluster, and write `to: {cidr: …}` or `{fqdn: …}` for it")
  }

  private func roleFindings(_ mandatory: Located<Bool>?, of tenant: Tenant) -> [Diagnostic] {
    guard let mandatory, mandatory.value, tenant.role != .platform else { return [] }
    return [
      Diagnostic(
        .platformRoleRequired,
        "only a tenant with `role: platform` may write `mandatory: true`, \"\(tenant.name)\" has none",
        at: mandatory.span, help: "remove it, or ask the platform team to give the tenant that role")
    ]
  }

  private func expiryFinding(_ grant: BoundGrant, today: CalendarDate) -> Diagnostic? {
    guard let until = grant.document.until else { return nil }
    if grant.isExpired {
      return Diagnostic(
        .expiredGrant, "this grant of \"\(grant.provider.name)\" ended on \(until.value), its edges are gone",
        at: until.span, help: "extend it, or remove it together with the needs that relied on it")
    }
    let left = until.value.dayNumber - today.dayNumber
    guard left <= Self.noticeDays else { return nil }
    let days = left == 0 ? "today" : left == 1 ? "tomorrow" : "in \(left) days"
    return Diagnostic(
      .expiringGrant, "this grant of \"\(grant.provider.name)\" ends \(days), after \(until.value)", at: until.span,
      help: "extend it before then if the consumer still needs it")
  }
}

extension BoundGrant {
  /// A port that the grant opens and whose requests nobody can filter. (CILV-5)
  fileprivate var unfilterablePort: PortRange? {
    guard !document.http.isEmpty else { return nil }
    return workloads.flatMap(ports).map(\.range).first { $0.transport != .tcp || $0.isWholeProtocol }
  }
}

extension PortRange {
  /// Cilium writes all ports of a protocol as port 0, which takes no rules about requests.
  fileprivate var isWholeProtocol: Bool { ports.lowerBound <= 1 && ports.upperBound == .max }
}

extension Diagnostic {
  fileprivate static func httpWithoutTCP(_ port: PortRange, _ grant: BoundGrant) -> Diagnostic {
    Diagnostic(
      .invalidPort,
      port.transport == .tcp
        ? "HTTP rules work on ports that are named, but this grant opens all of TCP"
        : "HTTP rules work on TCP only, but this grant opens \(port) too",
      at: grant.document.ports.first?.span ?? grant.document.to.span,
      help: "name TCP ports in its `ports`, and grant the others without `http`")
  }

  fileprivate static func selfGrant(_ grant: BoundGrant) -> Diagnostic {
    Diagnostic(
      .selfGrant, "\"\(grant.provider.name)\" grants itself access, which nobody has to", at: grant.document.to.span,
      help: "remove it; `withinTenant` and the tenant's own needs decide what happens inside a tenant")
  }

  fileprivate static func openGrant(_ grant: BoundGrant) -> Diagnostic {
    Diagnostic(
      .openGrant, "this grant lets every tenant reach \"\(grant.provider.name)/\(grant.document.workload.value)\"",
      at: grant.document.to.span, help: "name the tenants that need it; shared services have `role: platform`")
  }
}
