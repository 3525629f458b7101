import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// Why two workloads have no edge, or none for the ports in question: the need or the grant that is missing, has ended,
/// or speaks of something else.
struct ClaimGaps {
  private let search: ConsentSearch
  private let consumer: TenantWorkload
  private let provider: TenantWorkload
  private let claims: PairClaims

  init(search: ConsentSearch, consumer: TenantWorkload, provider: TenantWorkload) {
    self.search = search
    self.consumer = consumer
    self.provider = provider
    claims = search.graph.claims(from: consumer.id, to: provider.id, in: search.question.document)
  }

  func reasons() -> [ConsentReason] {
    if consumer.id.tenant == provider.id.tenant { return need() }
    return need() + grant()
  }

  private var pair: EnvironmentPair { search.pair }

  private var ports: String { provider.suggestedPorts(for: search.asked) }

  private var scope: String {
    pair.isCrossing ? "environments: [{from: \(pair.from), to: \(pair.to)}]" : "environments: [\(pair.from)]"
  }

  private var place: String { pair.isCrossing ? "from \(pair.from) to \(pair.to)" : "in \(pair.from)" }

  // MARK: The consumer's side

  private func need() -> [ConsentReason] {
    let owner = search.graph[tenant: consumer.id.tenant]?.owner ?? consumer.id.tenant
    func reason(_ text: String, at span: Span?) -> [ConsentReason] {
      [ConsentReason(.missing, text, at: span, owner: owner)]
    }
    guard let first = claims.needs.first else {
      return reason(
        "\"\(consumer.id)\" does not ask for it: \(owner) adds `- {from: \(consumer.id.name), to: \(provider.id), "
          + "ports: [\(ports)]\(pair.isCrossing ? ", \(scope)" : "")}` to the needs of \"\(consumer.id.tenant)\"",
        at: search.graph[tenant: consumer.id.tenant]?.span)
    }
    let here = claims.needs.filter { $0.environments.holds(in: pair) }
    guard let near = here.first else {
      return reason(
        "\"\(consumer.id)\" does not ask for it \(place): \(owner) adds \(scope) to this need", at: first.span)
    }
    let fits = here.contains { provider.opens($0.ports, search.asked) }
    return fits
      ? [ConsentReason(.need, "\(consumer.id) needs \(provider.id)", Claim(near), by: owner)]
      : reason("\"\(consumer.id)\" asks for other ports: \(owner) adds `\(ports)` to this need", at: near.span)
  }

  // MARK: The provider's side

  private func grant() -> [ConsentReason] {
    let owner = search.graph[tenant: provider.id.tenant]?.owner ?? provider.id.tenant
    func reason(_ text: String, at span: Span?, until: CalendarDate? = nil) -> [ConsentReason] {
      [ConsentReason(.missing, text, at: span, owner: owner, until: until)]
    }
    guard !claims.grants.isEmpty else {
      return reason(
        "\(others): ask \(owner) to add `- {to: \(consumer.id), workload: \(provider.id.name), ports: [\(ports)]"
          + "\(pair.isCrossing ? ", \(scope)" : "")}`", at: search.question.grantsSpan(of: provider.id.tenant))
    }
    let standing = claims.grants.filter { !($0.until.map { $0.value < search.question.today } ?? false) }
    guard let first = standing.first else {
      let last = claims.grants.first
      let day = last?.until.map { " on \($0.value)" } ?? ""
      return reason(
        "the grant ended\(day): ask \(owner) to extend it", at: last?.span, until: last?.until?.value)
    }
    let here = standing.filter { $0.environments.holds(in: pair) }
    guard let near = here.first else {
      return reason(
        "\"\(provider.id.tenant)\" does not grant it \(place): ask \(owner) to add \(scope) to this grant",
        at: first.span)
    }
    let fits = here.contains { provider.opens($0.ports, search.asked) }
    return fits
      ? [ConsentReason(.grant, "\(provider.id) is granted to \(consumer.id)", Claim(near), by: owner)]
      : reason("the grant opens other ports: ask \(owner) to add `\(ports)` to it", at: near.span)
  }

  /// "data" grants "kafka" to payments and orders/worker, not to "shop/checkout"
  private var others: String {
    let (tenant, name) = (provider.id.tenant, provider.id.name)
    let names = claims.grantsToOthers.map(\.to.value.words)
    guard !names.isEmpty else { return "\"\(tenant)\" grants \"\(name)\" to nobody" }
    let shown = names.prefix(6) + (names.count > 6 ? ["\(names.count - 6) more"] : [])
    return "\"\(tenant)\" grants \"\(name)\" to \(Array(shown).listed()), not to \"\(consumer.id)\""
  }
}

extension [Located<EnvironmentPair>]? {
  /// Same to same unless written otherwise.
  fileprivate func holds(in pair: EnvironmentPair) -> Bool {
    map { $0.contains { $0.value == pair } } ?? !pair.isCrossing
  }
}

extension TenantWorkload {
  /// Whether ports as a need or grant lists them include some of what was asked.
  fileprivate func opens(_ references: [Located<PortReference>], _ asked: ConnectionSet?) -> Bool {
    guard let asked, !references.isEmpty else { return true }
    return references.contains { reference in
      switch reference.value {
      case .named(let name): ports.contains { $0.name == name && !$0.range.connections.isDisjoint(with: asked) }
      case .numbered(let range): !range.connections.isDisjoint(with: asked)
      }
    }
  }
}

extension Reference {
  /// As people would say it.
  fileprivate var words: String {
    switch self {
    case .everyTenant: return "every tenant"
    case .tenant(let name): return name
    case .workload(let tenant, let workload): return "\(tenant)/\(workload)"
    case .labelled(let selector):
      let labels = selector.requirements.map { requirement in
        requirement.onlyValue.map { "\(requirement.key)=\($0)" } ?? requirement.key
      }
      return "tenants with \(labels.joined(separator: ","))"
    case .not(let inner): return "everybody but \(inner.value.words)"
    case .addresses(let block): return "\(block.cidr)"
    case .domain(let pattern): return pattern.text
    case .internet: return "the internet"
    case .apiServer: return "the API server"
    }
  }
}
