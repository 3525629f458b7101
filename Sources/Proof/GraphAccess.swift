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
  private let outgoing: [WorkloadID: [NumberedEdge]]
  private let exposures: [NumberedEdge]
  private let internet: AddressSet
  let guardrails: [GuardrailReach]
  /// The sets of the edges; rows add what unions of them make.
  let numbers: ConnectionNumbers

  private struct NumberedEdge {
    let edge: Edge
    let set: Int32
  }

  init(of graph: TenantGraph, on cluster: Cluster, over universe: Universe) {
    self.graph = graph
    self.cluster = cluster
    self.universe = universe
    let membership = Membership(of: universe, in: graph, on: cluster)
    self.membership = membership
    internet = graph.internetAddresses
    guardrails = graph.guardrails.map { GuardrailReach(of: $0, over: universe, membership) }
    let edges = graph.edges.filter {
      cluster.environments.contains($0.environments.from) && cluster.environments.contains($0.environments.to)
    }
    var numbers = ConnectionNumbers()
    var outgoing: [WorkloadID: [NumberedEdge]] = [:]
    var exposures: [NumberedEdge] = []
    for edge in edges {
      let numbered = NumberedEdge(edge: edge, set: numbers.number(of: edge.connections))
      if let consumer = edge.consumer.workload {
        outgoing[consumer, default: []].append(numbered)
      } else {
        exposures.append(numbered)
      }
    }
    self.outgoing = outgoing
    self.exposures = exposures
    self.numbers = numbers
  }

  /// What the peer at `source` may reach, by position; nothing that is empty.
  func row(from source: Int) -> [Int: ConnectionSet] {
    var numbers = numbers
    return named(cells(from: source, in: &numbers), numbers)
  }

  /// What the peer at `source` might reach if there were no guardrails.
  func openRow(from source: Int) -> [Int: ConnectionSet] {
    var numbers = numbers
    return named(openCells(from: source, in: &numbers), numbers)
  }

  /// ``row(from:)`` in numbers.
  func cells(from source: Int, in numbers: inout ConnectionNumbers) -> [AccessRow.Cell] {
    withoutDenied(openCells(from: source, in: &numbers), from: source, &numbers)
  }

  private func named(_ cells: [AccessRow.Cell], _ numbers: ConnectionNumbers) -> [Int: ConnectionSet] {
    Dictionary(cells.map { (Int($0.destination), numbers[$0.set]) }) { first, _ in first }
  }

  private func openCells(from source: Int, in numbers: inout ConnectionNumbers) -> [AccessRow.Cell] {
    var row = AccessRow()
    let peer = universe.peers[source]
    switch peer.kind {
    case .tenantPod(let namespace): addTenantPod(source, in: namespace, to: &row, &numbers)
    case .strangePod, .hostPod, .impostor, .addresses, .entity: addStranger(peer, to: &row)
    case .domain: break
    }
    return row.cells(in: &numbers)
  }

  /// Why the graph lets the peer at `source` reach the one at `destination`, if it does.
  func origins(from source: Int, to destination: Int) -> [EdgeOrigin] {
    edges(from: source).filter { destinations(of: $0).contains(destination) }.map(\.origin)
  }

  /// The edges that start at the peer at `source`.
  func edges(from source: Int) -> [Edge] {
    let peer = universe.peers[source]
    guard let namespace = peer.tenantNamespace else {
      return exposures.map(\.edge).filter { exposes($0, to: peer) }
    }
    return membership.workloads(of: source).flatMap { outgoing[$0] ?? [] }.map(\.edge)
      .filter { membership.serves(namespace, $0.environments.from) }
  }

  /// The edges that let everybody into the pod at `destination`.
  func openEdges(to destination: Int) -> [Edge] {
    exposures.map(\.edge).filter { $0.consumer == .anyone && destinations(of: $0).contains(destination) }
  }

  // MARK: Pods of tenants

  private func addTenantPod(
    _ source: Int, in namespace: String, to row: inout AccessRow, _ numbers: inout ConnectionNumbers
  ) {
    for neighbour in membership.neighbours(of: namespace) {
      for pod in membership.pods(in: neighbour) { row.add(ConnectionNumbers.all, to: pod) }
    }
    addNameServers(to: &row, numbers.number(of: nameServerPorts))
    if cluster.enforcement != .cilium {
      // A pod and the node that runs it always reach each other. (NP-36)
      for node in membership.ownNodes { row.add(ConnectionNumbers.all, to: node) }
    }
    for workload in membership.workloads(of: source) {
      for numbered in outgoing[workload] ?? [] where membership.serves(namespace, numbered.edge.environments.from) {
        for destination in destinations(of: numbered.edge) { row.add(numbered.set, to: destination) }
      }
    }
  }

  private var nameServerPorts: ConnectionSet {
    graph.dns.ports.reduce(ConnectionSet.none) { $0.union($1.connections) }
  }

  private func addNameServers(to row: inout AccessRow, _ ports: Int32) {
    for server in membership.nameServers { row.add(ports, to: server) }
    let caches = AddressSet(graph.dns.nodeLocal.map { CIDR(enclosing: $0, prefixLength: $0.family.width) })
    for address in membership.addresses(inside: caches) { row.add(ports, to: address) }
    if !graph.dns.nodeLocal.isEmpty, cluster.enforcement == .cilium {
      // A cache on the node's network is the node itself to Cilium.
      for node in membership.ownNodes { row.add(ports, to: node) }
    }
  }

  func destinations(of edge: Edge) -> [Int] {
    switch edge.provider {
    case .workload(let id): membership.instances(of: id, in: edge.environments.to)
    case .addresses(let block): membership.addresses(inside: block)
    case .internet: membership.addresses(inside: internet)
    case .apiServer: membership.apiServers
    case .domain(let pattern): membership.domains(matching: pattern)
    case .anyone: []
    }
  }

  // MARK: Everybody else

  private func addStranger(_ peer: UniversePeer, to row: inout AccessRow) {
    let all = ConnectionNumbers.all
    if peer.kind == .strangePod || peer.kind == .hostPod {
      // Nobody isolates the rest of the cluster.
      for destination in membership.ungoverned { row.add(all, to: destination) }
    }
    if case .addresses(let addresses) = peer.kind {
      for pod in membership.strangePods { row.add(all, to: pod) }
      // Kubelet probes come from the pod's own node. (NP-36, CIL-27)
      if addresses.role == .ownNode { addTenantPods(to: &row) }
    }
    if peer.kind == .entity(.host) { addTenantPods(to: &row) }
    for numbered in exposures where exposes(numbered.edge, to: peer) {
      guard let provider = numbered.edge.provider.workload else { continue }
      let pods = membership.instances(of: provider, in: numbered.edge.environments.to)
      for pod in pods { row.add(numbered.set, to: pod) }
    }
  }

  private func addTenantPods(to row: inout AccessRow) {
    for pod in membership.tenantPods { row.add(ConnectionNumbers.all, to: pod) }
  }

  private func exposes(_ edge: Edge, to peer: UniversePeer) -> Bool {
    switch (edge.consumer, peer.kind) {
    case (.anyone, _): true
    case (.addresses(let block), .addresses(let addresses)):
      membership.isMatched(addresses, by: block)
    case (.internet, .addresses(let addresses)): membership.isMatched(addresses, by: internet)
    default: false
    }
  }

  // MARK: Guardrails

  private func withoutDenied(
    _ row: [AccessRow.Cell], from source: Int, _ numbers: inout ConnectionNumbers
  ) -> [AccessRow.Cell] {
    let denials = guardrails.filter { $0.applies(from: source) }
    guard !denials.isEmpty else { return row }
    var result: [AccessRow.Cell] = []
    for var cell in row {
      for guardrail in denials where guardrail.denies(from: source, to: Int(cell.destination)) {
        cell.set = numbers.subtracting(guardrail.connections, from: cell.set)
      }
      if cell.set != ConnectionNumbers.none { result.append(cell) }
    }
    return result
  }
}
