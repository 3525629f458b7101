import Diagnostics
import YAMLTree

extension MappingShape {
  static let environmentPair = MappingShape(
    "environmentPair", "a pair of environments",
    [
      .required("from", .text(.name), "the environment of the caller", example: "from: dev"),
      .required("to", .text(.name), "the environment of the provider", example: "to: prod"),
    ])
}

extension AuthoredFields {
  /// From which environment to which: `[dev, {from: dev, to: prod}]`. Nil when the list is absent.
  func environmentPairs(_ log: inout DiagnosticLog) -> [Located<EnvironmentPair>]? {
    guard let list = self["environments"] else { return nil }
    list.reportIfEmpty(&log)
    return list.elements(&log) { $0.environmentPair(&$1) }
  }
}

extension AuthoredValue {
  fileprivate func environmentPair(_ log: inout DiagnosticLog) -> Located<EnvironmentPair>? {
    guard node.kind == .mapping else {
      return dnsLabel(of: "environment", &log)?.map { EnvironmentPair(from: $0, to: $0) }
    }
    guard let fields = fields(.environmentPair, &log) else { return nil }
    let from = fields["from"]?.dnsLabel(of: "environment", &log)
    let to = fields["to"]?.dnsLabel(of: "environment", &log)
    guard let from, let to else { return nil }
    return Located(EnvironmentPair(from: from.value, to: to.value), at: place)
  }
}
