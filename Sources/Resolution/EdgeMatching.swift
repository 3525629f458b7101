import Diagnostics
import GraphFormat
import PolicyModel
import Workers

/// Matches needs with grants.
///
/// An edge is a need and a grant that agree on ports, in an environment where both ends exist, before the grant ends.
/// Only a provider's own grants open that provider; whatever has no grant is a finding, never an edge.
struct EdgeMatching: Sendable {
  let document: GraphDocument
  let directory: TenantDirectory
  let today: CalendarDate
  /// What no grant can open.
  let guardrails: [Guardrail]
  var findings: [Diagnostic] = []
  private var edges: [Edge] = []
  private var grants: [BoundGrant] = []
  private var grantsByProvider: [String: [Int]] = [:]
  private var usedGrants: Set<Int> = []
  /// Grants with mistakes of their own: nothing is said about what they fail to open.
  private var brokenGrants: Set<Int> = []
  /// Whether a need has mistakes of its own: it may be the one that some grant waits for.
  private var hasBrokenNeeds = false
  /// The pairs of environments in which some need matched a grant.
  private var usedPairs: [Int: Set<EnvironmentPair>] = [:]

  init(document: GraphDocument, directory: TenantDirectory, today: CalendarDate, guardrails: [Guardrail]) {
    self.document = document
    self.directory = directory
    self.today = today
    self.guardrails = guardrails
  }

  mutating func run() {
    bindGrants()
    let matching = self
    let needs = document.tenants.flatMap { tenant in tenant.needs.map { (need: $0, tenant: tenant.name.value) } }
    for matches in needs.concurrentMap(fewest: 64, { matching.matches(of: $0.need, of: $0.tenant) }) { take(matches) }
    for index in grants.indices where !grants[index].isExpired { openWithoutNeed(index) }
    openWebhooks()
    reportUnusedGrants()
  }

  /// Each edge once, in an order that does not depend on the order of files.
  var sortedEdges: [Edge] {
    let keys = edges.concurrentMap(fewest: 64, \.sortKey)
    // Positions move while they are sorted, not the edges, which are large.
    let order = edges.indices.sorted { keys[$0] < keys[$1] }
    var distinct: [Edge] = []
    distinct.reserveCapacity(order.count)
    for (place, index) in order.enumerated() {
      let alike = order[..<place].reversed().prefix { keys[$0] == keys[index] }
      if !alike.contains(where: { edges[$0] == edges[index] }) { distinct.append(edges[index]) }
    }
    return distinct
  }

  mutating func insert(_ edge: Edge) { edges.append(edge) }

  private mutating func bindGrants() {
    for tenant in document.tenants {
      guard let provider = directory[tenant: tenant.name.value] else { continue }
      for document in tenant.grants {
        let grant = BoundGrant(document, provider: provider, environments: directory.environments, today: today)
        let problems = directory.findings(about: grant, today: today)
        findings += problems
        if problems.contains(where: { $0.severity == .error }) { brokenGrants.insert(grants.count) }
        grantsByProvider[provider.name, default: []].append(grants.count)
        grants.append(grant)
      }
    }
  }

  // MARK: Needs

  /// What one need comes to, whatever becomes of the others.
  private struct Matches: Sendable {
    var edges: [Edge] = []
    var findings: [Diagnostic] = []
    var isBroken = false
    /// The pairs of environments in which the need matched a grant.
    var usedPairs: [Int: Set<EnvironmentPair>] = [:]
    /// Grants that match the need, though not all of it.
    var nearGrants: [Int] = []
  }

  private mutating func take(_ matches: Matches) {
    edges += matches.edges
    findings += matches.findings
    if matches.isBroken { hasBrokenNeeds = true }
    usedGrants.formUnion(matches.nearGrants)
    for (grant, pairs) in matches.usedPairs {
      usedGrants.insert(grant)
      usedPairs[grant, default: []].formUnion(pairs)
    }
  }

  private func matches(of need: NeedDocument, of tenant: String) -> Matches {
    var matches = Matches()
    guard let consumer = directory[tenant: tenant] else { return matches }
    matches.findings = directory.findings(about: need, of: consumer)
    guard !matches.findings.contains(where: { $0.severity == .error }) else {
      matches.isBroken = true
      return matches
    }
    let request = NeedRequest(need, of: consumer, in: directory)
    if let end = EdgeEnd(outside: need.to.value) {
      reachOutside(end, for: request, in: &matches)
    } else if request.isMandatory {
      reachWithoutConsent(request, in: &matches)
    } else {
      for unit in request.units { match(request, unit, in: &matches) }
    }
    return matches
  }

  private func reachOutside(_ end: EdgeEnd, for request: NeedRequest, in matches: inout Matches) {
    var ports = request.document.ports.compactMap { reference -> EdgePort? in
      if case .numbered(let range) = reference.value { EdgePort(range: range, name: nil) } else { nil }
    }
    if case .apiServer = end, ports.isEmpty, let server = document.platform.network?.apiServer {
      ports = [EdgePort(range: PortRange(.tcp, server.port...server.port), name: nil)]
    }
    for consumer in request.consumers {
      for pair in request.environments where !pair.isCrossing && consumer.runs(in: pair.from) {
        matches.edges.append(
          Edge(
            consumer: .workload(consumer.id), provider: end, environments: pair, ports: Set(ports).sorted(), http: [],
            origin: EdgeOrigin(request, nil)))
      }
    }
  }

  private func reachWithoutConsent(_ request: NeedRequest, in matches: inout Matches) {
    for flow in request.flows(to: directory.workloads(meantBy: request.document.to.value)) {
      guard flow.consumer.id != flow.provider.id, !flow.requested.isEmpty else { continue }
      insert(flow, ports: flow.requested, origin: EdgeOrigin(request, nil), into: &matches)
    }
  }

  private func match(_ request: NeedRequest, _ unit: NeedRequest.Unit, in matches: inout Matches) {
    let flows = request.flows(to: unit.providers)
    guard !flows.isEmpty else {
      matches.findings.append(.neverMeets(request, unit))
      return
    }
    var coverage = NeedCoverage(request: request)
    for flow in flows { match(flow, of: request, into: &coverage, &matches) }
    if let gap = coverage.firstGap, !hasBrokenGrant(unit.tenant) {
      let near = nearMiss(gap, unit)
      if let near { matches.nearGrants.append(near) }
      matches.findings.append(
        .needWithoutGrant(
          gap, request: request, unit: unit, near: near.map { grants[$0] }, guardrail: guardrail(against: flows),
          in: document))
    }
  }

  private func match(
    _ flow: NeedRequest.Flow, of request: NeedRequest, into coverage: inout NeedCoverage, _ matches: inout Matches
  ) {
    coverage.expect(flow)
    if flow.consumer.id.tenant == flow.provider.id.tenant {
      // Nobody has to ask oneself.
      coverage.cover(flow, with: flow.requested)
      insert(flow, ports: flow.requested, origin: EdgeOrigin(request, nil), into: &matches)
      return
    }
    for index in grantsByProvider[flow.provider.id.tenant] ?? [] {
      let grant = grants[index]
      guard grant.covers(flow.consumer.id, flow.provider, in: directory) else { continue }
      guard grant.environments.contains(flow.pair) else { continue }
      let ports = flow.requested.intersection(grant.ports(of: flow.provider))
      guard !ports.isEmpty else { continue }
      coverage.cover(flow, with: ports)
      matches.usedPairs[index, default: []].insert(flow.pair)
      if !grant.isExpired {
        insert(flow, ports: ports, http: grant.document.http, origin: EdgeOrigin(request, grant), into: &matches)
      }
    }
  }

  private func insert(
    _ flow: NeedRequest.Flow, ports: [EdgePort], http: [Located<HTTPMatch>] = [], origin: EdgeOrigin,
    into matches: inout Matches
  ) {
    guard !ports.isEmpty else { return }
    matches.edges.append(
      Edge(
        consumer: .workload(flow.consumer.id), provider: .workload(flow.provider.id), environments: flow.pair,
        ports: ports, http: http.map(\.value), origin: origin))
  }

  /// A grant that opens the provider to the consumer, though not for what is missing.
  private func nearMiss(_ gap: NeedCoverage.Gap, _ unit: NeedRequest.Unit) -> Int? {
    unit.providers.lazy.compactMap { provider in
      (grantsByProvider[provider.id.tenant] ?? []).first { grants[$0].covers(gap.consumer, provider, in: directory) }
    }.first
  }

  private func hasBrokenGrant(_ tenant: String) -> Bool {
    (grantsByProvider[tenant] ?? []).contains(where: brokenGrants.contains)
  }

  // MARK: Grants

  /// Edges that a grant makes by itself: exposure to the outside, mandatory grants, and all grants while the platform
  /// asks for the provider's consent only.
  private mutating func openWithoutNeed(_ index: Int) {
    let grant = grants[index]
    let origin = EdgeOrigin(nil, grant)
    if let end = EdgeEnd(outside: grant.document.to.value) {
      usedGrants.insert(index)
      for provider in grant.workloads {
        for pair in grant.environments where !pair.isCrossing && provider.runs(in: pair.to) {
          insert(
            Edge(
              consumer: end, provider: .workload(provider.id), environments: pair, ports: grant.ports(of: provider),
              http: grant.document.http.map(\.value), origin: origin))
        }
      }
    } else if grant.isMandatory || document.platform.consent == .provider {
      usedGrants.insert(index)
      openToConsumers(grant, origin: origin)
    }
  }

  private mutating func openToConsumers(_ grant: BoundGrant, origin: EdgeOrigin) {
    let consumers = directory.workloads(meantBy: grant.document.to.value)
      .filter { $0.id.tenant != grant.provider.name }
    for provider in grant.workloads {
      let ports = grant.ports(of: provider)
      for pair in grant.environments where !ports.isEmpty && provider.runs(in: pair.to) {
        for consumer in consumers where consumer.runs(in: pair.from) {
          insert(
            Edge(
              consumer: .workload(consumer.id), provider: .workload(provider.id), environments: pair, ports: ports,
              http: grant.document.http.map(\.value), origin: origin))
        }
      }
    }
  }

  /// Admission webhooks are called by the API server, which on managed control planes has no address that a policy
  /// could name: their ports open to everyone.
  private mutating func openWebhooks() {
    for workload in directory.tenants.flatMap(\.workloads) {
      let ports = workload.ports.filter(\.webhook).map { EdgePort(range: $0.range, name: $0.name) }
      guard !ports.isEmpty else { continue }
      findings.append(.webhookOpensToEveryone(workload, ports: ports))
      for environment in directory.environments where workload.runs(in: environment) {
        insert(
          Edge(
            consumer: .anyone, provider: .workload(workload.id),
            environments: EnvironmentPair(from: environment, to: environment), ports: ports, http: [],
            origin: .webhook))
      }
    }
  }

  private mutating func reportUnusedGrants() {
    guard !hasBrokenNeeds else { return }
    for (index, grant) in grants.enumerated() where !brokenGrants.contains(index) {
      guard !grant.isExpired, !grant.workloads.isEmpty, !directory.isOwn(grant) else { continue }
      if usedGrants.contains(index) {
        findings += unusedCrossings(of: grant, used: usedPairs[index] ?? [])
      } else if directory.meet(grant) {
        findings.append(.unusedGrant(grant))
      } else {
        findings.append(.neverMeets(grant))
      }
    }
  }

  /// Crossings that the provider opens and no consumer asks for.
  private func unusedCrossings(of grant: BoundGrant, used: Set<EnvironmentPair>) -> [Diagnostic] {
    guard !grant.isMandatory, document.platform.consent == .both else { return [] }
    return (grant.document.environments ?? []).filter { $0.value.isCrossing && !used.contains($0.value) }.map { pair in
      Diagnostic(
        .oneSidedCrossing, "no need crosses from \"\(pair.value.from)\" to \"\(pair.value.to)\" as this grant allows",
        at: pair.span, severity: .warning, help: "remove the pair, or have the consumer write it in its need")
    }
  }
}

extension Diagnostic {
  fileprivate static func unusedGrant(_ grant: BoundGrant) -> Diagnostic {
    Diagnostic(
      .unusedGrant, "nobody needs what this grant of \"\(grant.provider.name)\" opens", at: grant.document.to.span,
      help: "remove it, or have the consumer add a need to its own file")
  }

  fileprivate static func neverMeets(_ grant: BoundGrant) -> Diagnostic {
    Diagnostic(
      .environmentsNeverMeet,
      "\"\(grant.provider.name)\" and whom it grants to never run in environments that this grant connects",
      at: grant.document.environments?.first?.span ?? grant.document.to.span,
      help: "name environments in which both run, or remove the grant")
  }

  fileprivate static func webhookOpensToEveryone(_ workload: TenantWorkload, ports: [EdgePort]) -> Diagnostic {
    let list = ports.map { "\($0.range)" }.joined(separator: ", ")
    return Diagnostic(
      .webhookPort, "the webhook port \(list) of \"\(workload.id)\" opens to everyone", at: workload.span,
      help: "the API server calls it from addresses that no policy can name; let the webhook authenticate its callers")
  }
}
