public import PolicyModel
import Workers

/// An ``AccessGraph`` and what proxies let through of it. (CIL-69)
public struct FilteredAccess: Sendable {
  private let graph: AccessGraph
  /// Nil when no policy filters.
  private let filters: Filters?

  /// What one peer may open to another.
  public struct Cell: Sendable {
    /// Position among the peers.
    public let destination: Int
    public let connections: ConnectionSet
    /// The part of the connections that no proxy filters.
    public let unfiltered: ConnectionSet
    /// What passes on the rest, sorted.
    public let requests: [PassingRequests]

    public var filtered: ConnectionSet { connections.subtracting(unfiltered) }

    /// What either may, where two peers count as one.
    public func united(with other: Cell) -> Cell {
      let connections = connections.union(other.connections)
      let unfiltered = unfiltered.union(other.unfiltered)
      return Cell(
        destination: destination, connections: connections, unfiltered: unfiltered,
        requests: (requests + other.requests).united(within: connections.subtracting(unfiltered)))
    }
  }

  /// What is asked about pairs of which the graph without filters says less.
  private struct Filters: Sendable {
    let unfiltered: AccessGraph
    let egress: [SubjectRules?]
    let ingress: [SubjectRules?]
    let evaluation: PolicyEvaluation
  }

  public init(of peers: [Peer], in evaluation: PolicyEvaluation) {
    graph = evaluation.graph(of: peers)
    filters =
      evaluation.hasFilters
      ? Filters(
        unfiltered: evaluation.graph(of: peers, leavingOutFiltered: true),
        egress: peers.concurrentMap { evaluation.rules(over: $0, .egress) },
        ingress: peers.concurrentMap { evaluation.rules(over: $0, .ingress) }, evaluation: evaluation)
      : nil
  }

  /// What a peer may open, by destination.
  public func cells(from source: Int) -> [Cell] {
    let edges = graph.edges(from: source)
    guard let filters else {
      return edges.map {
        Cell(destination: $0.destination, connections: $0.connections, unfiltered: $0.connections, requests: [])
      }
    }
    let plain = Dictionary(
      filters.unfiltered.edges(from: source).map { ($0.destination, $0.connections) },
      uniquingKeysWith: { $0.union($1) })
    return edges.map { edge in
      let unfiltered = plain[edge.destination] ?? .none
      return Cell(
        destination: edge.destination, connections: edge.connections, unfiltered: unfiltered,
        requests: unfiltered == edge.connections ? [] : requests(from: source, to: edge.destination, filters))
    }
  }

  private func requests(from source: Int, to destination: Int, _ filters: Filters) -> [PassingRequests] {
    filters.evaluation.verdict(
      from: graph.peers[source], to: graph.peers[destination], egress: filters.egress[source],
      ingress: filters.ingress[destination]
    ).requests
  }
}
