import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let dns = MappingShape(
    "dns", "dns",
    [
      .optional(
        "namespace", .text(.name), default: "`kube-system`", "where the name servers run",
        example: "namespace: kube-system"),
      .optional(
        "selector", .selector, default: "`{k8s-app: kube-dns}`", "the pods of the name servers",
        example: "selector: {k8s-app: kube-dns}"),
      .optional(
        "ports", .nonemptyList(.port), default: "`[53/UDP, 53/TCP]`",
        "container ports of the name servers: some distributions listen on 5353 or 1053 behind a Service on 53",
        example: "ports: [53/UDP, 53/TCP]"),
      .optional(
        "nodeLocal", .list(.text(.address)), default: "none", "addresses of node-local caches",
        example: "nodeLocal: [169.254.20.10]"),
    ])
}

extension DNSDocument {
  /// Fields that are absent say what clusters do unless somebody changed them.
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.dns, &log) else { return nil }
    let place = value.key?.span ?? value.place
    let ports = fields.list("ports", &log) { $0.portRange(&$1) }
    fields["ports"]?.reportIfEmpty(&log)
    let byDefault = TransportProtocol.allCases.filter { $0 != .sctp }.map { Located(PortRange($0, 53...53), at: place) }
    self.init(
      namespace: fields["namespace"]?.dnsLabel(of: "namespace", &log) ?? Located("kube-system", at: place),
      selector: fields["selector"]?.selector(&log)
        ?? Located(LabelSelector([LabelRequirement("k8s-app", equals: "kube-dns")]), at: place),
      ports: fields["ports"] == nil ? byDefault : ports,
      nodeLocal: fields.list("nodeLocal", &log) { $0.address(&$1) }, span: place)
  }
}
