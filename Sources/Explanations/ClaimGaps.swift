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

  /// What one side lacks, and what would fill the gap.
  private struct Gap {
    let reason: ConsentReason
    /// Nil where nothing is missing or where time has to be turned back.
    var claim: ProposedClaim?

    init(_ reason: ConsentReason, filledBy claim: ProposedClaim? = nil) {
      self.reason = reason
      self.claim = claim
    }
  }

  func reasons() -> [ConsentReason] {
    let gaps = [consent == .provider && !isOwn ? nil : need(), isOwn ? nil : grant()].compactMap(\.self)
    let proposed = gaps.compactMap(\.claim)
    guard !proposed.isEmpty, let objection = search.question.objection(to: proposed) else { return gaps.map(\.reason) }
    let standing = gaps.filter { $0.claim == nil }.map(\.reason)
    return standing + [
      ConsentReason(
        .missing, "no need and no grant can open it: \(objection.words)",
        at: claims.needs.first?.span ?? claims.grants.first?.span)
    ]
  }

  private var isOwn: Bool { consumer.id.tenant == provider.id.tenant }

  private var consent: Consent { search.question.document.platform.consent }

  private var pair: EnvironmentPair { search.pair }

  private var scope: String { pair.isCrossing ? "{from: \(pair.from), to: \(pair.to)}" : pair.from }

  private var place: String { pair.isCrossing ? "from \(pair.from) to \(pair.to)" : "in \(pair.from)" }

  // MARK: The consumer's side

  private func need() -> Gap {
    let owner = search.graph[tenant: consumer.id.tenant]?.owner ?? consumer.id.tenant
    func claim(_ scope: String) -> ProposedClaim {
      ProposedClaim(
        .needs, of: consumer.id.tenant,
        "{from: \(consumer.id.name), to: \(provider.id), ports: [\(ports(nil))]\(scope)}")
    }
    func gap(_ text: String, at span: Span?, _ claim: ProposedClaim) -> Gap {
      Gap(ConsentReason(.missing, text, at: span, owner: owner), filledBy: claim)
    }
    let whole = claim(pair.isCrossing ? ", environments: [\(scope)]" : "")
    guard let first = claims.needs.first else {
      return gap(
        "\"\(consumer.id)\" does not ask for it: \(owner) adds \(whole.quoted) to the needs of \"\(consumer.id.tenant)\"",
        at: search.graph[tenant: consumer.id.tenant]?.span, whole)
    }
    let local = claim(", environments: [\(scope)]")
    guard let near = claims.needs.first(where: { $0.environments.holds(in: pair) }) else {
      return gap(
        "\"\(consumer.id)\" does not ask for it \(place): \(owner) adds \(local.quoted) to the needs of "
          + "\"\(consumer.id.tenant)\"", at: first.span, local)
    }
    let isAsked = needsHere.contains { provider.opens($0.ports, search.asked) }
    return isAsked
      ? Gap(ConsentReason(.need, "\(consumer.id) needs \(provider.id)", Claim(near), by: owner))
      : gap(
        "\"\(consumer.id)\" asks for other ports: \(owner) adds \(local.quoted) to the needs of \"\(consumer.id.tenant)\"",
        at: near.span, local)
  }

  private var needsHere: [NeedDocument] { claims.needs.filter { $0.environments.holds(in: pair) } }

  /// What the flow is about: the ports of the question, or those that the needs name.
  private var wanted: ConnectionSet? {
    if let asked = search.asked { return asked }
    guard !isOwn, consent == .both, !needsHere.isEmpty else { return nil }
    return needsHere.contains(where: \.ports.isEmpty)
      ? nil
      : provider.ports.filter { port in
        needsHere.contains { $0.ports.contains { provider.opens([$0], port.range.connections) } }
      }
      .reduce(ConnectionSet.none) { $0.union($1.range.connections) }
  }

  private func ports(_ limit: ConnectionSet?) -> String { provider.suggestedPorts(for: search.asked ?? limit) }

  // MARK: The provider's side

  private func grant() -> Gap {
    let owner = search.graph[tenant: provider.id.tenant]?.owner ?? provider.id.tenant
    func claim(_ scope: String) -> ProposedClaim {
      ProposedClaim(
        .grants, of: provider.id.tenant,
        "{to: \(consumer.id), workload: \(provider.id.name), ports: [\(ports(wanted))]\(scope)}")
    }
    func gap(_ text: String, at span: Span?, until: CalendarDate? = nil, _ claim: ProposedClaim?) -> Gap {
      Gap(ConsentReason(.missing, text, at: span, owner: owner, until: until), filledBy: claim)
    }
    guard !claims.grants.isEmpty else {
      let whole = claim(pair.isCrossing ? ", environments: [\(scope)]" : "")
      return gap(
        "\(others): ask \(owner) to add \(whole.quoted)", at: search.question.grantsSpan(of: provider.id.tenant), whole)
    }
    let standing = claims.grants.filter { !($0.until.map { $0.value < search.question.today } ?? false) }
    guard let first = standing.first else {
      let last = claims.grants.first
      let day = last?.until.map { " on \($0.value)" } ?? ""
      return gap("the grant ended\(day): ask \(owner) to extend it", at: last?.span, until: last?.until?.value, nil)
    }
    let here = standing.filter { $0.environments.holds(in: pair) }
    let local = claim(", environments: [\(scope)]")
    guard let near = here.first else {
      return gap(
        "\"\(provider.id.tenant)\" does not grant it \(place): ask \(owner) to add \(local.quoted)", at: first.span,
        local)
    }
    return here.contains { provider.opens($0.ports, wanted) }
      ? Gap(
        ConsentReason(.grant, "\(provider.id) is granted to \(consumer.id)", Claim(near), by: owner))
      : gap("the grant opens other ports: ask \(owner) to add \(local.quoted)", at: near.span, local)
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
