import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let grant = MappingShape(
    "a grant",
    [
      .required("to", "to: shop/checkout"),
      .required("workload", "workload: api"),
      .optional("ports", "ports: [http]"),
      .optional("environments", "environments: [dev, {from: dev, to: prod}]"),
      .optional("until", "until: 2027-03-31"),
      .optional("ticket", "ticket: PAY-991"),
      .optional("reason", "reason: card payments"),
      .optional("mandatory", "mandatory: true"),
      .optional("http", "http: [{method: GET, path: /v1/.*}]"),
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
