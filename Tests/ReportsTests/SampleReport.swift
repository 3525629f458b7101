import Diagnostics
import GraphFormat
import Reports
import Resolution

/// A small graph with something of everything, and one text in each place that takes any.
struct SampleReport {
  let report: Report

  /// - Parameter asking: what the consumer says instead, where both sides say why.
  init(text: String = "because", asking: String? = nil, reversed: Bool = false) throws {
    let quoted = Self.quoted(text)
    let files = [
      ("platform.yaml", Self.platform), ("shop.yaml", Self.shop(quoted, asking: Self.quoted(asking ?? text))),
      ("payments.yaml", Self.payments(quoted)),
      ("monitoring.yaml", Self.monitoring),
    ]
    let sources = files.map { SourceText(path: $0.0, $0.1) }
    var log = DiagnosticLog()
    let today = try SampleFailure.unless(CalendarDate("2026-12-01"))
    let document = GraphDocument(reading: reversed ? sources.reversed() : sources, reportingTo: &log)
    let resolved = TenantGraph(resolving: try SampleFailure.unless(document), today: today, reportingTo: &log)
    if log.hasErrors { throw SampleFailure(message: log.sorted.renderedAsText()) }
    let graph = try SampleFailure.unless(resolved)
    let finding = Diagnostic(
      .unusedGrant, text, at: graph.tenants.last?.span, notes: [Note(text), Note(text, at: graph.tenants.first?.span)],
      help: text)
    let proof = ReportedProof(
      cluster: "main", holds: true, peerCount: 9, pairCount: 12_345, connectionSetCount: 3, differenceCount: 0)
    report = Report(of: graph, today: today, findings: log.sorted + [finding], proofs: [proof])
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(Self.escape).joined() + "\""
  }

  /// YAML's escapes for what a quoted text cannot hold.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return scalar.isASCII && scalar.value > 0x1F && scalar != "\"" && scalar != "\\" && scalar.value != 0x7F
      ? String(scalar) : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static let platform = """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: sample}
    spec:
      environments: [dev, prod]
      clusters:
        - {name: main, environments: [dev, prod], enforcement: kubernetes, clusterNetworkPolicy: true}
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
      guardrails:
        - {name: metadata, deny: egress, from: "*", to: {cidr: 169.254.169.254/32}, reason: credentials}
      assertions:
        - {name: shop-pays, always: {from: shop/web, to: payments/api, ports: [http]}}

    """

  private static func shop(_ text: String, asking: String) -> String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: shop}
    spec:
      owner: \(text == "\"\"" ? "\"@acme/shop\"" : text)
      namespaces: {shop-dev: dev, shop-prod: prod}
      workloads:
        web: {selector: {app: web}, ports: {http: 8080, metrics: 9090}}
      needs:
        - {from: web, to: payments/api, ports: [http], reason: \(asking), ticket: \(asking)}
        - {from: web, to: {cidr: 192.0.2.0/24}, ports: [443], environments: [prod]}

    """
  }

  private static func payments(_ text: String) -> String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: payments}
    spec:
      owner: "@acme/payments"
      namespaces: {payments-dev: dev, payments-prod: prod}
      workloads:
        api: {selector: {app: api}, ports: {http: 8080, metrics: 9090}}
      grants:
        - {to: shop/web, workload: api, ports: [http], until: 2026-12-31, reason: \(text), ticket: \(text)}

    """
  }

  private static let monitoring = """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: monitoring}
    spec:
      owner: "@acme/platform"
      role: platform
      namespaces: {monitoring: [dev, prod]}
      workloads:
        prometheus: {selector: {app: prometheus}}
      needs:
        - {from: prometheus, to: "*", ports: [metrics], mandatory: true, reason: telemetry}

    """
}

struct SampleFailure: Error {
  let message: String

  static func unless<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw SampleFailure(message: "nothing there") }
    return value
  }
}
