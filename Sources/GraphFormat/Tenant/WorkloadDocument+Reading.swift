import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let workload = MappingShape(
    "a workload",
    [
      .required("selector", "selector: {app: payments-api}"),
      .optional("ports", "ports: {http: 8080}"),
      .optional("namespaces", "namespaces: [payments-prod]"),
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
