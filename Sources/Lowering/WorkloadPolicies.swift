import GraphFormat
import PolicyModel
import Resolution
import Workers

extension ClusterScope {
  /// One policy for each workload in each of its namespaces, with the edges that start or end there.
  func workloadPolicies() -> [Policy] {
    namespaces.concurrentMap { namespace in
      workloads(in: namespace).flatMap { policies(for: $0, in: namespace) }
    }.flatMap { $0 }
  }

  private func policies(for workload: TenantWorkload, in namespace: ScopedNamespace) -> [Policy] {
    let ends =
      edges(into: workload, in: namespace).map {
        EdgeAtWorkload(edge: $0, direction: .ingress, flows: ingressFlows($0, of: namespace))
      }
      + edges(from: workload, in: namespace).map {
        EdgeAtWorkload(edge: $0, direction: .egress, flows: egressFlows($0, of: namespace))
      }
    let neighbours = neighbours(of: namespace)
    let tables = Dictionary(grouping: ends, by: \.direction).mapValues { ends in
      FlowTable(of: ends.flatMap(\.flows), coveredIn: neighbours)
    }
    func policy(_ part: String?, _ ends: [EdgeAtWorkload]) -> Policy? {
      let section = Dictionary(grouping: ends, by: \.direction).compactMapValues { ends -> PolicySection? in
        guard let direction = ends.first?.direction, let table = tables[direction] else { return nil }
        let rules = table.rules(for: ends.flatMap(\.flows))
        return rules.isEmpty ? nil : PolicySection(isolates: true, rules: rules)
      }
      guard !section.isEmpty else { return nil }
      return Policy(
        id: id(of: .workload, in: namespace, workload.id.name, part: part),
        subject: .pods(PodSelector(in: namespace.name, pods: workload.selector)),
        ingress: section[.ingress], egress: section[.egress],
        labels: Provenance.labels(tenant: namespace.tenant.name),
        annotations: Provenance(owner: namespace.tenant.owner, edges: ends.map(\.edge)).annotations)
    }
    guard let whole = policy(nil, ends) else { return [] }
    // Almost every policy fits into one object, and none of those is made twice.
    if whole.weight <= weightLimit { return [whole] }
    return parts(of: ends, by: \.otherEnd) { (policy(nil, $0)?.weight ?? 0) <= weightLimit }
      .compactMap { policy($0.name, $0.items) }
  }

  private func egressFlows(_ edge: Edge, of namespace: ScopedNamespace) -> [RuleFlow] {
    flows(edge, with: edge.provider, in: edge.environments.to, direction: .egress, of: namespace)
  }

  private func ingressFlows(_ edge: Edge, of namespace: ScopedNamespace) -> [RuleFlow] {
    flows(edge, with: edge.consumer, in: edge.environments.from, direction: .ingress, of: namespace)
  }

  private func flows(
    _ edge: Edge, with end: EdgeEnd, in environment: String, direction: Direction, of namespace: ScopedNamespace
  ) -> [RuleFlow] {
    let isFiltered = direction == .ingress && !edge.http.isEmpty && cluster.enforcement == .cilium
    guard !isInBaseline(edge) else { return [] }
    return peers(of: end, in: environment, direction: direction, subject: namespace).map { peer in
      RuleFlow(
        peer: peer, connections: edge.connections, layer7: isFiltered ? Layer7Filter.http(edge.http) : nil)
    }
  }

  /// How this cluster's policies name an end of an edge.
  private func peers(
    of end: EdgeEnd, in environment: String, direction: Direction, subject: ScopedNamespace
  ) -> [RuleFlow.Peer] {
    switch end {
    case .workload(let id):
      let selector = self[workload: id]?.selector ?? .everything
      return namespaces(of: id, in: environment).map { .pods(namespace: $0, selector: selector) }
    case .addresses(let block): return open([block], direction, of: subject).map { .outside(.addresses($0)) }
    case .internet: return open(graph.network.internet, direction, of: subject).map { .outside(.addresses($0)) }
    case .domain(let pattern): return [.outside(.domain(pattern))]
    case .apiServer: return apiServerPeers
    case .anyone: return [.anyone]
    case .controlPlane:
      return [Entity.kubeAPIServer, .host, .remoteNode].map { .outside(.entity($0)) }
    }
  }

  /// The API server by address, except on Cilium, which knows it by name and hides its address. (CIL-45, CIL-50)
  private var apiServerPeers: [RuleFlow.Peer] {
    switch cluster.enforcement {
    case .cilium: [.outside(.entity(.kubeAPIServer))]
    case .kubernetes, .clusterNetworkPolicy:
      (graph.network.apiServer?.cidrs ?? []).map { .outside(.addresses(AddressBlock($0))) }
    }
  }

  /// The blocks without the addresses that a guardrail closes for the tenant: where nothing can deny, nothing may
  /// allow either.
  private func open(_ blocks: [AddressBlock], _ direction: Direction, of namespace: ScopedNamespace) -> [AddressBlock] {
    let closed = graph.addressesDenied(to: namespace.tenant.name, direction)
    return blocks.compactMap { block in
      guard !closed.contains(where: { $0.contains(block.cidr) }) else { return nil }
      let exceptions = block.exceptions + closed.filter { block.cidr.contains($0) }
      return AddressBlock(block.cidr, except: exceptions.withoutCovered)
    }
  }
}

/// An edge as the workload at one of its ends sees it.
private struct EdgeAtWorkload {
  let edge: Edge
  let direction: Direction
  let flows: [RuleFlow]

  /// Who is at the other end: what decides where the edge is written if one object cannot hold all.
  var otherEnd: String { "\(direction.rawValue) \(direction == .ingress ? edge.consumer : edge.provider)" }
}
