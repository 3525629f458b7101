import Analysis
import GraphFormat
public import PolicyModel
public import Resolution
import Workers

/// An assertion that does not hold, with a witness.
public struct AssertionFailure: Sendable {
  public let assertion: Assertion
  public let cluster: String
  /// The peers of the witness in order, from the source to the destination; more than two only where the claim is about
  /// paths.
  public let path: [String]
  /// The workloads of the graph that the peers are pods of; nil for whatever else a peer is.
  public let workloads: [WorkloadID?]
  /// What is open between the two although it must not be, or what is missing.
  public let connections: ConnectionSet
  /// What was taken to be so because nobody can know it; nil for nothing.
  public let assumption: String?
  /// Whether it ends at the node that runs the source, which nothing can close on this cluster.
  let endsAtOwnNode: Bool
  /// The needs and grants behind each step of the path.
  public var origins: [EdgeOrigin] { steps.flatMap(\.self) }
  /// The same, for each step.
  public let steps: [[EdgeOrigin]]

  /// How many witnesses against one assertion are looked for on each cluster.
  public static let limit = 3
}

/// Tests claims about an access graph.
struct AssertionCheck {
  let access: GraphAccess

  /// The first witness against `assertion` for each source, at most a few.
  ///
  /// - Parameters:
  ///   - environment: both ends are in this one; nil for all that the assertion is about.
  ///   - row: what the peer at a position of the universe may open, by the position of the other end.
  func failures(
    of assertion: Assertion, on cluster: Cluster, in environment: String? = nil, row: Row
  ) -> [AssertionFailure] {
    let scope = Set(assertion.environments.isEmpty ? cluster.environments : assertion.environments)
      .intersection(environment.map { [$0] } ?? cluster.environments).intersection(cluster.environments)
    guard !scope.isEmpty else { return [] }
    let sources = members(of: assertion.from, in: scope)
    let destinations = members(of: assertion.to, in: scope)
    guard assertion.claim == .never else { return unmet(assertion, cluster, sources, destinations, row) }
    let forbidden = destinations + possibleMembers(of: assertion.to)
    return assertion.isTransitive
      ? traversed(assertion, cluster, sources, forbidden, row) : broken(assertion, cluster, sources, forbidden, row)
  }

  typealias Row = (Int) -> [Int: ConnectionSet]

  private func broken(
    _ assertion: Assertion, _ cluster: Cluster, _ sources: [Int], _ destinations: [Int], _ row: Row
  ) -> [AssertionFailure] {
    var failures: [AssertionFailure] = []
    for source in sources where failures.count < AssertionFailure.limit {
      let reached = row(source)
      for destination in destinations where destination != source {
        let open = (reached[destination] ?? .none).intersection(assertion.connections)
        guard !open.isEmpty else { continue }
        failures.append(failure(assertion, cluster, [source, destination], open))
        break
      }
    }
    return failures
  }

  /// `always` speaks of workloads that exist: each of them reaches one of the destination in its own environment.
  private func unmet(
    _ assertion: Assertion, _ cluster: Cluster, _ sources: [Int], _ destinations: [Int], _ row: Row
  ) -> [AssertionFailure] {
    let wanted = assertion.ports.isEmpty ? nil : assertion.connections
    var failures: [AssertionFailure] = []
    for source in sources where isReal(source) && failures.count < AssertionFailure.limit {
      // Which node a pod runs on nobody knows, so that its own does not stand for a certain one.
      let candidates = destinations.filter {
        isReal($0) && $0 != source && meet(source, $0) && !access.membership.ownNodes.contains($0)
      }
      guard let nearest = candidates.first ?? unseenMember(of: assertion.to) else { continue }
      let reached = row(source)
      func isOpen(_ destination: Int) -> Bool {
        let open = reached[destination] ?? .none
        return wanted?.isSubset(of: open) ?? !open.isEmpty
      }
      let world = isName(assertion.to) ? access.membership.openWorld : []
      let isMet = candidates.contains(where: isOpen) || (!world.isEmpty && world.allSatisfy(isOpen))
      if !isMet {
        let missing = (wanted ?? .all).subtracting(reached[nearest] ?? .none)
        failures.append(failure(assertion, cluster, [source, nearest], missing))
      }
    }
    return failures
  }

  /// Whoever reaches all of the internet reaches what is behind a name.
  private func isName(_ population: Population) -> Bool { if case .domain = population { true } else { false } }

  /// An address that a population means and that no block does: on Cilium, nodes are no addresses. (CIL-45)
  private func unseenMember(of population: Population) -> Int? {
    guard case .addresses(let block) = population else { return nil }
    return access.universe.peers.firstIndex { peer in
      peer.address.map { $0.role != .ownNode && block.contains($0.first) } ?? false
    }
  }

  /// The shortest path from each source: over any workload's pods, and at the end onto the ports that are meant.
  private func traversed(
    _ assertion: Assertion, _ cluster: Cluster, _ sources: [Int], _ destinations: [Int], _ row: Row
  ) -> [AssertionFailure] {
    let targets = Set(destinations)
    var failures: [AssertionFailure] = []
    for source in sources where failures.count < AssertionFailure.limit {
      var search = PathSearch(from: source)
      while let peer = search.next() {
        let reached = row(peer)
        let hits = reached.keys.filter { hit in
          targets.contains(hit) && hit != source && !(reached[hit] ?? .none).isDisjoint(with: assertion.connections)
        }
        if let hit = hits.min() {
          let open = (reached[hit] ?? .none).intersection(assertion.connections)
          failures.append(failure(assertion, cluster, search.path(to: peer) + [hit], open))
          break
        }
        for stop in reached.keys.sorted() where access.universe.peers[stop].workload != nil {
          search.reach(stop, from: peer)
        }
      }
    }
    return failures
  }

  private func failure(
    _ assertion: Assertion, _ cluster: Cluster, _ path: [Int], _ connections: ConnectionSet
  ) -> AssertionFailure {
    let hops = zip(path, path.dropFirst())
    return AssertionFailure(
      assertion: assertion, cluster: cluster.name, path: path.map { access.universe.peers[$0].name },
      workloads: path.map { access.universe.peers[$0].workload }, connections: connections,
      assumption: assertion.claim == .never ? path.last.flatMap { assumption(of: assertion, at: $0) } : nil,
      endsAtOwnNode: path.last.map(access.membership.ownNodes.contains) ?? false,
      steps: hops.map { access.origins(from: $0, to: $1) })
  }

  private func members(of population: Population, in environments: Set<String>) -> [Int] {
    access.universe.peers.indices.filter { peer in
      guard access.membership.contains(population, peer) else { return false }
      return access.membership.environments(of: peer).map { !environments.isDisjoint(with: $0) } ?? true
    }
  }

  /// Ends that may be what a population means: nobody knows the addresses behind a name. A block smaller than the world
  /// is not taken to hold them. (CIL-52)
  private func possibleMembers(of population: Population) -> [Int] {
    switch population {
    case .internet: access.membership.domains
    case .addresses(let block) where block.cidr.prefixLength == 0: access.membership.domains
    case .domain: access.membership.openWorld
    case .workloads, .tenants, .outside, .addresses, .apiServer: []
    }
  }

  private func assumption(of assertion: Assertion, at destination: Int) -> String? {
    if access.membership.ownNodes.contains(destination) {
      return "a pod may run on this very node, and always reaches the one that it runs on (NP-36)"
    }
    guard possibleMembers(of: assertion.to).contains(destination) else { return nil }
    return access.universe.peers[destination].address == nil
      ? "nobody knows the addresses behind a name, so that it counts as any address of the internet"
      : "nobody knows the addresses behind a name, so that whoever reaches the whole internet reaches it"
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
  ///
  /// - Parameter environment: only between ends in this one; nil for all.
  public func brokenAssertions(in environment: String? = nil) -> [AssertionFailure] {
    guard !assertions.isEmpty else { return [] }
    return clusters.concurrentMap { cluster in
      let universe = Universe(of: self, on: cluster, policies: nil)
      let access = GraphAccess(of: self, on: cluster, over: universe)
      let check = AssertionCheck(access: access)
      var rows: [Int: [Int: ConnectionSet]] = [:]
      return assertions.flatMap { assertion in
        check.failures(of: assertion, on: cluster, in: environment) { source in
          if let known = rows[source] { return known }
          let row = access.row(from: source)
          rows[source] = row
          return row
        }
      }
    }.flatMap { $0 }
  }
}

/// A breadth-first search that remembers how it came to each peer.
private struct PathSearch {
  private var queue: [Int]
  private var position = 0
  private var predecessors: [Int: Int?]

  init(from source: Int) {
    queue = [source]
    predecessors = [source: nil]
  }

  mutating func next() -> Int? {
    guard position < queue.count else { return nil }
    position += 1
    return queue[position - 1]
  }

  mutating func reach(_ peer: Int, from predecessor: Int) {
    guard predecessors[peer] == nil else { return }
    predecessors[peer] = .some(predecessor)
    queue.append(peer)
  }

  func path(to peer: Int) -> [Int] {
    var path = [peer]
    while let last = path.last, let predecessor = predecessors[last].flatMap({ $0 }) { path.append(predecessor) }
    return path.reversed()
  }
}
