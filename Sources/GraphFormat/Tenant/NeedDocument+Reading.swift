import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let need = MappingShape(
    "a need",
    [
      .optional("from", "from: api"),
      .required("to", "to: data/kafka"),
      .optional("ports", "ports: [broker]"),
      .optional("environments", "environments: [dev, {from: dev, to: prod}]"),
      .optional("ticket", "ticket: PAY-991"),
      .optional("reason", "reason: card payments"),
      .optional("mandatory", "mandatory: true"),
    ])
}

extension NeedDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.need, &log) else { return nil }
    let from = fields["from"]?.dnsLabel(of: "workload", &log)
    let to = fields["to"]?.reference(.needed, &log)
    let ports = fields.portReferences(&log)
    let environments = fields.environmentPairs(&log)
    let ticket = fields["ticket"]?.text(&log)?.value
    let reason = fields["reason"]?.text(&log)?.value
    let mandatory = fields["mandatory"]?.flag(&log)
    // A source that cannot be read must not become every workload.
    guard let to, (from == nil) == (fields["from"] == nil) else { return nil }
    self.init(
      from: from, to: to, ports: ports, environments: environments, ticket: ticket, reason: reason,
      mandatory: mandatory, span: value.node.span)
  }
}
