import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let need = MappingShape(
    "need", "a need",
    [
      .optional(
        "from", .text(.name), default: "every workload of this tenant", "which workload of this tenant calls",
        example: "from: api"),
      .required("to", .reference(.needed), "whom it calls", example: "to: data/kafka"),
      .optional(
        "ports", .nonemptyList(.portReference),
        default: "the ports that the grants open; for `apiServer` its own port; else every port",
        "on which ports; those that are named have to be granted in full", example: "ports: [broker]"),
      .optional(
        "environments", .environmentPairs, default: "every environment, same to same",
        "where it is needed, or from which environment of this tenant to which of the provider",
        example: "environments: [dev, {from: dev, to: prod}]"),
      .optional(
        "ticket", .text(.text), default: "that of the grant", "where it was decided; the grant's counts first",
        example: "ticket: PAY-991"),
      .optional(
        "reason", .text(.text), default: "that of the grant", "why; the grant's counts first",
        example: "reason: card payments"),
      .optional(
        "mandatory", .flag, default: "false",
        "the provider is not asked; reaches the workloads that declare the ports; only with `role: platform`",
        example: "mandatory: true"),
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
