import PolicyModel

extension GuardScope {
  /// A NetworkPolicy of a tenant can only open, since everything is closed already (NP-7); it may open what is open:
  /// namespaces of the same tenant that reach each other without an edge.
  func networkPolicies(_ suffix: String) -> Guard {
    Guard(
      name: "easement-network-policies\(suffix)",
      purpose: "A NetworkPolicy of a tenant opens nothing that the graph keeps closed.",
      requests: Guard.Requests(
        kinds: [.networkPolicy], operations: [.create, .update], place: .inNamespaces(namespaces)),
      conditions: strangersOnly,
      variables: [
        Guard.Expression(
          name: "reached", text: "[\(Self.reached("ingress", "from")), \(Self.reached("egress", "to"))]")
      ],
      validations: openings)
  }

  /// One for each set of namespaces that may reach the same ones: whatever a policy there reaches is among them.
  var openings: [Guard.Validation] {
    tenants.flatMap(\.openings).map { namespaces, neighbours in
      let places = namespaces.shortList
      return Guard.Validation(
        expression: "!(request.namespace in \(CEL.list(namespaces))) || "
          + "variables.reached.all(d, d.all(r, r.all(p, p.all(n, n in \(CEL.list(neighbours))))))",
        message: neighbours.isEmpty
          ? "a policy in \(places) opens nothing: ask for an edge in the graph instead"
          : "a policy in \(places) names pods in \(neighbours.shortList) only: ask for an edge in the graph instead")
    }
  }

  /// For each rule of a direction, and in it for each peer, the namespaces that the peer is bounded to by name, or "*".
  ///
  /// A rule without peers is about everybody (NP-10), and so is an address. The label of a namespace's name is kept by
  /// the API server; a peer that asks for it and for more is inside of it. (NP-12, NP-13)
  private static func reached(_ direction: String, _ peers: String) -> String {
    "has(object.spec) && has(object.spec.\(direction)) ? "
      + "object.spec.\(direction).map(r, has(r.\(peers)) && size(r.\(peers)) > 0 ? "
      + "r.\(peers).map(p, \(places(of: "p"))) : [['*']]) : []"
  }

  private static func places(of peer: String) -> String {
    let key = CEL.literal(.namespaceNameLabel)
    let selector = "\(peer).namespaceSelector"
    let isNamed = "e.key == \(key) && e.operator == 'In' && has(e.values)"
    return "has(\(peer).ipBlock) ? ['*'] : !has(\(selector)) ? [request.namespace] : "
      + "has(\(selector).matchLabels) && \(key) in \(selector).matchLabels ? [\(selector).matchLabels[\(key)]] : "
      + "has(\(selector).matchExpressions) && \(selector).matchExpressions.exists(e, \(isNamed)) ? "
      + "\(selector).matchExpressions.filter(e, \(isNamed))[0].values : ['*']"
  }
}

extension GuardedTenant {
  /// Namespaces with equal neighbours, in the order of their first.
  var openings: [(namespaces: [String], neighbours: [String])] {
    var groups: [(namespaces: [String], neighbours: [String])] = []
    for namespace in namespaces {
      if let index = groups.firstIndex(where: { $0.neighbours == namespace.neighbours }) {
        groups[index].namespaces.append(namespace.name)
      } else {
        groups.append(([namespace.name], namespace.neighbours))
      }
    }
    return groups
  }
}

extension [String] {
  /// `a, b, c and 4 more`
  var shortList: String {
    let shown = prefix(3).joined(separator: ", ")
    return count > 3 ? "\(shown) and \(count - 3) more" : shown
  }
}
