import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// Edges between the same two nodes of a picture, drawn as one arrow.
struct Flow {
  let from: String
  let to: String
  let edges: [Edge]

  /// Mandatory only if all of it is.
  var kind: Diagram.Edge.Kind { edges.allSatisfy(\.origin.isMandatory) ? .mandatory : .ordinary }

  var traits: [Diagram.Edge.Trait] {
    let expiry = edges.compactMap(\.origin.until).min()
    let crossings = edges.filter(\.environments.isCrossing)
    return crossings.map { .crossing(from: $0.environments.from, to: $0.environments.to) }
      + [expiry.map(Diagram.Edge.Trait.expiring)].compactMap(\.self)
      + (edges.contains { !$0.http.isEmpty } ? [.filtered] : [])
  }

  /// Ports, then requests, then where the flow exists unless it does wherever it could.
  func lines(in environments: [String]) -> [String] {
    let limits = limits(in: environments)
    return edges.ports + limits.requests + limits.environments
  }

  func limits(in environments: [String]) -> Diagram.Limits {
    Diagram.Limits(environments: restriction(to: environments), requests: abridged(requests, to: 3))
  }

  private var requests: [String] {
    var seen: Set<String> = []
    return edges.flatMap(\.http).map(\.words).filter { seen.insert($0).inserted }
  }

  private func restriction(to environments: [String]) -> [String] {
    let used = Set(edges.map(\.environments).filter { !$0.isCrossing }.map(\.from))
    let named = environments.filter(used.contains)
    return named.isEmpty || named.count == environments.count ? [] : ["only \(named.joined(separator: ", "))"]
  }

  /// Where somebody wrote it: the consent, or else the request.
  var span: Span? { edges.compactMap { $0.origin.grant ?? $0.origin.need }.first }

  /// What there was no room for: every edge with its reason.
  var tooltip: String {
    edges.map(\.words).joined(separator: "\n")
  }
}

extension Edge {
  fileprivate var words: String {
    let scope = environments.isCrossing ? "\(environments.from) → \(environments.to)" : environments.from
    let flow = "\(consumer.words) → \(provider.words) (\(scope)): \([self].ports.joined(separator: ", "))"
    let reasons = [origin.cause, origin.asked?.words("asked"), origin.allowed?.words("allowed")]
    return ([flow] + reasons.compactMap(\.self)).joined(separator: " · ")
  }
}

extension Claim {
  /// `allowed: ADR-112, PAY-991, until 2027-03-31`; nil if it says nothing.
  fileprivate func words(_ verb: String) -> String? {
    let why = [reason, ticket, until.map { "until \($0)" }].compactMap(\.self).joined(separator: ", ")
    return why.isEmpty ? nil : "\(verb): \(why)"
  }
}

extension EdgeEnd {
  var words: String {
    switch self {
    case .workload(let id): "\(id)"
    case .addresses(let block): "\(block.cidr)"
    case .domain(let pattern): pattern.text
    case .internet: "the internet"
    case .apiServer: "the API server"
    case .anyone: "anyone"
    case .controlPlane: "the API server and nodes"
    }
  }
}

extension Sequence<Edge> {
  /// The names of all ports, or the numbers of those without.
  var portNames: [String] {
    let edges = Array(self)
    return edges.contains { $0.ports.isEmpty }
      ? ["any port"] : edges.flatMap(\.ports).sorted().map { $0.name ?? "\($0.range)" }.uniqued
  }

  /// The ports of all, united under their names: `http 8080`, `443,8443`; "any port" if one edge has no limit.
  var ports: [String] {
    let edges = Array(self)
    return edges.contains { $0.ports.isEmpty } ? ["any port"] : edges.flatMap(\.ports).words
  }
}
