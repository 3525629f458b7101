import Diagnostics
import GraphFormat
import PolicyModel
import Proof
import Resolution

/// Looks for what the graph says about one flow in one pair of environments: the edges that make it, or what is missing
/// and who could write it.
struct ConsentSearch {
  let question: GraphQuestion
  let source: GraphEnd
  let destination: GraphEnd
  let pair: EnvironmentPair
  let cluster: Cluster
  var asked: ConnectionSet?
  /// The edges to look through: at least all that lead to the destination.
  let candidates: [Edge]

  var graph: TenantGraph { question.graph }

  func reasons() -> [ConsentReason] {
    let edges = edges()
    // An edge from anyone opens the provider only: a pod of a tenant still has to be let out.
    let whole = edges.filter { ($0.consumer != .anyone || source.workload == nil) && !opensPart($0) }
    let opened = whole.reduce(ConnectionSet.none) { $0.union($1.connections) }
    let isCovered = !whole.isEmpty && (asked.map { $0.isSubset(of: opened) } ?? true)
    let guardrails = guardrails()
    guard guardrails.isEmpty else { return guardrails }
    let names = nameService()
    return baseline() + names + edges.flatMap(reasons).uniqued
      + (isCovered || openWithoutEdge == .all || !names.isEmpty ? [] : missing())
  }

  /// Denies of the platform, which no need and no grant can change.
  private func guardrails() -> [ConsentReason] {
    let ends = (source.edgeEnds(in: graph), destination.edgeEnds(in: graph))
    let found = ends.0.flatMap { from in ends.1.flatMap { graph.guardrails(against: from, reaching: $0) } }
    return found.filter { guardrail in
      let denied = guardrail.ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
      return asked.map { guardrail.ports.isEmpty || $0.isSubset(of: denied) } ?? guardrail.ports.isEmpty
    }.map { guardrail in
      let why = guardrail.reason.map { ": \($0)" } ?? ""
      return ConsentReason(
        .rule, "the guardrail \"\(guardrail.name)\" forbids it, whatever is granted\(why)", at: guardrail.span)
    }.uniqued
  }

  // MARK: What is there

  private func edges() -> [Edge] {
    candidates.filter { edge in
      edge.environments == pair && cluster.carries(edge) && matches(edge.consumer, source)
        && matches(edge.provider, destination)
        && (asked.map { !edge.connections.isDisjoint(with: $0) } ?? true)
    }
  }

  /// Whether an edge opens what is asked only where a name has an address that nobody knows.
  private func opensPart(_ edge: Edge) -> Bool {
    switch (edge.provider, destination) {
    case (.domain, .outside(.domain)): false
    case (.domain, _), (.addresses, .outside(.domain)): true
    default: false
    }
  }

  private func matches(_ end: EdgeEnd, _ asked: GraphEnd) -> Bool {
    switch (end, asked) {
    case (.anyone, _): true
    case (.controlPlane, .outside(.apiServer)): true
    case (.controlPlane, .outside(.addresses(let addresses))): !addresses.intersection(graph.ofControlPlane).isEmpty
    case (.workload(let id), .workload(let workload, _)): id == workload.id
    case (.apiServer, .outside(.apiServer)): true
    case (.domain(let pattern), .outside(.domain(let name))): pattern.matches(name, in: .ciliumNetworkPolicy)
    case (.domain, .outside(let outside)): overlaps(graph.internetAddresses, outside)
    case (.internet, .outside(.domain)): true
    case (.addresses(let block), .outside(.domain)): !block.addresses.intersection(graph.internetAddresses).isEmpty
    case (.apiServer, .outside(let outside)): overlaps(AddressSet(graph.network.apiServer?.cidrs ?? []), outside)
    case (.addresses(let block), .outside(let outside)): overlaps(block.addresses, outside)
    case (.internet, .outside(let outside)): overlaps(graph.internetAddresses, outside)
    default: false
    }
  }

  private func overlaps(_ set: AddressSet, _ outside: OutsideName) -> Bool {
    !set.intersection(graph.addresses(of: outside)).isEmpty
  }

  private func reasons(for edge: Edge) -> [ConsentReason] {
    let ports = edge.ports.isEmpty ? "any port" : edge.ports.map(\.words).listed()
    let origin = edge.origin
    let suffix = origin.isMandatory ? " (mandatory)" : ""
    var reasons: [ConsentReason] = []
    if let need = origin.asked {
      let text = "\(edge.consumer) needs \(edge.provider) on \(ports)\(suffix)"
      reasons.append(ConsentReason(.need, text, need, by: owner(of: edge.consumer)))
    }
    if let grant = origin.allowed {
      let text = "\(edge.provider) is granted to \(edge.consumer) on \(ports)\(suffix)"
      reasons.append(ConsentReason(.grant, text, grant, by: owner(of: edge.provider)))
    }
    if origin.need == nil, origin.grant == nil, [.anyone, .controlPlane].contains(edge.consumer) {
      let whom = edge.consumer == .anyone ? "everyone" : "the API server and every node"
      reasons.append(ConsentReason(.rule, "the webhook port \(ports) of \(edge.provider) opens to \(whom)", at: nil))
    }
    return reasons
  }

  private func owner(of end: EdgeEnd) -> String? { end.workload.flatMap { graph[tenant: $0.tenant]?.owner } }

  /// What the platform opens inside a tenant.
  private func baseline() -> [ConsentReason] {
    guard let tenant = source.workload?.id.tenant else { return [] }
    let setting = "both ends belong to \"\(tenant)\", and `withinTenant: \(graph.withinTenant.rawValue)` opens"
    switch openWithoutEdge {
    case .all: return [ConsentReason(.rule, "\(setting) all between them", at: nil)]
    case .some(let pairs):
      let words = pairs.map { $0.from == $0.to ? "in \($0.from.name)" : "from \($0.from.name) to \($0.to.name)" }
        .listed()
      return [ConsentReason(.rule, "\(setting) all \(words)", at: nil)]
    case .none: return []
    }
  }

  /// Each node answers for the name servers at these addresses.
  private func nameService() -> [ConsentReason] {
    let caches = AddressSet(graph.dns.nodeLocal.map { CIDR(enclosing: $0, prefixLength: $0.family.width) })
    let ports = graph.dns.ports.reduce(ConnectionSet.none) { $0.union($1.connections) }
    guard source.workload != nil, asked.map({ !$0.isDisjoint(with: ports) }) ?? true else { return [] }
    switch destination {
    case .nameServers: break
    case .outside(let outside) where overlaps(caches, outside): break
    case .outside, .workload: return []
    }
    return [ConsentReason(.rule, "every pod may ask the name servers, which `dns` says are there on \(ports)", at: nil)]
  }

  /// What `withinTenant` opens between the places of two workloads.
  private enum OpenPlaces: Equatable {
    case all
    case some([NamespacePair])
    case none
  }

  private struct NamespacePair: Equatable {
    let from: TenantNamespace
    let to: TenantNamespace
  }

  private var openWithoutEdge: OpenPlaces {
    guard let from = source.workload, let to = destination.workload, from.id.tenant == to.id.tenant else {
      return .none
    }
    let pairs = source.namespaces(in: pair.from).flatMap { one in
      destination.namespaces(in: pair.to).map { NamespacePair(from: one, to: $0) }
    }
    let joined = pairs.filter { graph.withinTenant.joins($0.from, $0.to, within: cluster.environments) }
    return joined.isEmpty ? .none : joined.count == pairs.count ? .all : .some(joined)
  }

  // MARK: What is missing

  private func missing() -> [ConsentReason] {
    switch (source, destination) {
    case (.workload(let consumer, _), .workload(let provider, _)):
      let undeclared = undeclaredPorts(of: provider)
      return undeclared.isEmpty ? ClaimGaps(search: self, consumer: consumer, provider: provider).reasons() : undeclared
    case (.workload(let consumer, _), .outside(let outside)):
      return OutsideGap(search: self, outside: outside).needs(of: consumer)
    case (.outside(let outside), .workload(let provider, _)):
      return OutsideGap(search: self, outside: outside).grants(of: provider)
    case (.outside, .outside), (.nameServers, _), (_, .nameServers): return []
    }
  }

  /// Ports that the provider's pods do not listen on, as far as the graph knows.
  private func undeclaredPorts(of provider: TenantWorkload) -> [ConsentReason] {
    let declared = provider.ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
    guard let asked else {
      return provider.ports.isEmpty ? [noPort(of: provider)] : []
    }
    guard asked.isDisjoint(with: declared) else { return [] }
    let number = asked.example?.port
    let behind = provider.ports.first { $0.service != nil && $0.service == number }
    let hint = behind.map { "; a Service translates \($0.service ?? 0) to \($0.range) before policies see it" } ?? ""
    return [
      ConsentReason(
        .missing, "\(provider.id) declares no port \(asked)\(hint); it listens on \(provider.portWords)",
        at: provider.span, owner: graph[tenant: provider.id.tenant]?.owner)
    ]
  }

  private func noPort(of provider: TenantWorkload) -> ConsentReason {
    ConsentReason(
      .missing, "\(provider.id) declares no port, so nobody can ask for one", at: provider.span,
      owner: graph[tenant: provider.id.tenant]?.owner)
  }
}

extension TenantGraph {
  subscript(tenant name: String) -> Tenant? { tenants.first { $0.name == name } }

  /// Where the API server and the nodes are.
  fileprivate var ofControlPlane: AddressSet { AddressSet((network.apiServer?.cidrs ?? []) + network.nodeCIDRs) }
}

extension GraphQuestion {
  /// Where a tenant lists its grants.
  func grantsSpan(of tenant: String) -> Span? { document.tenants.first { $0.name.value == tenant }?.grantsSpan }
}

extension GraphEnd {
  /// The ends of edges that mean no more than this.
  fileprivate func edgeEnds(in graph: TenantGraph) -> [EdgeEnd] {
    switch self {
    case .workload(let workload, _): [.workload(workload.id)]
    case .nameServers: []
    case .outside(.internet): [.internet]
    case .outside(.apiServer): [.apiServer]
    case .outside(.addresses(let set)):
      set.blocks.map { .addresses(AddressBlock($0)) } + (set.isSubset(of: graph.internetAddresses) ? [.internet] : [])
    case .outside(.domain(let name)):
      [.domain(name.contains("*") ? DomainPattern(pattern: name) : DomainPattern(name: name))]
    }
  }
}

extension EdgePort {
  var words: String { Self.words(name, range) }

  static func words(_ name: String?, _ range: PortRange) -> String { name.map { "\($0) \(range)" } ?? "\(range)" }
}

extension ConnectionSet {
  /// As a graph writes ports: `443, 53/UDP`.
  var notation: String {
    [TransportProtocol.tcp, .udp, .sctp].flatMap { transport in
      self[transport].intervals.map { "\(PortRange(transport, $0))" }
    }.joined(separator: ", ")
  }
}

extension TenantWorkload {
  /// What it listens on, by name and number.
  var portWords: String { ports.isEmpty ? "none" : ports.map { EdgePort.words($0.name, $0.range) }.listed() }

  /// The names of the ports that somebody who asks for `asked` should write: what carries the service rather than its
  /// metrics.
  func suggestedPorts(for asked: ConnectionSet?) -> String {
    portsOfService(for: asked).map(\.name.asEntry).joined(separator: ", ")
  }

  /// The ports that somebody who asks for `asked` means.
  func portsOfService(for asked: ConnectionSet?) -> [WorkloadPort] {
    let fitting = ports.filter { port in asked.map { !port.range.connections.isDisjoint(with: $0) } ?? true }
    let plain = fitting.filter { $0.name != "metrics" }
    return plain.isEmpty || asked != nil ? fitting : plain
  }
}

extension [ConsentReason] {
  var uniqued: Self {
    var seen: Set<ConsentReason> = []
    return filter { seen.insert($0).inserted }
  }
}
