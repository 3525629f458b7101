import Diagnostics
import YAMLTree

extension ValueForm {
  /// `{compliance: {pci: [payments, vault], none: "*"}}`
  static let platformLabels = ValueForm.map(
    keys: .labelKey,
    .map(keys: .labelValue, .either(.choice([LabelValueDocument.everyOther]), or: .nonemptyNames), mayBeEmpty: false),
    mayBeEmpty: true)
}

extension LabelValueDocument {
  /// Stands for every tenant that bears no other value of the key.
  static let everyOther = "*"
}

extension LabelDocument {
  init?(reading key: AuthoredValue, _ value: AuthoredValue, _ log: inout DiagnosticLog) {
    let name = key.labelKey(&log)
    let values = value.pairs(&log) { LabelValueDocument(reading: $0, $1, &$2) }
    value.reportIfEmpty(&log)
    guard let name, !values.isEmpty else { return nil }
    self.init(key: Located(name, at: key.node.span), values: values)
  }
}

extension LabelValueDocument {
  fileprivate init?(reading key: AuthoredValue, _ value: AuthoredValue, _ log: inout DiagnosticLog) {
    let name = key.labelValue(&log)
    guard let bearers = value.bearers(&log), let name else { return nil }
    self.init(value: Located(name, at: key.node.span), bearers: bearers.names)
  }
}

private struct Bearers {
  let names: [Located<String>]?
}

extension AuthoredValue {
  /// Tenants by name, or `"*"`; nil for anything else.
  fileprivate func bearers(_ log: inout DiagnosticLog) -> Bearers? {
    guard node.kind == .sequence else {
      if node.string == LabelValueDocument.everyOther { return Bearers(names: nil) }
      log.report(
        wrongType(expected: "a list of tenants or \"*\"", help: "write `[payments]`, or `\"*\"` for all others"))
      return nil
    }
    let names = elements(&log) { $0.dnsLabel(of: "tenant", &$1) }.unique("tenant", \.self, &log)
    reportIfEmpty(&log)
    return names.isEmpty ? nil : Bearers(names: names)
  }
}
