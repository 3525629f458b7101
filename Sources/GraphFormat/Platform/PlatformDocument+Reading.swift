import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let platformSpec = MappingShape(
    "a platform's spec",
    [
      .required("environments", "environments: [dev, prod]"),
      .required("clusters", "clusters: [{name: prod, environments: [prod], enforcement: kubernetes}]"),
      .optional("network", "network: {podCIDRs: [10.244.0.0/16]}"),
      .optional("dns", "dns: {namespace: kube-system, selector: {k8s-app: kube-dns}}"),
      .optional("withinTenant", "withinTenant: same-environment"),
      .optional("consent", "consent: both"),
      .optional(
        "guardrails", "guardrails: [{name: metadata, deny: egress, from: \"*\", to: {cidr: 169.254.169.254/32}}]"),
      .optional("assertions", "assertions: [{name: private, never: {from: {not: payments}, to: payments/ledger}}]"),
    ])
}

extension PlatformDocument {
  /// Nil when the document has no name or no spec.
  init?(reading document: AuthoredDocument, _ log: inout DiagnosticLog) {
    guard let fields = document.fields(&log) else { return nil }
    let name = fields["metadata"]?.metadata(of: "platform", &log)?.name
    guard let name, let spec = fields["spec"]?.fields(.platformSpec, &log) else { return nil }
    spec["environments"]?.reportIfEmpty(&log)
    spec["clusters"]?.reportIfEmpty(&log)
    self.init(
      name: name,
      environments: spec.names("environments", of: "environment", &log),
      clusters: spec.list("clusters", &log) { ClusterDocument(reading: $0, &$1) }.unique("cluster", \.name, &log),
      network: spec["network"].flatMap { NetworkDocument(reading: $0, &log) },
      dns: spec["dns"].flatMap { DNSDocument(reading: $0, &log) },
      withinTenant: spec["withinTenant"]?.choice(of: WithinTenant.self, &log)?.value ?? .sameEnvironment,
      consent: spec["consent"]?.choice(of: Consent.self, &log)?.value ?? .both,
      guardrails: spec.list("guardrails", &log) { GuardrailDocument(reading: $0, &$1) }
        .unique("guardrail", \.name, &log),
      assertions: spec.list("assertions", &log) { AssertionDocument(reading: $0, &$1) }
        .unique("assertion", \.name, &log),
      span: document.root.node.span)
  }
}
