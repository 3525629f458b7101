import PolicyModel

extension GuardScope {
  /// A TenantResource is written by a tenant and carried out by Capsule, which guards let through: what a tenant may not
  /// do itself, it may not have done by Capsule.
  ///
  /// https://projectcapsule.dev/docs/replications/tenant/
  func tenantResources() -> Guard {
    Guard(
      name: "easement-tenant-resources",
      purpose: "Tenants do not have Capsule write for them what guards keep them from writing themselves.",
      requests: Guard.Requests(kinds: [.tenantResource], operations: [.create, .update], place: .anywhere),
      conditions: strangersOnly,
      variables: [
        Guard.Expression(
          name: "entries",
          text: "has(object.spec) && has(object.spec.resources) ? object.spec.resources.map(r, dyn(r)) : []"),
        Guard.Expression(
          name: "items",
          text: "variables.entries.map(r, "
            + "(has(r.rawItems) ? r.rawItems : []) + (has(r.namespacedItems) ? r.namespacedItems : []))"),
      ],
      validations: [
        Guard.Validation(
          expression: "variables.entries.all(r, r.all(k, k in \(CEL.list(Self.knownEntries))))",
          message: "an entry of a TenantResource has these fields only: \(Self.knownEntries.joined(separator: ", "))"),
        Guard.Validation(
          expression: "variables.items.all(l, l.all(i, \(Self.isHarmless("i"))))",
          message: "Capsule writes no network policies, endpoints or Services for other addresses for tenants: "
            + "ask for an edge in the graph instead"),
      ])
  }

  /// What generators write is only known once it is written.
  private static let knownEntries = ["additionalMetadata", "namespacedItems", "namespaceSelector", "rawItems"]

  /// Capsule fills in templates before it looks at kinds and keys: `Network{{x}}Policy` is none yet.
  private static func isHarmless(_ item: String) -> String {
    let groups = ["cilium.io", "policy.networking.k8s.io", "capsule.clastix.io", "kyverno.io", "policies.kyverno.io"]
    return "\(item).all(k, !k.contains('{')) && "
      + "has(\(item).kind) && !\(item).kind.contains('{') && !\(item).kind.contains('NetworkPolicy') && "
      + "!(\(item).kind in ['Endpoints', 'EndpointSlice']) && (\(item).kind != 'Service' || !has(\(item).spec) || "
      + "\(item).spec.all(k, !k.contains('{') && !(k in ['externalIPs', 'externalName']))) && "
      + "(!has(\(item).apiVersion) || !\(item).apiVersion.contains('{') && "
      + "!\(CEL.list(groups.map { "\($0)/" })).exists(g, \(item).apiVersion.startsWith(g)))"
  }
}
