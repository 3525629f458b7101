import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let tenantSpec = MappingShape(
    "a tenant's spec",
    [
      .required("owner", "owner: \"@acme/payments\""),
      .optional("role", "role: platform"),
      .required("namespaces", "namespaces: {payments-dev: dev, payments-prod: prod}"),
      .optional("workloads", "workloads: {api: {selector: {app: payments-api}, ports: {http: 8080}}}"),
      .optional("grants", "grants: [{to: shop/checkout, workload: api, ports: [http]}]"),
      .optional("needs", "needs: [{from: api, to: data/kafka, ports: [broker]}]"),
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
      name: metadata.name, labels: metadata.labels, owner: owner ?? Located("", at: metadata.name.span), role: role,
      namespaces: namespaces, workloads: workloads, grants: grants, needs: needs, span: document.root.node.span,
      grantsSpan: spec?["grants"]?.key?.span ?? metadata.name.span)
  }
}

extension MappingShape {
  static let metadata = MappingShape(
    "metadata",
    [
      .required("name", "name: payments"),
      .optional("labels", "labels: {compliance: pci}"),
      .optional("annotations", "annotations: {example.com/wiki: payments}"),
    ])
}

/// The name of a document and its labels.
struct AuthoredMetadata {
  let name: Located<String>
  let labels: Labels
}

extension AuthoredValue {
  /// The metadata of a document that describes a `thing`, such as a `tenant`.
  func metadata(of thing: String, _ log: inout DiagnosticLog) -> AuthoredMetadata? {
    guard let fields = fields(.metadata, &log) else { return nil }
    let labels = fields["labels"]?.labels(&log) ?? [:]
    fields["annotations"]?.checkAnnotations(&log)
    return fields["name"]?.dnsLabel(of: thing, &log).map { AuthoredMetadata(name: $0, labels: labels) }
  }

  /// Annotations are for people and tools: their form is checked, their meaning is theirs.
  private func checkAnnotations(_ log: inout DiagnosticLog) {
    _ = pairs(&log) { _, value, log in value.text(&log) }
  }
}
