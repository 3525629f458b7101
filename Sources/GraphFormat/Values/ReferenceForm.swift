/// The ways to say whom something is about. Not every place takes every one.
enum ReferenceForm: CaseIterable {
  case tenant, workload, everyTenant, labelled, not, addresses, domain, internet, apiServer

  /// What it is, as the subject of a sentence.
  var title: String {
    switch self {
    case .tenant: "a tenant"
    case .workload: "a workload"
    case .everyTenant: "every tenant (`\"*\"`)"
    case .labelled: "\"tenants\""
    case .not: "\"not\""
    case .addresses: "\"cidr\""
    case .domain: "\"fqdn\""
    case .internet: "\"internet\""
    case .apiServer: "\"apiServer\""
    }
  }

  /// The field that marks it, when it is written as a mapping.
  var field: String? {
    switch self {
    case .tenant, .workload, .everyTenant: nil
    case .labelled: "tenants"
    case .not: "not"
    case .addresses: "cidr"
    case .domain: "fqdn"
    case .internet: "internet"
    case .apiServer: "apiServer"
    }
  }

  /// How it is written.
  var example: String {
    switch self {
    case .tenant: "shop"
    case .workload: "shop/checkout"
    case .everyTenant: "\"*\""
    case .labelled: "{tenants: {compliance: pci}}"
    case .not: "{not: shop}"
    case .addresses: "{cidr: 203.0.113.0/24}"
    case .domain: "{fqdn: api.example.com}"
    case .internet: "{internet: true}"
    case .apiServer: "{apiServer: true}"
    }
  }
}

/// A place for a reference, with the forms that mean something there.
struct ReferencePlace: Sendable {
  /// The name of its definition in the JSON Schema.
  let id: String
  /// The place as the end of a sentence: `as the "to" of a grant`.
  let title: String
  let forms: [ReferenceForm]

  private init(_ id: String, _ title: String, without excluded: [ReferenceForm]) {
    self.id = id
    self.title = title
    forms = ReferenceForm.allCases.filter { !excluded.contains($0) }
  }

  /// A grant opens a workload to callers: names and the API server are no callers that it could know.
  static let grantee = ReferencePlace("grantee", "as the \"to\" of a grant", without: [.not, .domain, .apiServer])
  static let needed = ReferencePlace("needed", "as the \"to\" of a need", without: [.not])
  static let source = ReferencePlace("source", "as a source", without: [.domain])
  static let destination = ReferencePlace("destination", "as a destination", without: [])
  /// No API can deny by name. (CIL-75)
  static let deniedDestination = ReferencePlace(
    "deniedDestination", "as a destination of a guardrail", without: [.domain])
  static let negated = ReferencePlace(
    "negated", "inside of \"not\"", without: [.not, .addresses, .domain, .internet, .apiServer])

  var help: String { "write one of \(forms.map { "`\($0.example)`" }.sentenceList("or"))" }
}
