import Diagnostics
import GraphFormat
import PolicyModel

/// The labels that each tenant bears: those that it writes, and those that the platform gives.
struct TenantLabels {
  private let given: [String: [(key: String, value: String)]]
  private(set) var findings: [Diagnostic] = []

  init(of document: GraphDocument) {
    let names = document.tenants.map(\.name.value)
    var given: [String: [(key: String, value: String)]] = [:]
    for label in document.platform.labels {
      let bearers = label.bearers(among: names, &findings)
      for (tenant, value) in bearers { given[tenant, default: []].append((label.key.value, value)) }
    }
    self.given = given
  }

  /// Of what the platform gives counts what it says, whatever the tenant writes.
  subscript(tenant: TenantDocument) -> Labels {
    Labels(tenant.labels.pairs.map { ($0.key, $0.value) } + (given[tenant.name.value] ?? []))
  }
}

extension LabelDocument {
  /// The value that each tenant bears.
  func bearers(among tenants: [String], _ findings: inout [Diagnostic]) -> [String: String] {
    let known = Set(tenants)
    var values: [String: Located<String>] = [:]
    for (value, name) in namedBearers {
      if !known.contains(name.value) { findings.append(.unknownBearer(name, tenants)) }
      guard let first = values[name.value] else {
        values[name.value] = Located(value.value, at: name.span)
        continue
      }
      findings.append(.secondValue(of: key.value, for: name, first: first))
    }
    let defaults = self.values.filter { $0.bearers == nil }
    if let second = defaults.dropFirst().first { findings.append(.secondDefault(of: key.value, second, defaults[0])) }
    guard let rest = defaults.first?.value.value else { return values.mapValues(\.value) }
    return Dictionary(tenants.map { ($0, values[$0]?.value ?? rest) }) { first, _ in first }
  }

  private var namedBearers: [(Located<String>, Located<String>)] {
    values.flatMap { entry in (entry.bearers ?? []).map { (entry.value, $0) } }
  }
}

extension Diagnostic {
  fileprivate static func unknownBearer(_ name: Located<String>, _ tenants: [String]) -> Diagnostic {
    let suggestion = name.value.nearest(in: tenants).map { "did you mean \"\($0)\"?" }
    return Diagnostic(
      .unknownTenant, "no tenant is called \"\(name.value)\"", at: name.span,
      help: suggestion ?? "tenants are declared by documents of `kind: Tenant`")
  }

  fileprivate static func secondValue(
    of key: String, for name: Located<String>, first: Located<String>
  ) -> Diagnostic {
    Diagnostic(
      .platformLabel, "a tenant bears one value of a label, and \"\(name.value)\" has two of \"\(key)\"", at: name.span,
      notes: [Note("\"\(first.value)\" is the other one", at: first.span)], help: "remove one of them")
  }

  fileprivate static func secondDefault(
    of key: String, _ second: LabelValueDocument, _ first: LabelValueDocument
  ) -> Diagnostic {
    Diagnostic(
      .platformLabel, "only one value of \"\(key)\" can be that of all other tenants", at: second.value.span,
      notes: [Note("the other one is here", at: first.value.span)], help: "name the tenants of one of them")
  }
}
