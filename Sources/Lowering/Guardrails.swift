import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// The platform's denies, in policies that isolate nobody. (CIL-14)
  func guardrails() -> [Policy] {
    guard cluster.enforcement == .cilium else { return [] }
    return graph.guardrails.flatMap(policies)
  }

  private func policies(for guardrail: Guardrail) -> [Policy] {
    let products = deniedFlows(of: guardrail).flatMap { flow in
      flow.subject.intersection(managedPods).selectors.map { (subject: $0, peer: flow.peer) }
    }.filter { !$0.peer.isEmpty }
    return products.enumerated().map { index, product in
      let name =
        products.count == 1
        ? PolicyName.clusterwide(.guardrail, guardrail.name)
        : PolicyName.clusterwide(.guardrail, guardrail.name, "\(index + 1)")
      let ports: RulePorts = guardrail.ports.isEmpty ? .all : RulePorts(guardrail.connections)
      let section = PolicySection(
        isolates: false, rules: [PolicyRule(.deny, peers: .these(product.peer.selectors), ports: ports)])
      return Policy(
        id: PolicyID(.ciliumClusterwideNetworkPolicy, name: name), subject: .pods(product.subject),
        ingress: guardrail.direction == .ingress ? section : nil,
        egress: guardrail.direction == .egress ? section : nil, labels: Provenance.labels(tenant: nil),
        annotations: Provenance(of: guardrail).annotations)
    }
  }

  /// Pods of tenants: guardrails never touch the cluster's own namespaces.
  private var managedPods: PodRegion {
    PodRegion([PodSelector(namespaces: .namespaces(named: namespaces.map(\.name)), pods: .everything)])
  }

  private struct DeniedFlow {
    let subject: PodRegion
    let peer: Bystanders
  }

  /// Subjects and peers of the denies once the exceptions are taken out: an exception leaves the subjects that it does
  /// not name, and the peers that it does not name for the others.
  private func deniedFlows(of guardrail: Guardrail) -> [DeniedFlow] {
    func ends(_ from: Population, _ to: Population) -> DeniedFlow {
      guardrail.direction == .egress
        ? DeniedFlow(subject: bystanders(from).pods, peer: bystanders(to))
        : DeniedFlow(subject: bystanders(to).pods, peer: bystanders(from))
    }
    return guardrail.exceptions.reduce([ends(guardrail.from, guardrail.to)]) { flows, exception in
      let spared = ends(exception.from, exception.to)
      return flows.flatMap { flow in
        [
          DeniedFlow(subject: flow.subject.subtracting(spared.subject), peer: flow.peer),
          DeniedFlow(
            subject: flow.subject.intersection(spared.subject), peer: flow.peer.subtracting(spared.peer)),
        ]
      }
    }
  }

  private func bystanders(_ population: Population) -> Bystanders {
    switch population {
    case .tenants(let names):
      let names = names.flatMap { namespaces(of: $0) }.map(\.name)
      return Bystanders(
        pods: PodRegion(
          names.isEmpty ? [] : [PodSelector(namespaces: .namespaces(named: names), pods: .everything)]))
    case .workloads(let ids): return Bystanders(pods: PodRegion(ids.compactMap(selector)))
    case .outside(let inner): return bystanders(inner).complement
    case .addresses(let block): return Bystanders(addresses: block.addresses)
    case .internet:
      return Bystanders(addresses: graph.network.internet.reduce(AddressSet()) { $0.union($1.addresses) })
    case .apiServer: return Bystanders(includesAPIServer: true)
    case .domain: return Bystanders()
    }
  }

  private func selector(of id: WorkloadID) -> PodSelector? {
    guard let workload = self[workload: id] else { return nil }
    let names = workload.namespaces.map(\.name).filter { name in namespaces.contains { $0.name == name } }
    guard !names.isEmpty else { return nil }
    return PodSelector(namespaces: .namespaces(named: names), pods: workload.selector)
  }
}

extension Guardrail {
  var connections: ConnectionSet {
    ports.isEmpty ? .all : ports.reduce(.none) { $0.union($1.range.connections) }
  }
}

/// The other end of a guardrail: pods, addresses outside the cluster, the API server. Nodes are never meant.
private struct Bystanders {
  var pods = PodRegion([])
  var addresses = AddressSet()
  var includesAPIServer = false

  var isEmpty: Bool { pods.selectors.isEmpty && addresses.isEmpty && !includesAPIServer }

  /// Every other pod and address. The API server keeps its own rules.
  var complement: Bystanders {
    Bystanders(pods: pods.complement, addresses: AddressSet.all.subtracting(addresses))
  }

  func subtracting(_ other: Bystanders) -> Bystanders {
    Bystanders(
      pods: pods.subtracting(other.pods), addresses: addresses.subtracting(other.addresses),
      includesAPIServer: includesAPIServer && !other.includesAPIServer)
  }

  var selectors: [PeerSelector] {
    let outside: [PeerSelector] =
      addresses == .all ? [.entity(.world)] : addresses.addressBlocks.map { .addresses($0) }
    return pods.selectors.map { .pods($0) } + outside + (includesAPIServer ? [.entity(.kubeAPIServer)] : [])
  }
}

extension AddressSet {
  /// The set as blocks: of each family its own, or everything except the others where that takes fewer.
  fileprivate var addressBlocks: [AddressBlock] {
    AddressFamily.allCases.flatMap { family -> [AddressBlock] in
      let own = AddressSet(family, self[family]).blocks
      let all = CIDR.all(family)
      let others = AddressSet([all]).subtracting(self).blocks
      return others.count < own.count ? [AddressBlock(all, except: others)] : own.map { AddressBlock($0) }
    }
  }
}
