import Diagnostics
import YAMLTree

extension NamespaceDocument {
  /// `payments-dev: dev` or `tools: [dev, prod]`
  init?(reading key: AuthoredValue, _ value: AuthoredValue, _ log: inout DiagnosticLog) {
    let name = key.dnsLabel(of: "namespace", &log)
    let environments =
      if value.node.kind == .sequence {
        value.elements(&log) { $0.dnsLabel(of: "environment", &$1) }.unique("environment", \.self, &log)
      } else {
        value.dnsLabel(of: "environment", &log).map { [$0] } ?? []
      }
    value.reportIfEmpty(&log)
    guard let name, !environments.isEmpty else { return nil }
    self.init(name: name, environments: environments)
  }
}
