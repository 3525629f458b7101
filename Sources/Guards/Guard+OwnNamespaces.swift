import PolicyModel
import Resolution

extension GuardScope {
  /// Compiled policies know namespaces by name. Whoever may make a namespace of that name, or take the policies away with
  /// it, decides who its pods are. An owner that does not exist takes it away, too: the garbage collector, which guards let
  /// through, deletes what has only such owners.
  /// https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents
  ///
  /// The API server itself keeps `kubernetes.io/metadata.name` equal to the name; it is named here since it is what
  /// everything else relies on.
  /// https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
  func ownNamespaces(_ suffix: String, _ trustsCapsule: Bool) -> Guard {
    let trusted = [String.namespaceNameLabel] + (trustsCapsule ? [TenantReplication.tenantLabel] : [])
    return Guard(
      name: "easement-namespaces\(suffix)",
      purpose:
        "Namespaces of the graph are made and deleted by the platform only, and keep their owners and trusted labels.",
      requests: Guard.Requests(
        kinds: [.namespace], operations: [.create, .update, .delete], place: .namespaces(namespaces)),
      conditions: strangersOnly,
      variables: [
        Guard.Expression(
          name: "labels", text: "object != null && has(object.metadata.labels) ? object.metadata.labels : {}"),
        Guard.Expression(
          name: "oldLabels",
          text: "oldObject != null && has(oldObject.metadata.labels) ? oldObject.metadata.labels : {}"),
      ] + Self.owners,
      validations: [
        Guard.Validation(
          expression: "request.operation == 'UPDATE'",
          message: "the graph gives this namespace to a tenant: only the platform makes or deletes it"),
        Guard.Validation(
          expression: "request.operation != 'UPDATE' || \(CEL.list(trusted)).all(k, "
            + "(k in variables.labels) == (k in variables.oldLabels) && "
            + "(!(k in variables.labels) || variables.labels[k] == variables.oldLabels[k]))",
          message: "compiled policies trust these labels: \(trusted.joined(separator: ", "))"),
        Self.sameOwners,
      ])
  }

  private static let owners = [("owners", "object"), ("oldOwners", "oldObject")].map { name, object in
    Guard.Expression(
      name: name,
      text: "\(object) != null && has(\(object).metadata.ownerReferences) ? \(object).metadata.ownerReferences : []")
  }

  private static let sameOwners = Guard.Validation(
    expression: "request.operation != 'UPDATE' || variables.owners == variables.oldOwners",
    message: "a namespace is deleted with its owners: only the platform changes its ownerReferences")

  /// Whoever may make the namespace of a trusted service account can make the account, and then is the platform; whoever
  /// may make the namespace of the name servers answers for them. Nil where no such namespace can be missing.
  func trustedNamespaces() -> Guard? {
    let accounts = administrators.serviceAccounts.compactMap { $0.split(separator: "/").first.map(String.init) }
    let names = Set(accounts + [nameServers]).subtracting(namespaces).subtracting(Self.immortal).sorted()
    guard !names.isEmpty else { return nil }
    return Guard(
      name: "easement-trusted-namespaces",
      purpose: "Namespaces of administrators and name servers are made and deleted by the platform only.",
      requests: Guard.Requests(
        kinds: [.namespace], operations: [.create, .update, .delete], place: .namespaces(names)),
      conditions: strangersOnly, variables: Self.owners,
      validations: [
        Guard.Validation(
          expression: "request.operation == 'UPDATE'",
          message: "accounts or name servers in this namespace are trusted: only the platform makes or deletes it"),
        Self.sameOwners,
      ])
  }

  /// The API server itself makes them and refuses to delete them.
  private static let immortal = ["default", "kube-public", "kube-system"]
}
