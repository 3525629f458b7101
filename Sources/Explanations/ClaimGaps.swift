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

  /// What came of trying to fill the gaps.
  private enum Outcome {
    case open([Gap])
    case refused([Gap], Diagnostic)
  }

  func reasons() -> [ConsentReason] {
    if let unheard = portsThatNobodyHears { return needsHere.prefix(1).map(reason) + [unheard] }
    switch outcome() {
    case .open(let gaps): return gaps.map(\.reason)
    case .refused(let gaps, let objection):
      return reasonsByPort() ?? gaps.filter { $0.claim == nil }.map(\.reason) + [
        refusal(of: "it", for: objection.words)
      ]
    }
  }

  /// Where a grant that has ended cannot last longer, a new one may do.
  private func outcome() -> Outcome {
    let extended = gaps(extending: true)
    guard objection(to: extended) != nil else { return .open(extended) }
    let gaps = gaps(extending: false)
    return objection(to: gaps).map { .refused(gaps, $0) } ?? .open(gaps)
  }

  private func gaps(extending: Bool) -> [Gap] {
    [consent == .provider && !isOwn ? nil : need(extending), isOwn ? nil : grant(extending)].compactMap(\.self)
  }

  private func objection(to gaps: [Gap]) -> Diagnostic? {
    let proposed = gaps.compactMap(\.claim)
    return proposed.isEmpty ? nil : search.question.objection(to: proposed)
  }

  private func refusal(of what: String, for words: String) -> ConsentReason {
    ConsentReason(
      .missing, "no need and no grant can open \(what): \(words)",
      at: claims.needs.first?.span ?? claims.grants.first?.span)
  }

  // MARK: One port after the other

  /// Trials take time: of a workload with more ports than these, those that can be opened together are tried together.
  private static let mostPorts = 16

  /// Ports by what opens them, and by what keeps them closed.
  private struct PortParts {
    var open: [(lists: [ProposedClaim.List], ports: [WorkloadPort])] = []
    var refused: [(words: String, ports: [WorkloadPort])] = []

    mutating func open(_ ports: some Sequence<WorkloadPort>, by lists: [ProposedClaim.List]) {
      if let place = open.firstIndex(where: { $0.lists == lists }) {
        open[place].ports += ports
      } else {
        open.append((lists, Array(ports)))
      }
    }

    mutating func refuse(_ port: WorkloadPort, for words: String) {
      if let place = refused.firstIndex(where: { $0.words == words }) {
        refused[place].ports.append(port)
      } else {
        refused.append((words, [port]))
      }
    }
  }

  /// What opens some of the ports where not all can be opened; nil if none can be, or nobody asked for all.
  private func reasonsByPort() -> [ConsentReason]? {
    let ports = provider.portsOfService(for: wanted)
    guard search.asked == nil, ports.count > 1 else { return nil }
    var parts = PortParts()
    let size = ports.count > Self.mostPorts ? ports.count / 2 : 1
    for start in stride(from: 0, to: ports.count, by: size) { sort(ports[start...].prefix(size), into: &parts) }
    guard !parts.open.isEmpty else { return nil }
    return parts.open.flatMap { reasons(opening: $0.ports) }.uniqued
      + parts.refused.map { refusal(of: $0.ports.map { EdgePort.words($0.name, $0.range) }.listed(), for: $0.words) }
  }

  /// Halves whatever cannot be opened together.
  private func sort(_ ports: ArraySlice<WorkloadPort>, into parts: inout PortParts) {
    switch asking(for: Array(ports)).outcome() {
    case .open(let gaps): parts.open(ports, by: gaps.compactMap(\.claim?.list))
    case .refused(_, let objection) where ports.count == 1:
      for port in ports { parts.refuse(port, for: objection.words) }
    case .refused:
      let half = ports.count / 2
      sort(ports.prefix(half), into: &parts)
      sort(ports.dropFirst(half), into: &parts)
    }
  }

  /// What opens these ports together, or else each by itself.
  private func reasons(opening ports: [WorkloadPort]) -> [ConsentReason] {
    if case .open(let gaps) = asking(for: ports).outcome() { return gaps.map(\.reason) }
    return ports.flatMap { asking(for: [$0]).reasons() }
  }

  private func asking(for ports: [WorkloadPort]) -> ClaimGaps {
    var search = search
    search.asked = ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
    return ClaimGaps(search: search, consumer: consumer, provider: provider)
  }

  private var isOwn: Bool { consumer.id.tenant == provider.id.tenant }

  private var consent: Consent { search.question.document.platform.consent }

  private var pair: EnvironmentPair { search.pair }

  private var scope: String { pair.asEntry }

  private var place: String { pair.isCrossing ? "from \(pair.from) to \(pair.to)" : "in \(pair.from)" }

  // MARK: The consumer's side

  /// Whether a claim should be about this pair of environments only: nobody asked about the others in which both run.
  private var isScoped: Bool {
    if pair.isCrossing { return true }
    guard search.source.environment != nil || search.destination.environment != nil else { return false }
    return search.graph.environments.filter { consumer.runs($0) && provider.runs($0) }.count > 1
  }

  private func need(_ extending: Bool) -> Gap {
    let owner = search.graph[tenant: consumer.id.tenant]?.owner ?? consumer.id.tenant
    func claim(_ scope: String) -> ProposedClaim {
      ProposedClaim(
        .needs, of: consumer.id.tenant,
        "{from: \(consumer.id.name.asEntry), to: \(provider.id), ports: [\(ports(granted(extending)))]\(scope)}")
    }
    func gap(_ text: String, at span: Span?, _ claim: ProposedClaim) -> Gap {
      Gap(ConsentReason(.missing, text, at: span, owner: owner), filledBy: claim)
    }
    let whole = claim(isScoped ? ", environments: [\(scope)]" : "")
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
      ? Gap(reason(near))
      : gap(
        "\"\(consumer.id)\" asks for other ports: \(owner) adds \(local.quoted) to the needs of \"\(consumer.id.tenant)\"",
        at: near.span, local)
  }

  private func reason(_ need: NeedDocument) -> ConsentReason {
    ConsentReason(
      .need, "\(consumer.id) needs \(provider.id)", Claim(need),
      by: search.graph[tenant: consumer.id.tenant]?.owner ?? consumer.id.tenant)
  }

  /// A need for all of several workloads passes over those without its ports, and no grant makes up for a port.
  private var portsThatNobodyHears: ConsentReason? {
    guard search.asked == nil, isOwn || consent == .both, !needsHere.isEmpty,
      !needsHere.contains(where: { provider.opens($0.ports, provider.connections) })
    else { return nil }
    let owner = search.graph[tenant: provider.id.tenant]?.owner ?? provider.id.tenant
    let wanted = needsHere.flatMap { $0.ports.map { "\"\($0.value)\"" } }
    let names = Set(wanted).sorted().listed("or")
    return ConsentReason(
      .missing,
      "\(provider.id) declares no port \(names), and listens on \(provider.portWords): ask \(owner) to add the port if its "
        + "pods have it", at: provider.span, owner: owner)
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

  private func grant(_ extending: Bool) -> Gap {
    let owner = search.graph[tenant: provider.id.tenant]?.owner ?? provider.id.tenant
    func claim(_ scope: String) -> ProposedClaim {
      ProposedClaim(
        .grants, of: provider.id.tenant,
        "{to: \(consumer.id), workload: \(provider.id.name.asEntry), ports: [\(ports(wanted))]\(scope)}")
    }
    func gap(_ text: String, at span: Span?, until: CalendarDate? = nil, _ claim: ProposedClaim?) -> Gap {
      Gap(ConsentReason(.missing, text, at: span, owner: owner, until: until), filledBy: claim)
    }
    guard !claims.grants.isEmpty else {
      let whole = claim(isScoped ? ", environments: [\(scope)]" : "")
      return gap(
        "\(others): ask \(owner) to add \(whole.quoted)", at: search.question.grantsSpan(of: provider.id.tenant), whole)
    }
    let local = claim(", environments: [\(scope)]")
    guard let first = grantsHere.first else {
      return gap(
        "\"\(provider.id.tenant)\" does not grant it \(place): ask \(owner) to add \(local.quoted)",
        at: claims.grants.first?.span, local)
    }
    let fitting = grantsHere.filter { provider.opens($0.ports, wanted) }
    if let near = fitting.first(where: isStanding) {
      return Gap(ConsentReason(.grant, "\(provider.id) is granted to \(consumer.id)", Claim(near), by: owner))
    }
    guard let last = fitting.max(by: { ($0.until?.value ?? today) < ($1.until?.value ?? today) }) else {
      return gap("the grant opens other ports: ask \(owner) to add \(local.quoted)", at: first.span, local)
    }
    let day = last.until.map { " on \($0.value)" } ?? ""
    let remedy = extending ? "extend it" : "add \(local.quoted)"
    return gap(
      "the grant ended\(day): ask \(owner) to \(remedy)", at: last.span, until: last.until?.value,
      extending ? ProposedClaim(extending: last, of: provider.id.tenant, until: today) : local)
  }

  private var today: CalendarDate { search.question.today }

  /// Grants for this pair of environments, expired ones too.
  private var grantsHere: [GrantDocument] { claims.grants.filter { $0.environments.holds(in: pair) } }

  private func isStanding(_ grant: GrantDocument) -> Bool { grant.until.map { today <= $0.value } ?? true }

  /// The ports that need no further grant, so that a need for them is answered; nil if that limits nothing.
  private func granted(_ extending: Bool) -> ConnectionSet? {
    guard !isOwn, consent == .both, needsHere.isEmpty else { return nil }
    let standing = grantsHere.filter(isStanding)
    let usable = standing.isEmpty && extending ? grantsHere : standing
    guard !usable.isEmpty, !usable.contains(where: \.ports.isEmpty) else { return nil }
    let ports = provider.ports.filter { port in usable.contains { provider.opens($0.ports, port.range.connections) } }
    return ports.isEmpty ? nil : ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
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
  fileprivate var connections: ConnectionSet { ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) } }

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
