import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// The platform's denies, in policies that isolate nobody. (CIL-14, CNP-9)
  func guardrails() -> [Policy] {
    guard let api = cluster.denyingAPI else { return [] }
    return graph.guardrails.flatMap { policies(for: $0, in: api) }
  }

  private func policies(for guardrail: Guardrail, in api: PolicyAPI) -> [Policy] {
    let products = deniedFlows(of: guardrail).flatMap { flow in
      let peers = flow.peer.selectors(guardrail.direction, in: api, of: graph.network)
      return flow.subject.intersection(managedPods).selectors.map { (subject: $0, peers: peers) }
    }.filter { !$0.peers.isEmpty }
    return products.enumerated().flatMap { index, product in
      let name = [guardrail.name] + (products.count == 1 ? [] : ["\(index + 1)"])
      return GuardrailProduct(
        guardrail: guardrail, api: api, name: name, subject: product.subject, weightLimit: weightLimit
      ).policies(denying: product.peers)
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
  /// Whether these are all but some.
  var isComplement = false

  /// Every other pod and address. The API server keeps its own rules.
  var complement: Bystanders {
    Bystanders(
      pods: pods.complement, addresses: AddressSet.all.subtracting(addresses), isComplement: !isComplement)
  }

  func subtracting(_ other: Bystanders) -> Bystanders {
    Bystanders(
      pods: pods.subtracting(other.pods), addresses: addresses.subtracting(other.addresses),
      includesAPIServer: includesAPIServer && !other.includesAPIServer, isComplement: isComplement)
  }

  /// What `api` has words for, in its own.
  func selectors(_ direction: Direction, in api: PolicyAPI, of network: Network) -> [PeerSelector] {
    pods.selectors.map { .pods($0) }
      + (api == .clusterNetworkPolicy ? tierOutside(direction, network) : ciliumOutside)
  }

  private var ciliumOutside: [PeerSelector] {
    (addresses == .all ? [.entity(.world)] : addresses.addressBlocks.map { .addresses($0) })
      + (includesAPIServer ? [.entity(.kubeAPIServer)] : [])
  }

  /// Blocks, which mean everything that has an address inside: "everybody else" is never the cluster's own. Sources of
  /// ingress have no words at all. (CNP-11, CNP-13)
  private func tierOutside(_ direction: Direction, _ network: Network) -> [PeerSelector] {
    guard direction == .egress else { return [] }
    let servers = AddressSet(includesAPIServer ? network.apiServer?.cidrs ?? [] : [])
    let outside = isComplement ? addresses.subtracting(network.ownAddresses) : addresses
    return outside.union(servers).blocks.map { .addresses(AddressBlock($0)) }
  }
}

extension Network {
  /// Where pods, Services and nodes are.
  fileprivate var ownAddresses: AddressSet { AddressSet(podCIDRs + serviceCIDRs + nodeCIDRs) }
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
