import Diagnostics
import YAMLTree

extension MappingShape {
  static let assertion = MappingShape(
    "assertion", "an assertion", rule: .exactlyOne(AssertionDocument.Claim.allCases.map(\.rawValue)),
    [
      .required("name", .text(.name), "its name in messages", example: "name: ledger-is-private"),
      .optional(
        "never", .mapping(.claim), default: "none; either this or `always` is required",
        "no named port may be open from any of the sources to any of the destinations",
        example: "never: {from: {not: payments}, to: payments/ledger}"),
      .optional(
        "always", .mapping(.claim), default: "none; either this or `never` is required",
        "each of the sources reaches at least one of the destinations in its environment on all named ports",
        example: "always: {from: shop/checkout, to: payments/api}"),
    ])

  static let claim = MappingShape(
    "claim", "a claim",
    [
      .required("from", .reference(.source), "who connects", example: "from: shop/checkout"),
      .required("to", .reference(.destination), "to whom", example: "to: payments/api"),
      .optional(
        "ports", .nonemptyList(.portReference),
        default: "every port; with `always`, any", "which ports, by the destination's names",
        example: "ports: [http]"),
      .optional(
        "environments", .names, default: "every environment", "where it has to hold", example: "environments: [prod]"),
      .optional(
        "transitive", .flag, default: "false",
        "whether `never` forbids paths over other workloads too, not only direct flows", example: "transitive: true"),
    ])
}

extension AssertionDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.assertion, &log) else { return nil }
    let name = fields["name"]?.dnsLabel(of: "assertion", &log)
    let claims = Claim.allCases.filter { fields[$0.rawValue] != nil }
    guard claims.count == 1, let claim = claims.first else {
      log.report(
        value.finding(
          .missingField, "an assertion claims one thing: \"never\" or \"always\"",
          help: claims.isEmpty ? "add `\(MappingShape.assertion["never"]?.example ?? "")`" : "make two assertions of it"
        ))
      return nil
    }
    guard let terms = fields[claim.rawValue]?.fields(.claim, &log) else { return nil }
    let from = terms["from"]?.reference(.source, &log)
    let to = terms["to"]?.reference(.destination, &log)
    let ports = terms.portReferences(&log)
    let environments = terms.names("environments", of: "environment", &log)
    let isTransitive = terms["transitive"]?.flag(&log)
    if claim == .always, let place = terms["transitive"], isTransitive?.value == true {
      log.report(
        place.finding(
          .invalidValue, "`always` is about direct edges, only `never` can be transitive", help: "remove `transitive`"))
    }
    guard let name, let from, let to else { return nil }
    self.init(
      name: name, claim: claim, from: from, to: to, ports: ports, environments: environments,
      isTransitive: isTransitive?.value ?? false, span: value.node.span)
  }
}
