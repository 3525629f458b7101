import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let guardrail = MappingShape(
    "guardrail", "a guardrail",
    [
      .required("name", .text(.name), "its name in messages and in compiled objects", example: "name: cloud-metadata"),
      .required(
        "deny", .choice(of: Direction.self),
        "where it is enforced: at the destinations (`ingress`) or at the sources (`egress`)", example: "deny: egress"),
      .required("from", .reference(.source), "who must not connect", example: "from: \"*\""),
      .required(
        "to", .reference(.deniedDestination), "to whom they must not connect",
        example: "to: {cidr: 169.254.169.254/32}"),
      .optional(
        "ports", .nonemptyList(.portReference), default: "every port", "which ports are denied",
        example: "ports: [80]"),
      .optional(
        "except", .list(.mapping(.guardrailException)), default: "none", "flows that it leaves alone",
        example: "except: [{from: monitoring/prometheus}]"),
      .optional(
        "reason", .text(.text), default: "none", "why; goes into annotations of compiled objects",
        example: "reason: node credentials"),
    ])

  static let guardrailException = MappingShape(
    "guardrailException", "an exception", rule: .atLeastOne(["from", "to"]),
    [
      .optional(
        "from", .reference(.source), default: "the guardrail's own", "the sources that may connect after all",
        example: "from: monitoring/prometheus"),
      .optional(
        "to", .reference(.deniedDestination), default: "the guardrail's own",
        "the destinations that may be reached after all", example: "to: payments/api"),
    ])
}

extension GuardrailDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.guardrail, &log) else { return nil }
    let name = fields["name"]?.dnsLabel(of: "guardrail", &log)
    let deny = fields["deny"]?.choice(of: Direction.self, &log)
    let from = fields["from"]?.reference(.source, &log)
    let to = fields["to"]?.reference(.deniedDestination, &log)
    let ports = fields.portReferences(&log)
    let exceptions = fields.list("except", &log) { GuardrailExceptionDocument(reading: $0, &$1) }
    let reason = fields["reason"]?.text(&log)?.value
    guard let name, let deny, let from, let to else { return nil }
    self.init(
      name: name, deny: deny, from: from, to: to, ports: ports, exceptions: exceptions, reason: reason,
      span: value.node.span)
  }
}

extension GuardrailExceptionDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.guardrailException, &log) else { return nil }
    let from = fields["from"]?.reference(.source, &log)
    let to = fields["to"]?.reference(.deniedDestination, &log)
    guard fields["from"] != nil || fields["to"] != nil else {
      log.report(
        value.finding(
          .missingField, "an exception needs \"from\" or \"to\"; without them it would lift the whole guardrail",
          help: "add `from: monitoring/prometheus`"))
      return nil
    }
    // An end that cannot be read must not widen the exception to everybody.
    guard (from == nil) == (fields["from"] == nil), (to == nil) == (fields["to"] == nil) else { return nil }
    self.init(from: from, to: to, span: value.place)
  }
}
