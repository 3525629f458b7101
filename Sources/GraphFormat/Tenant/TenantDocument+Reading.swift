import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let tenantSpec = MappingShape(
    "tenantSpec", "a tenant's spec",
    [
      .required(
        "owner", .text(.text), "who reviews changes; shown in messages and in annotations of compiled objects",
        example: "owner: \"@acme/payments\""),
      .optional(
        "role", .choice(of: TenantDocument.Role.self), default: "`product`",
        "`platform` is a shared service, which may write `mandatory: true`", example: "role: platform"),
      .required(
        "namespaces", .map(keys: .name, .either(.text(.name), or: .nonemptyNames), mayBeEmpty: false),
        "the tenant's namespaces, each with its environment, or with all that a shared tool serves; a namespace belongs to one tenant",
        example: "namespaces: {payments-dev: dev, payments-prod: prod}"),
      .optional(
        "workloads", .map(keys: .name, .mapping(.workload), mayBeEmpty: true), default: "none",
        "the pods of the tenant, by what they do",
        example: "workloads: {api: {selector: {app: payments-api}, ports: {http: 8080}}}"),
      .optional(
        "grants", .list(.mapping(.grant)), default: "none", "whom the tenant lets in",
        example: "grants: [{to: shop/checkout, workload: api, ports: [http]}]"),
      .optional(
        "needs", .list(.mapping(.need)), default: "none", "whom the tenant calls",
        example: "needs: [{from: api, to: data/kafka, ports: [broker]}]"),
    ])
}

extension TenantDocument {
  /// Nil when the document has no name. Whatever else cannot be read is a finding and left out, so that references to
  /// the tenant do not become findings too.
  init?(reading document: AuthoredDocument, _ log: inout DiagnosticLog) {
    guard let fields = document.fields(&log) else { return nil }
    let metadata = fields["metadata"]?.metadata(of: "tenant", &log)
    let spec = fields["spec"]?.fields(.tenantSpec, &log)
    let namespaces = spec?.map("namespaces", &log) { NamespaceDocument(reading: $0, $1, &$2) } ?? []
    let workloads = spec?.map("workloads", &log) { WorkloadDocument(reading: $0, $1, &$2) } ?? []
    let owner = spec?["owner"]?.text(&log)
    let role = spec?["role"]?.choice(of: Role.self, &log)?.value ?? .product
    let grants = spec?.list("grants", &log) { GrantDocument(reading: $0, &$1) } ?? []
    let needs = spec?.list("needs", &log) { NeedDocument(reading: $0, &$1) } ?? []
    spec?["namespaces"]?.reportIfEmpty(&log)
    guard let metadata else { return nil }
    self.init(
      name: metadata.name, labels: metadata.labels, labelSpans: metadata.labelSpans,
      owner: owner ?? Located("", at: metadata.name.span), role: role,
      namespaces: namespaces, workloads: workloads, grants: grants, needs: needs, span: document.root.node.span,
      grantsSpan: spec?["grants"]?.key?.span ?? metadata.name.span)
  }
}

extension MappingShape {
  static let metadata = MappingShape(
    "metadata", "metadata",
    [
      .required("name", .text(.name), "what references call it", example: "name: payments"),
      .optional(
        "labels", .labels, default: "none",
        "what `{tenants: …}` selects tenants by, but for the labels that the platform gives",
        example: "labels: {compliance: pci}"),
      .optional(
        "annotations", .map(keys: nil, .text(.text), mayBeEmpty: true), default: "none",
        "notes for people and other tools; they mean nothing to Easement",
        example: "annotations: {example.com/wiki: payments}"),
    ])
}

/// The name of a document and its labels.
struct AuthoredMetadata {
  let name: Located<String>
  let labels: Labels
  /// Where the key of each label stands.
  let labelSpans: [String: Span]
}

extension AuthoredValue {
  /// The metadata of a document that describes a `thing`, such as a `tenant`.
  func metadata(of thing: String, _ log: inout DiagnosticLog) -> AuthoredMetadata? {
    guard let fields = fields(.metadata, &log) else { return nil }
    let labels = fields["labels"]?.labels(&log) ?? [:]
    fields["annotations"]?.checkAnnotations(&log)
    let spans = fields["labels"]?.node.entries.map { ($0.key.text ?? "", $0.key.span) } ?? []
    return fields["name"]?.dnsLabel(of: thing, &log).map {
      AuthoredMetadata(name: $0, labels: labels, labelSpans: Dictionary(spans) { first, _ in first })
    }
  }

  /// Annotations are for people and tools: their form is checked, their meaning is theirs.
  private func checkAnnotations(_ log: inout DiagnosticLog) {
    _ = pairs(&log) { _, value, log in value.text(&log) }
  }
}
