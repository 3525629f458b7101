import Analysis
import GraphFormat
import PolicyModel
import Resolution

/// What the graph says about every pair of a universe, straight from its edges.
struct GraphAccess {
  let graph: TenantGraph
  let cluster: Cluster
  let universe: Universe
  let membership: Membership
  private let outgoing: [WorkloadID: [Edge]]
  private let exposures: [Edge]
  private let internet: AddressSet

  init(of graph: TenantGraph, on cluster: Cluster, over universe: Universe) {
    self.graph = graph
    self.cluster = cluster
    self.universe = universe
    membership = Membership(of: universe, in: graph, on: cluster)
    internet = graph.internetAddresses
    let edges = graph.edges.filter {
      cluster.environments.contains($0.environments.from) && cluster.environments.contains($0.environments.to)
    }
    outgoing = Dictionary(grouping: edges.filter { $0.consumer.workload != nil }) {
      $0.consumer.workload ?? WorkloadID(tenant: "", name: "")
    }
    exposures = edges.filter { $0.consumer.workload == nil }
  }

  /// What the peer at `source` may reach, by position; nothing that is empty.
  func row(from source: Int) -> [Int: ConnectionSet] { withoutDenied(openRow(from: source), from: source) }

  /// What the peer at `source` might reach if there were no guardrails.
  func openRow(from source: Int) -> [Int: ConnectionSet] {
    var row = AccessRow()
    let peer = universe.peers[source]
    switch peer.kind {
    case .tenantPod(let namespace): addTenantPod(source, in: namespace, to: &row)
    case .strangePod, .impostor, .addresses: addStranger(peer, to: &row)
    case .domain: break
    }
    return row.connections
  }

  /// Why the graph lets the peer at `source` reach the one at `destination`, if it does.
  func origins(from source: Int, to destination: Int) -> [EdgeOrigin] {
    let peer = universe.peers[source]
    guard let namespace = peer.tenantNamespace else {
      return exposures.filter { edge in
        exposes(edge, to: peer) && (edge.provider.workload.map(membership.workloads(of: destination).contains) ?? false)
      }.map(\.origin)
    }
    return membership.workloads(of: source).flatMap { outgoing[$0] ?? [] }.filter { edge in
      membership.serves(namespace, edge.environments.from) && destinations(of: edge).contains(destination)
    }.map(\.origin)
  }

  // MARK: Pods of tenants

  private func addTenantPod(_ source: Int, in namespace: String, to row: inout AccessRow) {
    for neighbour in membership.neighbours(of: namespace) {
      for pod in membership.pods(in: neighbour) { row.add(.all, to: pod) }
    }
    addNameServers(to: &row)
    if cluster.enforcement == .kubernetes {
      // A pod and the node that runs it always reach each other. (NP-36)
      for node in membership.ownNodes { row.add(.all, to: node) }
    }
    for workload in membership.workloads(of: source) {
      for edge in outgoing[workload] ?? [] where membership.serves(namespace, edge.environments.from) {
        for destination in destinations(of: edge) { row.add(edge.connections, to: destination) }
      }
    }
  }

  private func addNameServers(to row: inout AccessRow) {
    let ports = graph.dns.ports.reduce(ConnectionSet.none) { $0.union($1.connections) }
    for server in membership.nameServers { row.add(ports, to: server) }
    let caches = AddressSet(graph.dns.nodeLocal.map { CIDR(enclosing: $0, prefixLength: $0.family.width) })
    for address in membership.addresses(inside: caches) { row.add(ports, to: address) }
    if !graph.dns.nodeLocal.isEmpty, cluster.enforcement == .cilium {
      // A cache on the node's network is the node itself to Cilium.
      for node in membership.ownNodes { row.add(ports, to: node) }
    }
  }

  private func destinations(of edge: Edge) -> [Int] {
    switch edge.provider {
    case .workload(let id): membership.instances(of: id, in: edge.environments.to)
    case .addresses(let block): membership.addresses(inside: block.addresses)
    case .internet: membership.addresses(inside: internet)
    case .apiServer: membership.apiServers
    case .domain(let pattern): membership.domains(matching: pattern)
    case .anyone: []
    }
  }

  // MARK: Everybody else

  private func addStranger(_ peer: UniversePeer, to row: inout AccessRow) {
    if case .strangePod = peer.kind {
      // Nobody isolates the rest of the cluster.
      for destination in membership.ungoverned { row.add(.all, to: destination) }
    }
    if case .addresses(let addresses) = peer.kind {
      for pod in membership.strangePods { row.add(.all, to: pod) }
      // Kubelet probes come from the pod's own node. (NP-36, CIL-27)
      if addresses.role == .ownNode { for pod in membership.tenantPods { row.add(.all, to: pod) } }
    }
    for edge in exposures where exposes(edge, to: peer) {
      guard let provider = edge.provider.workload else { continue }
      for pod in membership.instances(of: provider, in: edge.environments.to) { row.add(edge.connections, to: pod) }
    }
  }

  private func exposes(_ edge: Edge, to peer: UniversePeer) -> Bool {
    switch (edge.consumer, peer.kind) {
    case (.anyone, _): true
    case (.addresses(let block), .addresses(let addresses)):
      membership.isMatched(addresses, by: block.addresses)
    case (.internet, .addresses(let addresses)): membership.isMatched(addresses, by: internet)
    default: false
    }
  }

  // MARK: Guardrails

  private func withoutDenied(_ row: [Int: ConnectionSet], from source: Int) -> [Int: ConnectionSet] {
    let denials = graph.guardrails.filter { applies($0, from: source) }
    guard !denials.isEmpty else { return row }
    var result: [Int: ConnectionSet] = [:]
    for (destination, connections) in row {
      let left = denials.reduce(connections) { rest, guardrail in
        denies(guardrail, from: source, to: destination) ? rest.subtracting(guardrail.deniedConnections) : rest
      }
      if !left.isEmpty { result[destination] = left }
    }
    return result
  }

  func applies(_ guardrail: Guardrail, from source: Int) -> Bool {
    let isSubject = guardrail.direction == .ingress || universe.peers[source].tenantNamespace != nil
    return isSubject && membership.contains(guardrail.from, source)
  }

  func denies(_ guardrail: Guardrail, from source: Int, to destination: Int) -> Bool {
    guard guardrail.direction == .egress || universe.peers[destination].tenantNamespace != nil,
      membership.contains(guardrail.to, destination)
    else { return false }
    return !guardrail.exceptions.contains {
      membership.contains($0.from, source) && membership.contains($0.to, destination)
    }
  }
}

/// Connections to destinations, gathered edge by edge.
private struct AccessRow {
  private(set) var connections: [Int: ConnectionSet] = [:]

  mutating func add(_ added: ConnectionSet, to destination: Int) {
    connections[destination] = connections[destination].map { $0.union(added) } ?? added
  }
}

extension Guardrail {
  var deniedConnections: ConnectionSet {
    ports.isEmpty ? .all : ports.reduce(.none) { $0.union($1.range.connections) }
  }
}
