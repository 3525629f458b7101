import Analysis
import GraphFormat
import PolicyModel
import Resolution

/// Which peers of a universe the names in a graph mean.
struct Membership {
  private let universe: Universe
  private let graph: TenantGraph
  private let cluster: Cluster
  private let workloads: [WorkloadID: TenantWorkload]
  /// For each peer, the workloads whose selector and namespaces it matches.
  private let workloadsOfPeer: [[WorkloadID]]
  private let instances: [Instance: [Int]]
  private let podsByNamespace: [String: [Int]]
  private let namespaces: [String: Home]
  let tenantPods: [Int]
  let strangePods: [Int]
  /// Everything that no policy of ours has as its subject, addresses and names included.
  let ungoverned: [Int]
  let nameServers: [Int]
  let ownNodes: [Int]
  let apiServers: [Int]
  private let addresses: [Int]
  private let names: [Name]
  /// Asked again and again, once for each pod.
  private let domainsOfEdges: [DomainPattern: [Int]]
  private let internet: AddressSet

  private struct Name {
    let peer: Int
    let labels: DomainLabels
  }

  private struct Instance: Hashable {
    let workload: WorkloadID
    let namespace: String
  }

  /// Whose a namespace is, and which environments of the cluster it serves.
  private struct Home {
    let tenant: String
    let namespace: TenantNamespace
    let environments: [String]
    let siblings: [TenantNamespace]
  }

  init(of universe: Universe, in graph: TenantGraph, on cluster: Cluster) {
    self.universe = universe
    self.graph = graph
    self.cluster = cluster
    internet = graph.internetAddresses
    let peers = universe.peers
    var homes: [String: Home] = [:]
    for tenant in graph.tenants {
      let siblings = tenant.namespaces(on: cluster)
      for namespace in siblings {
        homes[namespace.name] = Home(
          tenant: tenant.name, namespace: namespace,
          environments: namespace.environments.filter(cluster.environments.contains),
          siblings: siblings)
      }
    }
    namespaces = homes
    workloads = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
    let byTenant = Dictionary(grouping: graph.tenants.flatMap(\.workloads)) { $0.id.tenant }
    var instances: [Instance: [Int]] = [:]
    workloadsOfPeer = peers.enumerated().map { index, peer in
      guard let pod = peer.pod, peer.kind != .hostPod, let home = homes[pod.namespace] else { return [] }
      let matched = (byTenant[home.tenant] ?? []).filter { workload in
        workload.namespaces.contains { $0.name == pod.namespace } && workload.selector.matches(pod.labels)
      }.map(\.id)
      for id in matched { instances[Instance(workload: id, namespace: pod.namespace), default: []].append(index) }
      return matched
    }
    self.instances = instances
    podsByNamespace = Dictionary(grouping: peers.indices.filter { peers[$0].pod != nil && peers[$0].kind != .hostPod })
    {
      peers[$0].pod?.namespace ?? ""
    }
    tenantPods = peers.indices.filter { peers[$0].tenantNamespace != nil }
    strangePods = peers.indices.filter { peers[$0].kind == .strangePod }
    ungoverned = peers.indices.filter {
      switch peers[$0].kind {
      case .strangePod, .hostPod, .addresses, .entity, .domain: true
      case .tenantPod, .impostor: false
      }
    }
    nameServers = (podsByNamespace[graph.dns.namespace] ?? []).filter {
      graph.dns.selector.matches(peers[$0].pod?.labels ?? [:])
    }
    addresses = peers.indices.filter { peers[$0].address != nil }
    let names = peers.indices.compactMap { index -> Name? in
      guard case .domain(let name) = peers[index].kind else { return nil }
      return Name(peer: index, labels: DomainLabels(name))
    }
    self.names = names
    let patterns = Set(graph.edges.compactMap { if case .domain(let pattern) = $0.provider { pattern } else { nil } })
    domainsOfEdges = Dictionary(
      uniqueKeysWithValues: patterns.map { pattern in
        (pattern, names.filter { pattern.matches($0.labels, in: .ciliumNetworkPolicy) }.map(\.peer))
      })
    ownNodes = peers.indices.filter { peers[$0].address?.role == .ownNode || peers[$0].kind == .entity(.host) }
    apiServers = peers.indices.filter { peers[$0].address?.isAPIServer ?? false || peers[$0].isAPIServerByName }
  }

  /// The workloads that the pod at a position is an instance of.
  func workloads(of peer: Int) -> [WorkloadID] { workloadsOfPeer[peer] }

  func pods(in namespace: String) -> [Int] { podsByNamespace[namespace] ?? [] }

  func serves(_ namespace: String, _ environment: String) -> Bool {
    namespaces[namespace]?.environments.contains(environment) ?? false
  }

  var tenantNamespaces: Set<String> { Set(namespaces.keys) }

  /// Whose a namespace is; nil for one that no tenant owns.
  func tenant(ofNamespace name: String) -> String? { namespaces[name]?.tenant }

  /// The environments that the pod at a position takes part in; nil for peers of no tenant.
  func environments(of peer: Int) -> [String]? {
    universe.peers[peer].tenantNamespace.flatMap { namespaces[$0]?.environments }
  }

  /// The namespaces whose pods reach those of `namespace` without an edge.
  func neighbours(of namespace: String) -> [String] {
    guard let home = namespaces[namespace] else { return [] }
    return home.siblings.filter { graph.withinTenant.joins(home.namespace, $0, within: cluster.environments) }
      .map(\.name)
  }

  /// The pods of a workload that take part in `environment`.
  func instances(of id: WorkloadID, in environment: String) -> [Int] {
    (workloads[id]?.namespaces ?? []).filter { $0.environments.contains(environment) }
      .flatMap { instances[Instance(workload: id, namespace: $0.name)] ?? [] }
  }

  func addresses(inside set: AddressSet) -> [Int] {
    addresses.filter { isAddress($0, in: set) }
  }

  func addresses(inside block: AddressBlock) -> [Int] {
    addresses.filter { isAddress($0, in: block) }
  }

  func isMatched(_ peer: AddressPeer, by set: AddressSet) -> Bool {
    isVisible(peer) && set.contains(IPAddress(family: peer.family, value: peer.range.lowerBound))
  }

  func isMatched(_ peer: AddressPeer, by block: AddressBlock) -> Bool {
    isVisible(peer) && block.contains(IPAddress(family: peer.family, value: peer.range.lowerBound))
  }

  /// Whether a block sees these addresses: on Cilium, nodes are no addresses. (CIL-45, NP-31)
  private func isVisible(_ peer: AddressPeer) -> Bool {
    switch peer.role {
    case .external, .apiServer(onNode: false): return true
    case .ownNode, .remoteNode, .apiServer(onNode: true): return cluster.enforcement != .cilium
    }
  }

  /// The names that a graph means by a pattern, which is what Cilium means by it. (CIL-52)
  func domains(matching pattern: DomainPattern) -> [Int] {
    if let known = domainsOfEdges[pattern] { return known }
    return names.filter { pattern.matches($0.labels, in: .ciliumNetworkPolicy) }.map(\.peer)
  }

  /// Every name outside the cluster.
  var domains: [Int] { names.map(\.peer) }

  /// The addresses of the internet that only whoever opens all of it opens.
  var openWorld: [Int] {
    addresses.filter { peer in
      isAddress(peer, in: internet) && universe.peers[peer].address.map(universe.unnamedAddresses.contains) ?? false
    }
  }

  /// Whether a population of the platform means the peer at a position.
  func contains(_ population: Population, _ peer: Int) -> Bool {
    switch population {
    case .tenants(let names): isPod(peer, of: names)
    case .workloads(let ids): workloadsOfPeer[peer].contains(where: ids.contains)
    case .outside(let inner): isPodOrWorld(peer) && !contains(inner, peer)
    case .addresses(let block): isAddress(peer, in: block)
    case .internet: isAddress(peer, in: internet)
    case .apiServer: apiServers.contains(peer)
    case .domain(let pattern): domains(matching: pattern).contains(peer)
    }
  }

  private func isPod(_ peer: Int, of tenants: [String]) -> Bool {
    guard let namespace = universe.peers[peer].tenantNamespace, let home = namespaces[namespace] else { return false }
    return tenants.contains(home.tenant)
  }

  private func isAddress(_ peer: Int, in set: AddressSet) -> Bool {
    guard let address = universe.peers[peer].address else { return false }
    return isMatched(address, by: set)
  }

  private func isAddress(_ peer: Int, in block: AddressBlock) -> Bool {
    guard let address = universe.peers[peer].address else { return false }
    return isMatched(address, by: block)
  }

  /// Nodes are neither, nor are the pods in their network: "everybody else" never means them.
  private func isPodOrWorld(_ peer: Int) -> Bool {
    switch universe.peers[peer].kind {
    case .tenantPod, .strangePod, .impostor, .domain: true
    case .hostPod, .entity: false
    case .addresses(let addresses): addresses.role == .external || addresses.role == .apiServer(onNode: false)
    }
  }
}

extension UniversePeer {
  fileprivate var isAPIServerByName: Bool {
    if case .entity(let entity) = kind { entity.entity == .kubeAPIServer } else { false }
  }
}

extension AddressPeer {
  var isAPIServer: Bool { if case .apiServer = role { true } else { false } }
}
