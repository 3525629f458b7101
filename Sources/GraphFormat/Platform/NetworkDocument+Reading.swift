import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let network = MappingShape(
    "network", "the network",
    [
      .optional(
        "podCIDRs", .list(.text(.addressBlock)), default: "none",
        "addresses of pods, which are not the internet; required as soon as somebody says `internet`",
        example: "podCIDRs: [10.244.0.0/16]"),
      .optional(
        "serviceCIDRs", .list(.text(.addressBlock)), default: "none",
        "addresses of Services, which are not the internet", example: "serviceCIDRs: [10.96.0.0/12]"),
      .optional(
        "nodeCIDRs", .list(.text(.addressBlock)), default: "none",
        "addresses of nodes, which are not the internet; required as soon as somebody says `internet`",
        example: "nodeCIDRs: [10.0.0.0/16]"),
      .optional(
        "apiServer", .mapping(.apiServer), default: "none",
        "where the API server listens; required as soon as somebody says `apiServer`",
        example: "apiServer: {cidrs: [10.0.0.10/32], port: 6443}"),
    ])

  static let apiServer = MappingShape(
    "apiServer", "the API server",
    [
      .required(
        "cidrs", .nonemptyList(.text(.addressBlock)),
        "addresses of its endpoint, as pods see them after translation: not that of the Service `kubernetes`",
        example: "cidrs: [10.0.0.10/32]"),
      .required("port", .portNumber, "the TCP port of its endpoint", example: "port: 6443"),
    ])
}

extension NetworkDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.network, &log) else { return nil }
    self.init(
      podCIDRs: fields.list("podCIDRs", &log) { $0.cidr(&$1) },
      serviceCIDRs: fields.list("serviceCIDRs", &log) { $0.cidr(&$1) },
      nodeCIDRs: fields.list("nodeCIDRs", &log) { $0.cidr(&$1) },
      apiServer: fields["apiServer"].flatMap { APIServerDocument(reading: $0, &log) }, span: value.place)
  }
}

extension APIServerDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.apiServer, &log) else { return nil }
    let cidrs = fields.list("cidrs", &log) { $0.cidr(&$1) }
    fields["cidrs"]?.reportIfEmpty(&log)
    guard let port = fields["port"]?.portNumber(&log), !cidrs.isEmpty else { return nil }
    self.init(cidrs: cidrs, port: port.value, span: value.place)
  }
}
