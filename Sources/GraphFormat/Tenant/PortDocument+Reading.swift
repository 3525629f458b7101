import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let port = MappingShape(
    "a port",
    [.required("port", "port: 8080"), .optional("service", "service: 80"), .optional("webhook", "webhook: true")])
}

extension PortDocument {
  /// `http: 8080` or `http: {port: 8080, service: 80}`
  init?(reading key: AuthoredValue, _ value: AuthoredValue, _ log: inout DiagnosticLog) {
    let name = key.portName(&log)
    guard value.node.kind == .mapping else {
      guard let range = value.portRange(&log), let name else { return nil }
      self.init(name: name, range: range.value, service: nil, webhook: false, span: name.span)
      return
    }
    guard let fields = value.fields(.port, &log) else { return nil }
    let range = fields["port"]?.portRange(&log)
    let service = fields["service"]?.portNumber(&log)
    let webhook = fields["webhook"]?.flag(&log)
    guard let name, let range else { return nil }
    self.init(
      name: name, range: range.value, service: service?.value, webhook: webhook?.value ?? false, span: name.span)
  }
}
