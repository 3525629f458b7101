extension GuardScope {
  /// The guards of a cluster, each small enough for one object.
  ///
  /// - Parameter trustsCapsule: whether policies are delivered by Capsule, by the label of a namespace's tenant.
  func guards(trustsCapsule: Bool) -> [Guard] {
    [compiledObjects(), clusterwidePolicies()] + [trustedNamespaces()].compactMap(\.self)
      + (trustsCapsule ? [tenantResources()] : [])
      + parts.flatMap { part, scope in
        [
          scope.networkPolicies(part), scope.ciliumPolicies(part), scope.services(part), scope.endpoints(part),
          scope.ownNamespaces(part, trustsCapsule),
        ]
      }
  }

  /// The tenants in as many parts as keep objects small. Which part a tenant is in depends on its name alone, so that a
  /// new tenant changes one part. The suffix is that of the objects' names.
  private var parts: [(suffix: String, scope: GuardScope)] {
    let count = tenants.reduce(0) { $0 + $1.namespaces.count }
    guard count > 0 else { return [] }
    let digits = count <= 150 ? 0 : count <= 2400 ? 1 : 2
    guard digits > 0 else { return [("", self)] }
    let parts = Dictionary(grouping: tenants) { $0.name.digest.prefix(digits) }
    return parts.sorted { $0.key < $1.key }.map { ("-\($0.key)", with($0.value)) }
  }
}
