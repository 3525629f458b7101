import PolicyModel

extension GuardScope {
  /// Proxies in front, such as an ingress controller, reach what a Service names with their own edges. A Service of a tenant
  /// stands for the tenant's pods: not for addresses of its choice, nor for a Service of another tenant.
  ///
  /// What a Service has already it keeps, so that whoever else writes to it is not held up.
  func services(_ suffix: String) -> Guard {
    Guard(
      name: "easement-services\(suffix)",
      purpose: "A Service of a tenant stands for the tenant's own pods.",
      requests: Guard.Requests(kinds: [.service], operations: [.create, .update], place: .inNamespaces(namespaces)),
      conditions: strangersOnly,
      variables: [("addresses", "object"), ("oldAddresses", "oldObject")].map(Self.addresses)
        + [("alias", "object"), ("oldAlias", "oldObject")].map(Self.alias),
      validations: [
        Guard.Validation(
          expression: "variables.addresses.all(a, a in variables.oldAddresses)",
          message: "a Service of a tenant has no externalIPs: these may be the addresses of others")
      ] + aliases)
  }

  /// https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
  private static func addresses(_ name: String, of object: String) -> Guard.Expression {
    let spec = "\(object).spec"
    return Guard.Expression(
      name: name, text: "\(object) != null && has(\(spec)) && has(\(spec).externalIPs) ? \(spec).externalIPs : []")
  }

  /// https://kubernetes.io/docs/concepts/services-networking/service/#externalname
  private static func alias(_ name: String, of object: String) -> Guard.Expression {
    let spec = "\(object).spec"
    return Guard.Expression(
      name: name,
      text: "\(object) != null && has(\(spec)) && has(\(spec).type) && \(spec).type == 'ExternalName' && "
        + "has(\(spec).externalName) ? \(spec).externalName : ''")
  }

  /// Names of the cluster's Services and pods end with their namespace, and these.
  /// https://github.com/kubernetes/dns/blob/master/docs/specification.md
  private static let suffixes = ["svc", "pod"].flatMap { type in
    ["", ".cluster.local"].flatMap { [".\(type)\($0)", ".\(type)\($0)."] }
  }

  private var aliases: [Guard.Validation] {
    let suffixes = CEL.list(Self.suffixes)
    let isInside = "\(suffixes).exists(s, variables.alias.endsWith(s))"
    return [
      Guard.Validation(
        expression:
          "variables.alias == variables.oldAlias || !variables.alias.matches('(^|[.])(0x[0-9a-f]*|[0-9]+)[.]?$')",
        message: "the externalName of a tenant's Service is a name, not an address")
    ]
      + tenants.flatMap(\.openings).map { namespaces, neighbours in
        let isOwn =
          "\(suffixes).exists(s, ([request.namespace] + \(CEL.list(neighbours))).exists(n, "
          + "variables.alias.endsWith('.' + n + s)))"
        return Guard.Validation(
          expression: "!(request.namespace in \(CEL.list(namespaces))) || variables.alias == variables.oldAlias || "
            + "!\(isInside) || \(isOwn)",
          message: "the externalName of a Service in \(namespaces.shortList) names no Service of other namespaces: "
            + "call that by its own name")
      }
  }
}
