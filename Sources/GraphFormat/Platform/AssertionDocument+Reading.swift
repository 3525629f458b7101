import Diagnostics
import YAMLTree

extension MappingShape {
  static let assertion = MappingShape(
    "an assertion",
    [
      .required("name", "name: ledger-is-private"),
      .optional("never", "never: {from: {not: payments}, to: payments/ledger}"),
      .optional("always", "always: {from: shop/checkout, to: payments/api}"),
    ])

  static let claim = MappingShape(
    "a claim",
    [
      .required("from", "from: shop/checkout"),
      .required("to", "to: payments/api"),
      .optional("ports", "ports: [http]"),
      .optional("environments", "environments: [prod]"),
      .optional("transitive", "transitive: true"),
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
