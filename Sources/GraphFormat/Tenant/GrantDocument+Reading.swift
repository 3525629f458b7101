import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let grant = MappingShape(
    "grant", "a grant",
    [
      .required("to", .reference(.grantee), "who may come in", example: "to: shop/checkout"),
      .required(
        "workload", .text(.workloadName), "to which workload of this tenant, or to all of them (`\"*\"`)",
        example: "workload: api"),
      .optional(
        "ports", .nonemptyList(.portReference), default: "every port that the workload declares", "on which ports",
        example: "ports: [http]"),
      .optional(
        "environments", .environmentPairs, default: "every environment, same to same",
        "where it holds, or from which environment of the caller to which of this tenant",
        example: "environments: [dev, {from: dev, to: prod}]"),
      .optional(
        "until", .text(.date), default: "no end",
        "the last day on which it holds; a notice begins 14 days before, and after it the edge is dropped with a warning",
        example: "until: 2027-03-31"),
      .optional(
        "ticket", .text(.text), default: "none", "where it was decided; goes into annotations of compiled objects",
        example: "ticket: PAY-991"),
      .optional(
        "reason", .text(.text), default: "none", "why; goes into annotations of compiled objects",
        example: "reason: card payments"),
      .optional(
        "mandatory", .flag, default: "false",
        "every consumer named in `to` gets the edge without asking; only with `role: platform`",
        example: "mandatory: true"),
      .optional(
        "http", .list(.mapping(.httpMatch)), default: "every request", "narrows the grant to some HTTP requests",
        example: "http: [{method: GET, path: /v1/.*}]", on: .cilium(elsewhere: "an error")),
    ])
}

extension GrantDocument {
  /// Nil when nobody could say who may reach what. Other parts that cannot be read are findings and left out.
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.grant, &log) else { return nil }
    let to = fields["to"]?.reference(.grantee, &log)
    let workload = fields["workload"]?.workloadName(&log)
    let ports = fields.portReferences(&log)
    let environments = fields.environmentPairs(&log)
    let until = fields["until"]?.date(&log)
    let ticket = fields["ticket"]?.text(&log)?.value
    let reason = fields["reason"]?.text(&log)?.value
    let mandatory = fields["mandatory"]?.flag(&log)
    let http = fields.list("http", &log) { $0.httpMatch(&$1) }
    guard let to, let workload else { return nil }
    self.init(
      to: to, workload: workload, ports: ports, environments: environments, until: until, ticket: ticket,
      reason: reason, mandatory: mandatory, http: http, span: value.node.span)
  }
}

extension AuthoredValue {
  /// A workload of the tenant, or `*` for all of them.
  fileprivate func workloadName(_ log: inout DiagnosticLog) -> Located<String>? {
    node.string == "*" ? Located("*", at: node.span) : dnsLabel(of: "workload", &log)
  }
}
