import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// What every pod of a namespace may do without an edge: ask the name servers, and reach its own tenant as far as
  /// the platform says.
  ///
  /// A NetworkPolicy closes the namespace by that for everything else, in both directions. (NP-2) On Cilium it only
  /// opens, and ``defaultDeny(of:)`` closes.
  func baseline(of namespace: ScopedNamespace) -> Policy {
    let neighbours = self.neighbours(of: namespace)
    let inside = PolicyRule(
      .allow, peers: .these([.pods(PodSelector(namespaces: .namespaces(named: neighbours), pods: .everything))]),
      ports: .all)
    let tenant = neighbours.isEmpty ? [] : [inside]
    return Policy(
      id: id(of: .baseline, in: namespace), subject: .pods(PodSelector(in: namespace.name)),
      ingress: section(allowing: tenant, in: namespace, isolates: !closesLast),
      egress: section(allowing: nameServiceRules(for: namespace) + tenant, in: namespace, isolates: !closesLast),
      labels: Provenance.labels(tenant: namespace.tenant.name),
      annotations: Provenance(owner: namespace.tenant.owner).annotations())
  }

  /// DNS over every transport that the platform names, to the servers and to the caches on the nodes.
  private func nameServiceRules(for namespace: ScopedNamespace) -> [PolicyRule] {
    let dns = graph.dns
    let ports = RulePorts.these(dns.ports.map { .range($0.transport, $0.ports) })
    let servers = PeerSelector.pods(PodSelector(in: dns.namespace, pods: dns.selector))
    // A wildcard, which is what agents make of any other DNS rule where nothing is denied by default. (CIL-69)
    let filter = learnsNames(namespace) ? Layer7Filter.dns([DomainPattern(pattern: "*")]) : nil
    var caches = dns.nodeLocal.map { address in
      PeerSelector.addresses(AddressBlock(CIDR(enclosing: address, prefixLength: address.family.width)))
    }
    // A cache that listens on the node's own network is the node to Cilium, whatever its address. (CIL-45)
    if !caches.isEmpty, cluster.enforcement == .cilium { caches.append(.entity(.host)) }
    return [PolicyRule(.allow, peers: .these([servers]), ports: ports, layer7: filter)]
      + (caches.isEmpty ? [] : [PolicyRule(.allow, peers: .these(caches), ports: ports, layer7: filter)])
  }

  /// Whether an agent must see the DNS answers of this namespace's pods, to learn the addresses behind domain names.
  /// A plain allow of the same ports elsewhere would take the proxy out again. (CIL-26, CIL-53)
  private func learnsNames(_ namespace: ScopedNamespace) -> Bool {
    cluster.enforcement == .cilium
      && workloads(in: namespace).contains { workload in
        edges(from: workload, in: namespace).contains { edge in
          if case .domain = edge.provider { true } else { false }
        }
      }
  }
}
