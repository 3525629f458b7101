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
  private(set) var grants: [BoundGrant] = []
  private(set) var grantsByProvider: [String: [Int]] = [:]
  private var usedGrants: Set<Int> = []
  /// Grants with mistakes of their own: nothing is said about what they fail to open.
  private(set) var brokenGrants: Set<Int> = []
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
    for matches in needs.concurrentMap(fewest: 64, { matching.matches(of: $0.need, by: $0.tenant) }) { take(matches) }
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

  private mutating func take(_ matches: NeedMatches) {
    edges += matches.edges
    findings += matches.findings
    if matches.isBroken { hasBrokenNeeds = true }
    usedGrants.formUnion(matches.nearGrants)
    for (grant, pairs) in matches.usedPairs {
      usedGrants.insert(grant)
      usedPairs[grant, default: []].formUnion(pairs)
    }
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
  /// could name: their ports open to everyone, except on Cilium.
  private mutating func openWebhooks() {
    for workload in directory.tenants.flatMap(\.workloads) {
      let ports = workload.ports.filter(\.webhook).map { EdgePort(range: $0.range, name: $0.name) }
      guard !ports.isEmpty else { continue }
      var callers: Set<EdgeEnd> = []
      for environment in directory.environments where workload.runs(in: environment) {
        for caller in directory.webhookCallers(in: environment) {
          callers.insert(caller)
          insert(
            Edge(
              consumer: caller, provider: .workload(workload.id),
              environments: EnvironmentPair(from: environment, to: environment), ports: ports, http: [],
              origin: .webhook))
        }
      }
      findings.append(.opensToCallers(callers, workload, ports: ports))
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

  fileprivate static func opensToCallers(
    _ callers: Set<EdgeEnd>, _ workload: TenantWorkload, ports: [EdgePort]
  ) -> Diagnostic {
    let list = ports.map { "\($0.range)" }.joined(separator: ", ")
    let named = "the API server and every node"
    let whom =
      callers == [.controlPlane]
      ? named : callers.contains(.controlPlane) ? "everyone, on Cilium to \(named)" : "everyone"
    return Diagnostic(
      .webhookPort, "the webhook port \(list) of \"\(workload.id)\" opens to \(whom)", at: workload.span,
      help: callers == [.controlPlane]
        ? "pods on a node's network count as that node; let the webhook authenticate its callers"
        : "the API server calls it from addresses that no policy can name; let the webhook authenticate its callers")
  }
}
