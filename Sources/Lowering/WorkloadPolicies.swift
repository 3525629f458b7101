import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// One policy for each workload in each of its namespaces, with the edges that start or end there.
  func workloadPolicies() -> [Policy] {
    namespaces.flatMap { namespace in
      workloads(in: namespace).compactMap { policy(for: $0, in: namespace) }
    }
  }

  private func policy(for workload: TenantWorkload, in namespace: ScopedNamespace) -> Policy? {
    let incoming = edges(into: workload, in: namespace)
    let outgoing = edges(from: workload, in: namespace)
    let neighbours = self.neighbours(of: namespace)
    let ingress = rules(for: incoming.flatMap { ingressFlows($0, of: namespace) }, coveredIn: neighbours)
    let egress = rules(for: outgoing.flatMap { egressFlows($0, of: namespace) }, coveredIn: neighbours)
    guard !ingress.isEmpty || !egress.isEmpty else { return nil }
    return Policy(
      id: id(of: .workload, in: namespace, workload.id.name),
      subject: .pods(PodSelector(in: namespace.name, pods: workload.selector)),
      ingress: ingress.isEmpty ? nil : PolicySection(isolates: true, rules: ingress),
      egress: egress.isEmpty ? nil : PolicySection(isolates: true, rules: egress),
      labels: Provenance.labels(tenant: namespace.tenant.name),
      annotations: Provenance(owner: namespace.tenant.owner, edges: incoming + outgoing).annotations)
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
    }
  }

  /// The API server by address, except on Cilium, which knows it by name and hides its address. (CIL-45, CIL-50)
  private var apiServerPeers: [RuleFlow.Peer] {
    switch cluster.enforcement {
    case .cilium: [.outside(.entity(.kubeAPIServer))]
    case .kubernetes: (graph.network.apiServer?.cidrs ?? []).map { .outside(.addresses(AddressBlock($0))) }
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
