import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let workload = MappingShape(
    "workload", "a workload",
    [
      .required(
        "selector", .selector, "its pods; one that two workloads select has the edges of both, and a warning says so",
        example: "selector: {app: payments-api}"),
      .optional(
        "ports", .map(keys: .portName, .either(.port, or: .mapping(.port)), mayBeEmpty: true), default: "none",
        "the container ports on which it listens, by name", example: "ports: {http: 8080}"),
      .optional(
        "namespaces", .nonemptyNames, default: "every namespace of the tenant", "where it runs",
        example: "namespaces: [payments-prod]"),
    ])
}

extension WorkloadDocument {
  init?(reading key: AuthoredValue, _ value: AuthoredValue, _ log: inout DiagnosticLog) {
    let name = key.dnsLabel(of: "workload", &log)
    guard let fields = value.fields(.workload, &log) else { return nil }
    let selector = fields["selector"]?.selector(&log)
    let ports = fields.map("ports", &log) { PortDocument(reading: $0, $1, &$2) }
    let namespaces = fields["namespaces"].map { _ in fields.names("namespaces", of: "namespace", &log) }
    fields["namespaces"]?.reportIfEmpty(&log)
    guard let name, let selector else { return nil }
    self.init(name: name, selector: selector, ports: ports, namespaces: namespaces, span: name.span)
  }
}
