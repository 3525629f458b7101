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
    let edges = graph.edges.filter(cluster.carries)
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

  /// What the peer at `source` might reach if there were no guardrails, its name servers aside.
  func openRow(from source: Int) -> [Int: ConnectionSet] {
    var numbers = numbers
    return named(openRow(from: source, in: &numbers).cells(in: &numbers), numbers)
  }

  /// ``row(from:)`` in numbers.
  ///
  /// No guardrail takes the name servers away: a graph in which one would is refused (``NameServerCheck``), and a proof has
  /// to see it if one does.
  func cells(from source: Int, in numbers: inout ConnectionNumbers) -> [AccessRow.Cell] {
    var row = openRow(from: source, in: &numbers)
    let denials = guardrails.filter { $0.applies(from: source) }
    if !denials.isEmpty {
      row = AccessRow(row.cells(in: &numbers).without(denials, from: source, &numbers))
    }
    if universe.peers[source].tenantNamespace != nil { addNameServers(to: &row, numbers.number(of: nameServerPorts)) }
    return row.cells(in: &numbers)
  }

  private func named(_ cells: [AccessRow.Cell], _ numbers: ConnectionNumbers) -> [Int: ConnectionSet] {
    Dictionary(cells.map { (Int($0.destination), numbers[$0.set]) }) { first, _ in first }
  }

  private func openRow(from source: Int, in numbers: inout ConnectionNumbers) -> AccessRow {
    var row = AccessRow()
    let peer = universe.peers[source]
    switch peer.kind {
    case .tenantPod(let namespace): addTenantPod(source, in: namespace, to: &row)
    case .strangePod, .hostPod, .impostor, .addresses: addStranger(peer, to: &row)
    case .domain: break
    }
    return row
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

  private func addTenantPod(_ source: Int, in namespace: String, to row: inout AccessRow) {
    for neighbour in membership.neighbours(of: namespace) {
      for pod in membership.pods(in: neighbour) { row.add(ConnectionNumbers.all, to: pod) }
    }
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

  var nameServerPorts: ConnectionSet {
    graph.dns.ports.reduce(ConnectionSet.none) { $0.union($1.connections) }
  }

  /// The caches on nodes that blocks see.
  var nameServerAddresses: [Int] {
    membership.addresses(
      inside: AddressSet(graph.dns.nodeLocal.map { CIDR(enclosing: $0, prefixLength: $0.family.width) }))
  }

  private func addNameServers(to row: inout AccessRow, _ ports: Int32) {
    for server in membership.nameServers + nameServerAddresses { row.add(ports, to: server) }
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
    case .anyone, .controlPlane: []
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
      if addresses.role == .ownNode { for pod in membership.tenantPods { row.add(all, to: pod) } }
    }
    for numbered in exposures where exposes(numbered.edge, to: peer) {
      guard let provider = numbered.edge.provider.workload else { continue }
      let pods = membership.instances(of: provider, in: numbered.edge.environments.to)
      for pod in pods { row.add(numbered.set, to: pod) }
    }
  }

  private func exposes(_ edge: Edge, to peer: UniversePeer) -> Bool {
    switch (edge.consumer, peer.kind) {
    case (.anyone, _): true
    case (.controlPlane, .hostPod): true
    case (.controlPlane, .addresses(let addresses)): addresses.role != .external
    case (.addresses(let block), .addresses(let addresses)):
      membership.isMatched(addresses, by: block)
    case (.internet, .addresses(let addresses)): membership.isMatched(addresses, by: internet)
    default: false
    }
  }
}

extension [AccessRow.Cell] {
  /// What guardrails leave of a row.
  fileprivate func without(
    _ denials: [GuardrailReach], from source: Int, _ numbers: inout ConnectionNumbers
  ) -> Self {
    var result: Self = []
    for var cell in self {
      for guardrail in denials where guardrail.denies(from: source, to: Int(cell.destination)) {
        cell.set = numbers.subtracting(guardrail.connections, from: cell.set)
      }
      if cell.set != ConnectionNumbers.none { result.append(cell) }
    }
    return result
  }
}
