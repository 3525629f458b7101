import Diagnostics
import GraphFormat
import PolicyModel

/// What one need comes to, whatever becomes of the others.
struct NeedMatches: Sendable {
  var edges: [Edge] = []
  var findings: [Diagnostic] = []
  var isBroken = false
  /// How many providers grant too little.
  var gapCount = 0
  /// The pairs of environments in which the need matched a grant.
  var usedPairs: [Int: Set<EnvironmentPair>] = [:]
  /// Grants that match the need, though not all of it.
  var nearGrants: [Int] = []
}

extension NeedMatches {
  /// A need for every tenant may lack a thousand grants; so many are told one by one.
  fileprivate static let reportedGaps = 20

  fileprivate mutating func reportFurtherGaps(of request: NeedRequest) {
    guard gapCount > Self.reportedGaps else { return }
    let others = (gapCount - Self.reportedGaps).counted("more tenant")
    findings.append(
      Diagnostic(
        .needWithoutGrant, "\"\(request.consumerName)\" needs \(others) whose grants do not cover it",
        at: request.document.to.span, help: "name the tenants that are meant, a need for each"))
  }
}

extension EdgeMatching {
  /// What `need` comes to, which `tenant` has written.
  func matches(of need: NeedDocument, by tenant: String) -> NeedMatches {
    var matches = NeedMatches()
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
      matches.reportFurtherGaps(of: request)
    }
    return matches
  }

  private func reachOutside(_ end: EdgeEnd, for request: NeedRequest, in matches: inout NeedMatches) {
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

  private func reachWithoutConsent(_ request: NeedRequest, in matches: inout NeedMatches) {
    for flow in request.flows(to: directory.workloads(meantBy: request.document.to.value)) {
      guard flow.consumer.id != flow.provider.id, !flow.requested.isEmpty else { continue }
      insert(flow, ports: flow.requested, origin: EdgeOrigin(request, nil), in: &matches)
    }
  }

  private func match(_ request: NeedRequest, _ unit: NeedRequest.Unit, in matches: inout NeedMatches) {
    let flows = request.flows(to: unit.providers)
    guard !flows.isEmpty else {
      matches.findings.append(.neverMeets(request, unit))
      return
    }
    var coverage = NeedCoverage(request: request)
    for flow in flows { match(flow, of: request, into: &coverage, in: &matches) }
    if let gap = coverage.firstGap, !hasBrokenGrant(unit.tenant) {
      let near = nearMiss(gap, unit)
      if let near { matches.nearGrants.append(near) }
      matches.gapCount += 1
      guard matches.gapCount <= NeedMatches.reportedGaps else { return }
      matches.findings.append(
        .needWithoutGrant(
          gap, request: request, unit: unit, near: near.map { grants[$0] }, guardrail: guardrail(against: flows),
          in: document))
    }
  }

  private func match(
    _ flow: NeedRequest.Flow, of request: NeedRequest, into coverage: inout NeedCoverage, in matches: inout NeedMatches
  ) {
    coverage.expect(flow)
    if flow.consumer.id.tenant == flow.provider.id.tenant {
      // Nobody has to ask oneself.
      coverage.cover(flow, with: flow.requested)
      insert(flow, ports: flow.requested, origin: EdgeOrigin(request, nil), in: &matches)
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
        insert(flow, ports: ports, http: grant.document.http, origin: EdgeOrigin(request, grant), in: &matches)
      }
    }
  }

  private func insert(
    _ flow: NeedRequest.Flow, ports: [EdgePort], http: [Located<HTTPMatch>] = [], origin: EdgeOrigin,
    in matches: inout NeedMatches
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
}
