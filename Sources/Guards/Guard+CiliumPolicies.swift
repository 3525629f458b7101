import PolicyModel

extension GuardScope {
  /// The same for CiliumNetworkPolicy. Denies may say what they like.
  ///
  /// What is not known to be harmless is refused, so that a field of a later version cannot open anything. The API server
  /// knows no static type here: `dyn` keeps it from looking for one.
  func ciliumPolicies(_ suffix: String) -> Guard {
    Guard(
      name: "easement-cilium-policies\(suffix)",
      purpose: "A CiliumNetworkPolicy of a tenant opens nothing that the graph keeps closed.",
      requests: Guard.Requests(
        kinds: [.ciliumNetworkPolicy], operations: [.create, .update], place: .inNamespaces(namespaces)),
      conditions: strangersOnly,
      variables: [
        Guard.Expression(
          name: "specs",
          text: "(has(object.spec) ? [dyn(object.spec)] : []) + (has(object.specs) ? object.specs.map(s, dyn(s)) : [])"),
        Guard.Expression(
          name: "reached",
          text: "\(Self.reached("ingress", "fromEndpoints")) + \(Self.reached("egress", "toEndpoints"))"),
        Guard.Expression(
          name: "entries",
          text: "variables.specs.map(s, (has(s.ingress) ? s.ingress : []) + (has(s.egress) ? s.egress : []))"),
      ],
      validations: [
        Guard.Validation(
          expression: "variables.specs.all(s, s.all(k, k in \(CEL.list(Self.knownFields))))",
          message: "a policy of a tenant has these fields only: \(Self.knownFields.joined(separator: ", "))"),
        Self.ownSubjects, Self.plainPorts,
      ] + openings)
  }

  /// A policy about endpoints that have no identity yet is about those of every namespace, and so are its peers. (CIL-35)
  private static let ownSubjects: Guard.Validation = {
    let labels =
      "has(s.endpointSelector.matchLabels) && s.endpointSelector.matchLabels.exists(k, k.contains('reserved'))"
    let expressions =
      "has(s.endpointSelector.matchExpressions) && "
      + "s.endpointSelector.matchExpressions.exists(e, e.key.contains('reserved'))"
    return Guard.Validation(
      expression: "variables.specs.all(s, !has(s.endpointSelector) || !(\(labels)) && !(\(expressions)))",
      message: "a policy of a tenant is about its own pods: its endpointSelector has no reserved labels")
  }()

  /// Rules for DNS make agents believe the answers of whichever server they name: one's own could lend the name of a
  /// granted domain to any address. (CIL-53) Listeners and certificates hand the traffic to another proxy.
  private static let plainPorts = Guard.Validation(
    expression: "variables.entries.all(l, l.all(r, !has(r.toPorts) || r.toPorts.all(t, "
      + "t.all(k, k in ['ports', 'rules']) && (!has(t.rules) || t.rules.all(k, k == 'http')))))",
    message: "toPorts of a tenant's policy has ports and rules for http only: agents would believe other name servers")

  private static let knownFields = [
    "description", "egress", "egressDeny", "enableDefaultDeny", "endpointSelector", "ingress", "ingressDeny", "labels",
    "log",
  ]

  /// For each specification, each entry and each of its selectors, the namespaces that it is bounded to, or "*".
  ///
  /// An entry without anything opens nothing (CIL-11), and one without endpoints opens its ports to everybody (CIL-39).
  private static func reached(_ direction: String, _ peers: String) -> String {
    let known = CEL.list(["authentication", "icmps", peers, "toPorts"])
    let entry =
      "size(r) == 0 ? [] : !r.all(k, k in \(known)) || !has(r.\(peers)) ? [['*']] : "
      + "r.\(peers).map(p, \(places(of: "p")))"
    return "variables.specs.map(s, has(s.\(direction)) ? s.\(direction).map(r, dyn(\(entry))) : [])"
  }

  /// A selector that names no namespace, and no label that only something else than a pod can have, is about the policy's
  /// own namespace. (CIL-31, CIL-34)
  private static func places(of peer: String) -> String {
    let keys = ["", "k8s:", "any:"].map { "\($0)io.kubernetes.pod.namespace" }
    let labels = "(has(\(peer).matchLabels) ? \(peer).matchLabels : {})"
    let expressions = "(has(\(peer).matchExpressions) ? \(peer).matchExpressions : [])"
    let isNamed = "e.key in \(CEL.list(keys)) && e.operator == 'In' && has(e.values)"
    return "\(CEL.list(keys)).exists(k, k in \(labels)) ? "
      + "\(CEL.list(keys)).filter(k, k in \(labels)).map(k, \(labels)[k]) : "
      + "\(expressions).exists(e, \(isNamed)) ? \(expressions).filter(e, \(isNamed))[0].values : "
      + "\(labels).exists(k, \(isSpecial("k"))) || \(expressions).exists(e, \(isSpecial("e.key"))) ? ['*'] : "
      + "[request.namespace]"
  }

  private static func isSpecial(_ key: String) -> String {
    "\(key).contains('io.kubernetes.pod.namespace') || \(key).contains('io.cilium.k8s') || "
      + "\(key).contains('reserved') || \(key).contains(':') && !\(key).startsWith('k8s:') && !\(key).startsWith('any:')"
  }
}
