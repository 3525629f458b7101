extension GuardScope {
  /// Compiled objects change with the graph only, and nobody passes for one.
  ///
  /// Neither by the label nor by the name: an object that stands there before the compiled one of its name keeps what an
  /// apply does not write, its owners among it, and goes with them.
  func compiledObjects() -> Guard {
    let key = CEL.literal("app.kubernetes.io/managed-by")
    let isOurs =
      "[object, oldObject].exists(o, o != null && has(o.metadata.labels) && \(key) in o.metadata.labels && "
      + "o.metadata.labels[\(key)] == 'easement')"
    let prefixes = CEL.list(Self.ownPrefixes)
    let isNamed =
      "[object, oldObject].exists(o, o != null && \(prefixes).exists(p, has(o.metadata.name) && "
      + "o.metadata.name.startsWith(p) || has(o.metadata.generateName) && o.metadata.generateName.startsWith(p)))"
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
        ),
        Guard.Validation(
          expression: "!\(isNamed)",
          message: "names that begin with \(Self.ownPrefixes.joined(separator: " or ")) are those of compiled objects: "
            + "take another name"),
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

  /// How the names of all compiled policies begin.
  static let ownPrefixes = ["easement-", "easement."]

  private static let clusterwideKinds: [ObjectKind] = [
    .ciliumClusterwide, .clusterNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy,
  ]
}
