import PolicyModel
import Resolution

extension GraphAccess {
  /// Connections that the graph narrows to certain requests.
  struct FilteredConnections {
    let connections: ConnectionSet
    let requests: Set<HTTPMatch>
  }

  /// The destinations towards which the graph narrows what the peer at `source` may ask.
  func filteredDestinations(from source: Int) -> [Int] {
    let destinations = edges(from: source).filter { !$0.http.isEmpty }.flatMap(destinations)
    return Set(destinations).sorted()
  }

  /// What of a pair is narrowed, in parts that no edge tells apart.
  func filteredConnections(from source: Int, to destination: Int) -> [FilteredConnections] {
    guard !isWithinTenant(source, destination) else { return [] }
    let edges = edges(from: source).filter { destinations(of: $0).contains(destination) }
    let filtered = edges.filter { !$0.http.isEmpty }
    let plain = edges.filter(\.http.isEmpty) + openEdges(to: destination)
    let open = plain.reduce(ConnectionSet.none) { $0.union($1.connections) }
    let narrowed = filtered.reduce(ConnectionSet.none) { $0.union($1.connections) }.subtracting(open)
    return narrowed.pieces(cutBy: filtered.map(\.connections)).map { piece in
      let requests = filtered.filter { !$0.connections.isDisjoint(with: piece) }.flatMap(\.http)
      return FilteredConnections(connections: piece, requests: Set(requests))
    }
  }

  private func isWithinTenant(_ source: Int, _ destination: Int) -> Bool {
    guard let here = universe.peers[source].tenantNamespace, let there = universe.peers[destination].tenantNamespace
    else { return false }
    return membership.neighbours(of: here).contains(there)
  }
}
