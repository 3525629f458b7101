import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let guardrail = MappingShape(
    "a guardrail",
    [
      .required("name", "name: cloud-metadata"),
      .required("deny", "deny: egress"),
      .required("from", "from: \"*\""),
      .required("to", "to: {cidr: 169.254.169.254/32}"),
      .optional("ports", "ports: [80]"),
      .optional("except", "except: [{from: monitoring/prometheus}]"),
      .optional("reason", "reason: node credentials"),
    ])

  static let guardrailException = MappingShape(
    "an exception", [.optional("from", "from: monitoring/prometheus"), .optional("to", "to: payments/api")])
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
