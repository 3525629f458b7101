import PolicyModel

extension GuardScope {
  /// Endpoints say where the traffic of a Service goes, whoever sends it: a proxy in front goes to any address that they
  /// list. Controllers write them for the pods that a Service selects; labels say who wrote some, and anybody may set labels,
  /// so that accounts decide.
  ///
  /// Addresses that stand there already may stay, and locks of elections list none.
  /// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
  func endpoints(_ suffix: String) -> Guard {
    Guard(
      name: "easement-endpoints\(suffix)",
      purpose: "Endpoints in namespaces of the graph are written by the control plane's controllers.",
      requests: Guard.Requests(
        kinds: [.endpoints, .endpointSlice], operations: [.create, .update], place: .inNamespaces(namespaces)),
      conditions: strangersToEndpoints,
      variables: [
        Guard.Expression(name: "addresses", text: Self.addresses(of: "object")),
        Guard.Expression(
          name: "oldAddresses", text: "oldObject == null ? [] : \(Self.addresses(of: "oldObject"))"),
      ],
      validations: [
        Guard.Validation(
          expression: "variables.addresses.all(l, l.all(a, variables.oldAddresses.exists(m, a in m)))",
          message: "endpoints follow from the pods that a Service selects: only the platform adds addresses by hand")
      ],
      // Nothing in the whole cluster could start while an engine that answers for endpoints is out of order, itself included.
      outage: .lets)
  }

  /// The lists of addresses of either kind. `dyn`: neither has the fields of the other.
  private static func addresses(of object: String) -> String {
    let subsets = "dyn(\(object)).subsets"
    let endpoints = "dyn(\(object)).endpoints"
    let ready = ["addresses", "notReadyAddresses"].map { field in
      "(has(\(subsets)) ? \(subsets).map(s, has(s.\(field)) ? s.\(field).map(a, a.ip) : []) : [])"
    }
    let slices = "(has(\(endpoints)) ? \(endpoints).map(e, has(e.addresses) ? e.addresses : []) : [])"
    return (ready + [slices]).joined(separator: " + ")
  }
}
