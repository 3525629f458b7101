extension GuardScope {
  /// Compiled objects change with the graph only, and nobody passes for one.
  func compiledObjects() -> Guard {
    let key = CEL.literal("app.kubernetes.io/managed-by")
    let isOurs =
      "[object, oldObject].exists(o, o != null && has(o.metadata.labels) && \(key) in o.metadata.labels && "
      + "o.metadata.labels[\(key)] == 'easement')"
    return Guard(
      name: "easement-compiled-objects",
      purpose: "Objects that were compiled from the graph are changed by the platform only, and nobody else makes any.",
      requests: Guard.Requests(
        kinds: [.networkPolicy, .ciliumNetworkPolicy] + Self.clusterwideKinds,
        operations: [.create, .update, .delete], place: .anywhere),
      conditions: strangersOnly, variables: [],
      validations: [
        Guard.Validation(
          expression: "!\(isOurs)",
          message: "objects with the label app.kubernetes.io/managed-by=easement are compiled: change the graph instead"
        )
      ])
  }

  /// Policies that span namespaces stand above those of namespaces, or reach into those of others.
  func clusterwidePolicies() -> Guard {
    Guard(
      name: "easement-clusterwide-policies",
      purpose: "Network policies that span namespaces are made and changed by the platform only.",
      requests: Guard.Requests(
        kinds: Self.clusterwideKinds, operations: [.create, .update], place: .anywhere),
      conditions: strangersOnly, variables: [],
      validations: [
        Guard.Validation(
          expression: "false",
          message: "network policies that span namespaces belong to the platform: ask for an edge in the graph instead")
      ])
  }

  private static let clusterwideKinds: [ObjectKind] = [
    .ciliumClusterwide, .clusterNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy,
  ]
}
