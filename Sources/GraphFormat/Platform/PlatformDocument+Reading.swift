import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let platformSpec = MappingShape(
    "platformSpec", "a platform's spec",
    [
      .optional(
        "owner", .text(.text), default: "none",
        "who reviews changes to what no tenant owns, as code owners; `easement codeowners` needs it",
        example: "owner: \"@acme/platform\""),
      .required(
        "environments", .nonemptyNames, "the environments, in the order in which people think of them",
        example: "environments: [dev, prod]"),
      .required(
        "clusters", .nonemptyList(.mapping(.cluster)), "where the environments run",
        example: "clusters: [{name: prod, environments: [prod], enforcement: kubernetes}]"),
      .optional(
        "network", .mapping(.network), default: "none",
        "addresses of the cluster's own parts",
        example: "network: {podCIDRs: [10.244.0.0/16]}"),
      .optional(
        "dns", .mapping(.dns), default: "none, which is an error: a graph says where its name servers are",
        "the name servers, which every isolated pod may ask; every field of it has a default",
        example: "dns: {namespace: kube-system, selector: {k8s-app: kube-dns}}"),
      .optional(
        "withinTenant", .choice(of: WithinTenant.self), default: "`same-environment`",
        "which pods of one tenant reach each other without an edge", example: "withinTenant: same-environment"),
      .optional(
        "consent", .choice(of: Consent.self), default: "`both`",
        "who has to agree before an edge exists: `both` asks for a need and a grant; with `provider` a grant alone makes the edge, for the time of a migration",
        example: "consent: both"),
      .optional(
        "guardrails", .list(.mapping(.guardrail)), default: "none", "denies that no tenant can override",
        example: "guardrails: [{name: metadata, deny: egress, from: \"*\", to: {cidr: 169.254.169.254/32}}]",
        on: .denying(elsewhere: "respected by what is compiled, with a warning")),
      .optional(
        "assertions", .list(.mapping(.assertion)), default: "none",
        "claims about who reaches whom that every run checks",
        example: "assertions: [{name: private, never: {from: {not: payments}, to: payments/ledger}}]"),
      .optional(
        "labels", .platformLabels, default: "none",
        "labels of tenants that no tenant gives itself, by key, value and the tenants that bear it; `\"*\"` is every tenant without another value of the key",
        example: "labels: {compliance: {pci: [payments], none: \"*\"}}"),
      .optional(
        "administrators", .mapping(.administrators), default: "none; required as soon as a cluster emits a guard",
        "who may change in the clusters what is compiled",
        example: "administrators: {serviceAccounts: [argocd/argocd-application-controller]}"),
      .optional(
        "delivery", .mapping(.delivery), default: "none; required as soon as a cluster emits objects for Argo CD",
        "where the compiled folder lies, for tools that apply it from there",
        example: "delivery: {repository: \"https://git.example.com/platform/network\", revision: main, path: policies}"),
    ])
}

extension PlatformDocument {
  /// Nil when the document has no name or no spec.
  init?(reading document: AuthoredDocument, _ log: inout DiagnosticLog) {
    guard let fields = document.fields(&log) else { return nil }
    let name = fields["metadata"]?.metadata(of: "platform", &log)?.name
    guard let spec = fields["spec"]?.fields(.platformSpec, &log) else { return nil }
    let owner = spec["owner"]?.text(&log)
    let environments = spec.names("environments", of: "environment", &log)
    spec["environments"]?.reportIfEmpty(&log)
    let clusters = spec.list("clusters", &log) { ClusterDocument(reading: $0, &$1) }.unique("cluster", \.name, &log)
    spec["clusters"]?.reportIfEmpty(&log)
    let network = spec["network"].flatMap { NetworkDocument(reading: $0, &log) }
    let dns = spec["dns"].flatMap { DNSDocument(reading: $0, &log) }
    let withinTenant = spec["withinTenant"]?.choice(of: WithinTenant.self, &log)?.value
    let consent = spec["consent"]?.choice(
      of: Consent.self, advice: "`both`, the default, asks for a need and a grant; with `provider` a grant is enough",
      &log
    )?.value
    let guardrails = spec.list("guardrails", &log) { GuardrailDocument(reading: $0, &$1) }
    let assertions = spec.list("assertions", &log) { AssertionDocument(reading: $0, &$1) }
    let labels = spec["labels"]?.pairs(&log) { LabelDocument(reading: $0, $1, &$2) } ?? []
    let administrators = spec["administrators"].flatMap { AdministratorsDocument(reading: $0, &log) }
    let delivery = spec["delivery"].flatMap { DeliveryDocument(reading: $0, &log) }
    guard let name else { return nil }
    self.init(
      name: name, owner: owner, environments: environments, clusters: clusters, network: network, dns: dns,
      withinTenant: withinTenant ?? .sameEnvironment, consent: consent ?? .both,
      guardrails: guardrails.unique("guardrail", \.name, &log),
      assertions: assertions.unique("assertion", \.name, &log), labels: labels, administrators: administrators,
      delivery: delivery,
      span: document.root.node.span)
  }
}
