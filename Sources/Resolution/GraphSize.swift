import Diagnostics
import GraphFormat
import PolicyModel

/// How much a graph may mean. "Every workload of this tenant" is one line and means a product, so sizes are counted from
/// the ends alone, before anything is made of them: no file costs much more than it says.
enum GraphSize {
  /// Namespaces of one tenant, each of which lists the others where `withinTenant` opens them.
  static let namespaces = 1_000
  /// Workloads of one tenant, counted in each namespace in which they run: each may become an object.
  static let placements = 5_000
  /// What one need or grant may mean.
  static let ofClaim = ClaimSize(flows: 100_000, namespacePairs: 500_000)
  /// What all needs and grants of a graph may mean together.
  static let ofGraph = ClaimSize(flows: 300_000, namespacePairs: 2_000_000)
}

/// What needs and grants come to.
struct ClaimSize: Equatable {
  /// Pairs of workloads, in each pair of environments.
  var flows = 0
  /// For each flow the namespaces at one end times those at the other: the names that policies have to list.
  var namespacePairs = 0

  /// - Parameter areNeighbours: whether `withinTenant` opens all of it anyway, so that no policy lists the names.
  init(
    from consumers: [TenantWorkload], to providers: [TenantWorkload], in pairs: [EnvironmentPair],
    areNeighbours: Bool = false
  ) {
    for pair in pairs {
      let sources = consumers.map { $0.namespaces(in: pair.from).count }.filter { $0 > 0 }
      let targets = providers.map { $0.namespaces(in: pair.to).count }.filter { $0 > 0 }
      flows += sources.count * targets.count
      if areNeighbours, !pair.isCrossing { continue }
      namespacePairs += sources.reduce(0, +) * targets.reduce(0, +)
    }
  }

  /// Flows between workloads and an end outside the cluster.
  init(of workloads: [TenantWorkload], in pairs: [EnvironmentPair]) {
    for pair in pairs {
      let places = workloads.map { $0.namespaces(in: pair.from).count }.filter { $0 > 0 }
      flows += places.count
      namespacePairs += places.reduce(0, +)
    }
  }

  init(flows: Int = 0, namespacePairs: Int = 0) {
    self.flows = flows
    self.namespacePairs = namespacePairs
  }

  static func * (size: ClaimSize, count: Int) -> ClaimSize {
    ClaimSize(flows: size.flows * count, namespacePairs: size.namespacePairs * count)
  }

  static func + (left: ClaimSize, right: ClaimSize) -> ClaimSize {
    ClaimSize(flows: left.flows + right.flows, namespacePairs: left.namespacePairs + right.namespacePairs)
  }

  /// What of it is more than `limit`, in words; nil if nothing is.
  func excess(over limit: ClaimSize) -> String? {
    if flows > limit.flows { return "\(flows.counted("flow")); the limit is \(limit.flows.grouped)" }
    guard namespacePairs > limit.namespacePairs else { return nil }
    let pairs = namespacePairs.counted("pair of namespaces", "pairs of namespaces")
    return "\(pairs); the limit is \(limit.namespacePairs.grouped)"
  }
}

extension TenantDocument {
  /// Whether the tenant has more namespaces, or workloads in namespaces, than a graph may hold.
  var sizeFinding: Diagnostic? {
    if namespaces.count > GraphSize.namespaces {
      return .limitExceeded(
        "\"\(name.value)\" has \(namespaces.count.counted("namespace")), and a tenant may have \(GraphSize.namespaces.grouped)",
        at: namespaces[GraphSize.namespaces].name.span, help: "make several tenants of it")
    }
    let placements = workloads.reduce(0) { $0 + ($1.namespaces?.count ?? namespaces.count) }
    guard placements > GraphSize.placements, let last = workloads.last else { return nil }
    return .limitExceeded(
      "the workloads of \"\(name.value)\", counted in each of their namespaces, are \(placements.grouped), and a tenant may have "
        + "\(GraphSize.placements.grouped)",
      at: last.name.span, help: "let each workload name its `namespaces`, or make several tenants of it")
  }
}

extension EdgeMatching {
  /// The needs that the graph can hold, in their order. Each of the others is a finding.
  mutating func affordableNeeds() -> [(need: NeedDocument, tenant: String)] {
    var needs: [(need: NeedDocument, tenant: String)] = []
    for tenant in document.tenants {
      for need in tenant.needs where !isFull {
        if admit(size(of: need, by: tenant.name.value), as: "need", at: need.to.span) {
          needs.append((need, tenant.name.value))
        }
      }
    }
    return needs
  }

  private func size(of need: NeedDocument, by tenant: String) -> ClaimSize {
    guard let consumer = directory[tenant: tenant] else { return ClaimSize() }
    let request = NeedRequest(need, of: consumer, in: directory)
    if EdgeEnd(outside: need.to.value) != nil { return ClaimSize(of: request.consumers, in: request.environments) }
    return request.units.reduce(ClaimSize()) { total, unit in
      let areNeighbours = document.platform.withinTenant == .sameEnvironment && unit.tenant == tenant
      let size = ClaimSize(
        from: request.consumers, to: unit.providers, in: request.environments, areNeighbours: areNeighbours)
      return total + size * max(1, grantCount(of: unit.tenant, to: consumer))
    }
  }

  /// How many grants of `provider` may open it to workloads of `tenant`: each that does makes an edge of its own.
  private func grantCount(of provider: String, to tenant: Tenant) -> Int {
    guard provider != tenant.name else { return 1 }
    return (grantsByProvider[provider] ?? []).count { directory.mayCover(grants[$0].document.to.value, tenant) }
  }

  /// Whether the graph can hold what a grant opens by itself; a finding says if not.
  mutating func canHold(_ grant: BoundGrant) -> Bool {
    let pairs = Array(grant.environments)
    if isFull { return false }
    let size =
      EdgeEnd(outside: grant.document.to.value) != nil
      ? ClaimSize(of: grant.workloads, in: pairs)
      : ClaimSize(from: directory.workloads(meantBy: grant.document.to.value), to: grant.workloads, in: pairs)
    return admit(size, as: "grant", at: grant.document.to.span)
  }

  private mutating func admit(_ size: ClaimSize, as kind: String, at span: Span) -> Bool {
    let help = "name the workloads at both ends, and the environments"
    if let excess = size.excess(over: GraphSize.ofClaim) {
      findings.append(.limitExceeded("this \(kind) means \(excess)", at: span, help: help))
      return false
    }
    let total = admitted + size
    if let excess = total.excess(over: GraphSize.ofGraph) {
      findings.append(
        .limitExceeded("with this \(kind) the graph means \(excess)", at: span, help: help))
      isFull = true
      return false
    }
    admitted = total
    return true
  }
}

extension TenantDirectory {
  /// Whether `reference` may mean a workload of `tenant`.
  fileprivate func mayCover(_ reference: Reference, _ tenant: Tenant) -> Bool {
    switch reference {
    case .tenant(let name), .workload(let name, _): name == tenant.name
    case .labelled(let selector): selector.matches(tenant.labels)
    case .everyTenant, .not: true
    case .addresses, .domain, .internet, .apiServer: false
    }
  }
}

extension Diagnostic {
  fileprivate static func limitExceeded(_ message: String, at span: Span, help: String) -> Diagnostic {
    Diagnostic(.limitExceeded, message, at: span, help: help)
  }
}
