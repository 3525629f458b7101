import GraphFormat
public import PolicyModel
public import Resolution

/// An assertion that does not hold, with a witness.
public struct AssertionFailure: Sendable {
  public let assertion: Assertion
  public let cluster: String
  public let source: String
  public let destination: String
  /// What is open between the two although it must not be, or what is missing.
  public let connections: ConnectionSet
  /// The needs and grants that speak of the pair.
  public let origins: [EdgeOrigin]
}

/// Tests claims about an access graph.
struct AssertionCheck {
  let access: GraphAccess

  /// The first witness against `assertion` for each source, at most a few.
  ///
  /// - Parameter connections: what one peer may open to another, by positions in the universe.
  func failures(
    of assertion: Assertion, on cluster: Cluster, connections: (Int, Int) -> ConnectionSet
  ) -> [AssertionFailure] {
    let scope = Set(assertion.environments.isEmpty ? cluster.environments : assertion.environments)
      .intersection(cluster.environments)
    guard !scope.isEmpty else { return [] }
    let sources = members(of: assertion.from, in: scope)
    let destinations = members(of: assertion.to, in: scope)
    switch assertion.claim {
    case .never: return broken(assertion, cluster, sources, destinations, connections)
    case .always: return unmet(assertion, cluster, sources, destinations, connections)
    }
  }

  private static let limit = 3

  private func broken(
    _ assertion: Assertion, _ cluster: Cluster, _ sources: [Int], _ destinations: [Int],
    _ connections: (Int, Int) -> ConnectionSet
  ) -> [AssertionFailure] {
    var failures: [AssertionFailure] = []
    for source in sources where failures.count < Self.limit {
      for destination in destinations where destination != source {
        let open = connections(source, destination).intersection(assertion.connections)
        guard !open.isEmpty else { continue }
        failures.append(failure(assertion, cluster, source, destination, open))
        break
      }
    }
    return failures
  }

  /// `always` speaks of workloads that exist: each of them reaches one of the destination in its own environment.
  private func unmet(
    _ assertion: Assertion, _ cluster: Cluster, _ sources: [Int], _ destinations: [Int],
    _ connections: (Int, Int) -> ConnectionSet
  ) -> [AssertionFailure] {
    let wanted = assertion.ports.isEmpty ? nil : assertion.connections
    var failures: [AssertionFailure] = []
    for source in sources where isReal(source) && failures.count < Self.limit {
      let candidates = destinations.filter { isReal($0) && $0 != source && meet(source, $0) }
      guard let nearest = candidates.first else { continue }
      let isMet = candidates.contains { destination in
        let open = connections(source, destination)
        return wanted?.isSubset(of: open) ?? !open.isEmpty
      }
      if !isMet {
        let missing = (wanted ?? .all).subtracting(connections(source, nearest))
        failures.append(failure(assertion, cluster, source, nearest, missing))
      }
    }
    return failures
  }

  private func failure(
    _ assertion: Assertion, _ cluster: Cluster, _ source: Int, _ destination: Int, _ connections: ConnectionSet
  ) -> AssertionFailure {
    let peers = access.universe.peers
    return AssertionFailure(
      assertion: assertion, cluster: cluster.name, source: peers[source].name, destination: peers[destination].name,
      connections: connections, origins: access.origins(from: source, to: destination))
  }

  private func members(of population: Population, in environments: Set<String>) -> [Int] {
    access.universe.peers.indices.filter { peer in
      guard access.membership.contains(population, peer) else { return false }
      return access.membership.environments(of: peer).map { !environments.isDisjoint(with: $0) } ?? true
    }
  }

  private func isReal(_ peer: Int) -> Bool {
    let peer = access.universe.peers[peer]
    return peer.workload != nil || peer.tenantNamespace == nil
  }

  private func meet(_ source: Int, _ destination: Int) -> Bool {
    guard let here = access.membership.environments(of: source),
      let there = access.membership.environments(of: destination)
    else { return true }
    return !Set(here).isDisjoint(with: there)
  }
}

extension Assertion {
  /// What the claim is about; every port when it names none.
  fileprivate var connections: ConnectionSet {
    ports.isEmpty ? .all : ports.reduce(.none) { $0.union($1.range.connections) }
  }
}

extension TenantGraph {
  /// Assertions that the graph itself breaks, before anything is compiled.
  public func brokenAssertions() -> [AssertionFailure] {
    guard !assertions.isEmpty else { return [] }
    return clusters.flatMap { cluster in
      let universe = Universe(of: self, on: cluster, policies: nil)
      let access = GraphAccess(of: self, on: cluster, over: universe)
      let check = AssertionCheck(access: access)
      var rows: [Int: [Int: ConnectionSet]] = [:]
      return assertions.flatMap { assertion in
        check.failures(of: assertion, on: cluster) { source, destination in
          if rows[source] == nil { rows[source] = access.row(from: source) }
          return rows[source]?[destination] ?? .none
        }
      }
    }
  }
}
