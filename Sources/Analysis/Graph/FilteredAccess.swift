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
    /// Nil for almost every pair.
    private let filter: Filter?

    private struct Filter: Sendable {
      let unfiltered: ConnectionSet
      let requests: [PassingRequests]
    }

    fileprivate init(_ destination: Int, _ connections: ConnectionSet) {
      self.destination = destination
      self.connections = connections
      filter = nil
    }

    fileprivate init(
      _ destination: Int, _ connections: ConnectionSet, unfiltered: ConnectionSet, _ requests: [PassingRequests]
    ) {
      self.destination = destination
      self.connections = connections
      filter = Filter(unfiltered: unfiltered, requests: requests)
    }

    /// The part of the connections in which a proxy lets only some requests through.
    public var filtered: ConnectionSet { filter.map { connections.subtracting($0.unfiltered) } ?? .none }

    /// What passes there, sorted.
    public var requests: [PassingRequests] { filter?.requests ?? [] }

    /// What either may, where two peers count as one.
    public func united(with other: Cell) -> Cell {
      let connections = connections.union(other.connections)
      guard filter != nil || other.filter != nil else { return Cell(destination, connections) }
      let unfiltered = (filter?.unfiltered ?? self.connections)
        .union(other.filter?.unfiltered ?? other.connections)
      return Cell(
        destination, connections, unfiltered: unfiltered,
        (requests + other.requests).united(within: connections.subtracting(unfiltered)))
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
  public func cells(from source: Int) -> some Sequence<Cell> {
    let plain = filters.map { filters in
      Dictionary(
        filters.unfiltered.edges(from: source).map { ($0.destination, $0.connections) },
        uniquingKeysWith: { $0.union($1) })
    }
    return graph.edges(from: source).lazy.map { edge in
      guard let filters, let plain else { return Cell(edge.destination, edge.connections) }
      let unfiltered = plain[edge.destination] ?? .none
      guard unfiltered != edge.connections else { return Cell(edge.destination, edge.connections) }
      return Cell(
        edge.destination, edge.connections, unfiltered: unfiltered,
        requests(from: source, to: edge.destination, filters))
    }
  }

  private func requests(from source: Int, to destination: Int, _ filters: Filters) -> [PassingRequests] {
    filters.evaluation.verdict(
      from: graph.peers[source], to: graph.peers[destination], egress: filters.egress[source],
      ingress: filters.ingress[destination]
    ).requests
  }
}
