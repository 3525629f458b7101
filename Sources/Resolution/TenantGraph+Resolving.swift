public import Diagnostics
public import GraphFormat
import PolicyModel

extension TenantGraph {
  /// Binds every name in `document` and matches needs with grants.
  ///
  /// Nil when something is missing that no later stage can do without; the log says what.
  ///
  /// - Parameter today: decides which grants have expired, so that a build can be repeated.
  public init?(resolving document: GraphDocument, today: CalendarDate, reportingTo log: inout DiagnosticLog) {
    let platform = document.platform
    guard let dns = NameService(resolving: platform, reportingTo: &log) else { return nil }
    let environments = platform.environments.map(\.value)
    let clusters = Cluster.resolving(platform, reportingTo: &log)
    let tenants = Tenant.resolving(document, reportingTo: &log)
    let network = Network(resolving: document, reportingTo: &log)
    let directory = TenantDirectory(tenants: tenants, clusters: clusters, environments: environments, network: network)

    var claims = ClaimBinding(platform: platform, directory: directory)
    claims.run()
    var matching = EdgeMatching(
      document: document, directory: directory, today: today, guardrails: claims.guardrails)
    matching.run()
    log.report(contentsOf: matching.findings)
    log.report(contentsOf: claims.findings)

    self.init(
      name: platform.name.value, environments: environments, clusters: clusters,
      network: network, dns: dns, withinTenant: platform.withinTenant,
      tenants: tenants, edges: matching.sortedEdges, guardrails: claims.guardrails, assertions: claims.assertions,
      administrators: Administrators(resolving: platform.administrators),
      delivery: platform.delivery.map(Delivery.init))
    log.report(contentsOf: enforcementFindings(of: document))
    log.report(contentsOf: platform.emissionFindings)
    log.report(contentsOf: guardrailConflicts(in: directory))
    log.report(contentsOf: workloadFindings(of: document))
    log.report(contentsOf: document.addressFindings())
    log.report(contentsOf: clusterNameFindings(of: document))
  }
}

extension NameService {
  fileprivate init?(resolving platform: PlatformDocument, reportingTo log: inout DiagnosticLog) {
    guard let dns = platform.dns else {
      log.report(
        Diagnostic(
          .missingDNS, "a graph says where its DNS servers run, or every isolated pod loses name resolution",
          at: platform.name.span,
          help:
            "add `dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}` to the spec"))
      return nil
    }
    self.init(
      namespace: dns.namespace.value, selector: dns.selector.value, ports: Set(dns.ports.map(\.value)).sorted(),
      nodeLocal: Set(dns.nodeLocal.map(\.value)).sorted())
  }
}

extension Network {
  fileprivate init(resolving document: GraphDocument, reportingTo log: inout DiagnosticLog) {
    let platform = document.platform
    let network = platform.network
    func blocks(_ cidrs: [Located<CIDR>]?) -> [CIDR] { Set((cidrs ?? []).map(\.value)).sorted() }
    self.init(
      podCIDRs: blocks(network?.podCIDRs), serviceCIDRs: blocks(network?.serviceCIDRs),
      nodeCIDRs: blocks(network?.nodeCIDRs),
      apiServer: network?.apiServer.map { APIServer(cidrs: blocks($0.cidrs), port: $0.port) })
    log.report(contentsOf: document.references.compactMap { finding(about: $0, platform) })
  }

  /// What a reference to the outside takes for granted and the platform does not say.
  ///
  /// Blocks may match pods and nodes, so without their addresses "the internet" would be those too: a hole in the wall.
  /// (NP-29, NP-31)
  private func finding(about reference: Located<Reference>, _ platform: PlatformDocument) -> Diagnostic? {
    switch reference.value.innermost {
    case .internet where podCIDRs.isEmpty || nodeCIDRs.isEmpty: .missingBlocks(at: reference.span, platform)
    case .apiServer where apiServer == nil: .missingAPIServer(at: reference.span, platform)
    default: nil
    }
  }
}

extension GraphDocument {
  /// Every reference of needs, grants, guardrails and assertions.
  var references: [Located<Reference>] {
    let denied = platform.guardrails.flatMap { guardrail in
      [guardrail.from, guardrail.to] + guardrail.exceptions.flatMap { [$0.from, $0.to] }.compactMap { $0 }
    }
    let claimed = platform.assertions.flatMap { [$0.from, $0.to] }
    return tenants.flatMap { tenant in tenant.grants.map(\.to) + tenant.needs.map(\.to) } + denied + claimed
  }
}

extension Reference {
  /// What `not` is about.
  var innermost: Reference { if case .not(let inner) = self { inner.value.innermost } else { self } }
}

extension Diagnostic {
  fileprivate static func missingBlocks(at span: Span, _ platform: PlatformDocument) -> Diagnostic {
    Diagnostic(
      .missingNetwork, "`internet: true` needs the platform to say which addresses are the cluster's own", at: span,
      notes: [platform.networkNote],
      help: "let the platform team add `network: {podCIDRs: [10.244.0.0/16], serviceCIDRs: [10.96.0.0/12], "
        + "nodeCIDRs: [10.0.0.0/16]}`, with the cluster's blocks")
  }

  fileprivate static func missingAPIServer(at span: Span, _ platform: PlatformDocument) -> Diagnostic {
    Diagnostic(
      .missingNetwork, "`apiServer: true` needs the platform to say where the API server listens", at: span,
      notes: [platform.networkNote],
      help:
        "let the platform team add `network: {apiServer: {cidrs: [10.0.0.10/32], port: 6443}}`, with the endpoint's "
        + "own address")
  }
}

extension PlatformDocument {
  fileprivate var networkNote: Note {
    Note("the platform is declared here", at: network?.span ?? name.span)
  }
}
