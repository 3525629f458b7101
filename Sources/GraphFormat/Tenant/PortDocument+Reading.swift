import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let port = MappingShape(
    "portMapping", "a port",
    [
      .required("port", .port, "the container port, or a range of them", example: "port: 8080"),
      .optional(
        "service", .portNumber, default: "none",
        "the port of the Service in front; who asks for it is told to write the port's name", example: "service: 80"),
      .optional(
        "webhook", .flag, default: "false",
        "an admission webhook: the port opens to the API server and every node on Cilium, and to everyone elsewhere, where "
          + "no policy can name its callers",
        example: "webhook: true"),
    ])
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
