import Analysis
import GraphFormat
public import PolicyModel
public import Resolution

/// A flow that the graph narrows to certain requests, and the policies to others or to none.
public struct UnfilteredFlow: Sendable {
  /// Names of the peers, for people.
  public let source: String
  public let destination: String
  public let connections: ConnectionSet
  public let expected: [HTTPMatch]
  /// Nil when any request passes.
  public let actual: [HTTPMatch]?
  /// The rules that decide.
  public let deciding: [DecidingRule]
  public let origins: [EdgeOrigin]
}

/// Compares the requests that pass where edges are narrowed at layer 7, which verdicts about connections do not show.
/// (CIL-26, CIL-69)
struct RequestCheck {
  let access: GraphAccess
  let evaluation: PolicyEvaluation

  /// How many are named.
  private static let limit = 20

  func unfilteredFlows() -> [UnfilteredFlow] {
    guard access.cluster.enforcement == .cilium else { return [] }
    var flows: [UnfilteredFlow] = []
    for source in access.universe.peers.indices {
      for destination in access.filteredDestinations(from: source) where flows.count < Self.limit {
        flows += self.flows(from: source, to: destination)
      }
    }
    return flows
  }

  private func flows(from source: Int, to destination: Int) -> [UnfilteredFlow] {
    let (from, to) = (access.universe.peers[source], access.universe.peers[destination])
    let verdict = evaluation.verdict(from: from.peer, to: to.peer)
    let rules = [verdict.egress, verdict.ingress].map { $0.rules.filter { $0.action == .allow } }
    let cuts = rules.flatMap { $0 }.map(\.connections)
    return access.filteredConnections(from: source, to: destination).flatMap { filtered in
      // What is closed altogether is a matter of connections.
      filtered.connections.intersection(verdict.connections).pieces(cutBy: cuts).compactMap { piece in
        let deciding = rules.map { $0.filter { !$0.connections.isDisjoint(with: piece) } }
        let filters = deciding.compactMap(\.requests)
        guard filters.isEmpty || filters.contains(where: { $0 != filtered.requests }) else { return nil }
        return UnfilteredFlow(
          source: from.name, destination: to.name, connections: piece, expected: filtered.requests.sorted(),
          actual: filters.first { $0 != filtered.requests }?.sorted(),
          deciding: deciding.flatMap { $0 }.mostTelling,
          origins: access.origins(from: source, to: destination))
      }
    }
  }
}

extension [MatchedRule] {
  /// The rules that let any request in first.
  fileprivate var mostTelling: [DecidingRule] {
    let ingress = filter { $0.direction == .ingress }
    let open = ingress.filter { [$0].requests == nil }
    let filtered = ingress.filter { [$0].requests != nil }
    return (open + filtered).map {
      DecidingRule(policy: $0.policy, direction: $0.direction, rule: $0.place, action: .allow)
    }
  }

  /// The requests that some of these rules let through; nil for any, also where nothing filters. (CIL-26)
  fileprivate var requests: Set<HTTPMatch>? {
    var requests: Set<HTTPMatch> = []
    for matched in self {
      guard case .http(let matches) = matched.layer7 else { return nil }
      requests.formUnion(matches)
    }
    return isEmpty ? nil : requests
  }
}

extension Set<HTTPMatch> {
  fileprivate func sorted() -> [HTTPMatch] {
    sorted { $0.words < $1.words }
  }
}
