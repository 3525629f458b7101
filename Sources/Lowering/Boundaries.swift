import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// The complement of the graph, namespace by namespace: a deny of every namespace that has no edge into this one, so
  /// that no policy which a tenant adds in its own namespace can let it in. (CIL-20, CIL-21)
  ///
  /// It is about pods of namespaces only; nodes and the world outside have no namespace. Ports that are open to everyone,
  /// webhooks, stay out of it.
  func boundaries() -> [Policy] {
    guard cluster.enforcement == .cilium else { return [] }
    return namespaces.compactMap { namespace in
      let incoming = workloads(in: namespace).flatMap { edges(into: $0, in: namespace) }
      let open = incoming.filter { $0.consumer == .anyone }.reduce(ConnectionSet.none) { $0.union($1.connections) }
      let closed = ConnectionSet.all.subtracting(open)
      guard !closed.isEmpty else { return nil }
      let consumers = incoming.flatMap { edge in
        edge.consumer.workload.map { namespaces(of: $0, in: edge.environments.from) } ?? []
      }
      return Policy(
        id: id(of: .boundary, in: namespace), subject: .pods(PodSelector(in: namespace.name)),
        ingress: PolicySection(
          isolates: false,
          rules: [strangers(to: Set(neighbours(of: namespace) + consumers).sorted(), on: RulePorts(closed))]),
        egress: nil, labels: Provenance.labels(tenant: namespace.tenant.name),
        annotations: Provenance(owner: namespace.tenant.owner).annotations)
    }
  }

  /// Denies pods of every namespace but `friends`.
  private func strangers(to friends: [String], on ports: RulePorts) -> PolicyRule {
    let hasName = LabelRequirement(.namespaceNameLabel, .exists)
    let isNoFriend = friends.isEmpty ? [] : [LabelRequirement(.namespaceNameLabel, .isNotIn(friends))]
    let selector = PodSelector(namespaces: LabelSelector([hasName] + isNoFriend), pods: .everything)
    return PolicyRule(.deny, peers: .these([.pods(selector)]), ports: ports)
  }
}
