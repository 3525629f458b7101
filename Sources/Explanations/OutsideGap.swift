import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// The need or the grant that is missing between a workload and what is outside, as the next check would accept it.
struct OutsideGap {
  let search: ConsentSearch
  let outside: OutsideName

  /// What the consumer would have to write.
  func needs(of consumer: TenantWorkload) -> [ConsentReason] {
    let tenant = search.graph[tenant: consumer.id.tenant]
    let owner = tenant?.owner ?? consumer.id.tenant
    let scopes = ["", ", environments: [\(search.pair.from.asEntry)]"]
    let candidates = scopes.map { scope in
      outside.notations.map { to in
        ProposedClaim(.needs, of: consumer.id.tenant, "{from: \(consumer.id.name.asEntry), to: \(to)\(ports)\(scope)}")
      }
    }
    return reasons(candidates, at: tenant?.span, owner: owner, refused: "no need can open it") { items in
      "\"\(consumer.id)\" does not ask for it: \(owner) adds \(items) to the needs of \"\(consumer.id.tenant)\""
    }
  }

  /// What the provider would have to write.
  func grants(of provider: TenantWorkload) -> [ConsentReason] {
    let tenant = search.graph[tenant: provider.id.tenant]
    let owner = tenant?.owner ?? provider.id.tenant
    let ports = provider.suggestedPorts(for: search.asked)
    guard !ports.isEmpty else {
      let listed = provider.ports.map { EdgePort.words($0.name, $0.range) }.listed()
      return [
        ConsentReason(
          .missing, "\(provider.id) declares no such port; it listens on \(listed.isEmpty ? "none" : listed)",
          at: provider.span, owner: owner)
      ]
    }
    let scopes = ["", ", environments: [\(search.pair.to.asEntry)]"]
    let candidates = scopes.map { scope in
      outside.notations.map { to in
        ProposedClaim(
          .grants, of: provider.id.tenant,
          "{to: \(to), workload: \(provider.id.name.asEntry), ports: [\(ports)]\(scope)}")
      }
    }
    let place = search.question.grantsSpan(of: provider.id.tenant) ?? tenant?.span
    return reasons(candidates, at: place, owner: owner, refused: "no grant can open it") { items in
      "\"\(provider.id)\" is not exposed to it: \(owner) adds \(items) to the grants of \"\(provider.id.tenant)\""
    }
  }

  /// The first way to write it that the next check accepts, or why it accepts none.
  private func reasons(
    _ candidates: [[ProposedClaim]], at span: Span?, owner: String, refused: String, _ words: (String) -> String
  ) -> [ConsentReason] {
    var objection: Diagnostic?
    for claims in candidates {
      guard let found = search.question.objection(to: claims) else {
        return [ConsentReason(.missing, words(claims.map(\.quoted).listed()), at: span, owner: owner)]
      }
      objection = found
    }
    let why = objection.map { ": \($0.words)" } ?? ""
    return [ConsentReason(.missing, "\(refused)\(why)", at: span, owner: owner)]
  }

  /// Peers outside have no ports to choose from: where nobody asked for one, that of HTTPS stands for it. The API
  /// server has a port of its own.
  private var ports: String {
    if let asked = search.asked { return ", ports: [\(asked.notation)]" }
    if case .apiServer = outside { return "" }
    return ", ports: [443]"
  }
}

extension ProposedClaim {
  /// As an element of its list.
  var quoted: String { "`- \(text)`" }
}

extension Diagnostic {
  /// The finding inside a sentence, with its remedy.
  var words: String { message + (help.map { "; \($0)" } ?? "") }
}

extension OutsideName {
  /// As a graph writes it, once for each block.
  fileprivate var notations: [String] {
    switch self {
    case .addresses(let set):
      set.blocks.map { $0.family == .ipv6 ? "{cidr: \"\($0)\"}" : "{cidr: \($0)}" }
    case .internet: ["{internet: true}"]
    case .apiServer: ["{apiServer: true}"]
    case .domain(let name): ["{fqdn: \(name.lowercased().asEntry)}"]
    }
  }
}
