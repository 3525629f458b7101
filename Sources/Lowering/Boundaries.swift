import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// The complement of the graph, namespace by namespace: a deny of every namespace that has no edge into this one, so
  /// that no policy which a tenant adds in its own namespace can let it in. (CIL-20, CIL-21, CNP-2)
  ///
  /// Nothing here accepts or passes: in the admin tier either would skip what other policies of that tier deny. (CNP-3)
  ///
  /// It is about pods of namespaces only; nodes and the world outside have no namespace. Ports that are open to everyone,
  /// those of webhooks where nothing names their callers, stay out of it on the webhooks' own pods, and nowhere else.
  func boundaries() -> [Policy] {
    guard cluster.hasBoundaries, let api = cluster.denyingAPI else { return [] }
    return namespaces.flatMap { boundary(of: $0, in: api) }
  }

  private func boundary(of namespace: ScopedNamespace, in api: PolicyAPI) -> [Policy] {
    let webhooks = webhooks(in: namespace)
    let everybody = PodSelector(in: namespace.name)
    let closed = webhooks.reduce(ConnectionSet.all) { $0.subtracting($1.open) }
    let elsewhere = webhooks.map(\.open).atoms.flatMap { ports in
      let callable = webhooks.filter { ports.isSubset(of: $0.open) }.map(\.pods)
      return PodRegion([everybody]).subtracting(PodRegion(callable)).selectors.map { (pods: $0, ports: ports) }
    }
    let friends = friends(of: namespace)
    func policy(_ part: String?, over pods: PodSelector, on ports: ConnectionSet) -> Policy {
      let name = PolicyName.clusterwide(.boundary, [namespace.name] + (part.map { [$0] } ?? []))
      let rules = [strangers(to: friends, on: RulePorts(ports), in: api)].flatMap { $0.rules(fitting: api) }
      return Policy(
        id: PolicyID(api, name: name), tier: api.denyTier(after: 1), subject: .pods(pods),
        ingress: PolicySection(isolates: false, rules: rules), egress: nil,
        labels: Provenance.labels(tenant: namespace.tenant.name),
        annotations: Provenance(owner: namespace.tenant.owner).annotations)
    }
    return (closed.isEmpty ? [] : [policy(nil, over: everybody, on: closed)])
      + elsewhere.enumerated().map { policy("webhook-\($0.offset + 1)", over: $0.element.pods, on: $0.element.ports) }
  }

  /// Pods with ports that everyone may call.
  private func webhooks(in namespace: ScopedNamespace) -> [(pods: PodSelector, open: ConnectionSet)] {
    workloads(in: namespace).compactMap { workload in
      let open = edges(into: workload, in: namespace).filter { $0.consumer == .anyone }
        .reduce(ConnectionSet.none) { $0.union($1.connections) }
      return open.isEmpty ? nil : (PodSelector(in: namespace.name, pods: workload.selector), open)
    }
  }

  /// The namespaces whose pods may have business here, sorted.
  private func friends(of namespace: ScopedNamespace) -> [String] {
    let incoming = workloads(in: namespace).flatMap { edges(into: $0, in: namespace) }
    let consumers = incoming.filter { !isInBaseline($0) }.flatMap { edge in
      edge.consumer.workload.map { namespaces(of: $0, in: edge.environments.from) } ?? []
    }
    return Set(neighbours(of: namespace) + consumers).sorted()
  }

  /// Denies pods of every namespace but `friends`.
  private func strangers(to friends: [String], on ports: RulePorts, in api: PolicyAPI) -> PolicyRule {
    // To Cilium a condition that something is not so holds for what is no pod, too. (CIL-36)
    let hasName = api == .clusterNetworkPolicy ? [] : [LabelRequirement(.namespaceNameLabel, .exists)]
    let isNoFriend = friends.isEmpty ? [] : [LabelRequirement(.namespaceNameLabel, .isNotIn(friends))]
    let selector = PodSelector(namespaces: LabelSelector(hasName + isNoFriend), pods: .everything)
    return PolicyRule(.deny, peers: .these([.pods(selector)]), ports: ports)
  }
}

extension [ConnectionSet] {
  /// The parts into which these sets cut each other, none of them empty.
  fileprivate var atoms: [ConnectionSet] {
    reduce([]) { atoms, set in
      let rest = atoms.reduce(set) { $0.subtracting($1) }
      return (atoms.flatMap { [$0.intersection(set), $0.subtracting(set)] } + [rest]).filter { !$0.isEmpty }
    }
  }
}
