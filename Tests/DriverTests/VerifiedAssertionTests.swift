import Diagnostics
import Driver
import Foundation
import Proof
import Resolution
import TestSupport
import Testing

/// Assertions hold of what was compiled, not only of the graph.
@Suite struct VerifiedAssertionTests {
  private static let files = [
    "platform.yaml": """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: chain}
    spec:
      environments: [prod]
      clusters: [{name: main, environments: [prod], enforcement: kubernetes}]
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
      assertions:
        - {name: web-never-gets-to-the-data, never: {from: web, to: data/db, transitive: true}}
    """,
    "web.yaml": """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: web}
    spec:
      owner: "@acme/web"
      namespaces: {web: prod}
      workloads: {front: {selector: {app: front}, ports: {http: 8080}}}
      needs: [{from: front, to: shop/api, ports: [http]}]
    """,
    "shop.yaml": """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: shop}
    spec:
      owner: "@acme/shop"
      namespaces: {shop: prod}
      workloads: {api: {selector: {app: api}, ports: {http: 8080}}}
      grants: [{to: web/front, workload: api, ports: [http]}]
    """,
    "data.yaml": """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: data}
    spec:
      owner: "@acme/data"
      namespaces: {data: prod}
      workloads: {db: {selector: {app: db}, ports: {sql: 5432}}}
    """,
  ]

  /// Two policies that nobody compiled: neither opens anything to `web`, both together do.
  private static let opening = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: out, namespace: shop}
    spec:
      podSelector: {matchLabels: {app: api}}
      policyTypes: [Egress]
      egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}}], ports: [{port: 5432}]}]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: in, namespace: data}
    spec:
      podSelector: {matchLabels: {app: db}}
      policyTypes: [Ingress]
      ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}], ports: [{port: 5432}]}]
    """

  private func verification(adding text: String) throws -> ClusterVerification {
    let sources = Self.files.sorted { $0.key < $1.key }.map { SourceText(path: $0.key, $0.value) }
    let compilation = Compilation(of: sources, today: try .goldenDay)
    #expect(!compilation.hasErrors, "\(compilation.findings.renderedAsText())")
    let graph = try #require(compilation.graph)
    let cluster = try #require(graph.clusters.first)
    let objects = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    return ClusterVerification(of: graph, on: cluster, objects: objects + [SourceText(path: "added.yaml", text)])
  }

  @Test func holdsOfWhatWasCompiled() throws {
    #expect(try verification(adding: "").proof.failures.isEmpty)
  }

  @Test func namesThePath() throws {
    let verification = try verification(adding: Self.opening)
    let failure = try #require(verification.proof.failures.first)
    #expect(failure.path == ["web/front in \"web\"", "shop/api in \"shop\"", "data/db in \"data\""])
    let message =
      "the assertion \"web-never-gets-to-the-data\" does not hold in cluster \"main\": web/front in \"web\" reaches "
      + "shop/api in \"shop\" reaches data/db in \"data\" on TCP 5432"
    let finding = try #require(verification.findings.first { $0.message == message })
    #expect(finding.code == .assertionFailed)
    #expect(finding.notes.map(\.message).contains("the graph needs it here"))
    let record = try JSONSerialization.jsonObject(
      with: try JSONEncoder().encode(VerificationRecord(Verification([verification]))))
    let clusters = (record as? [String: Any])?["clusters"] as? [[String: Any]]
    let failed = (clusters?.first?["failedAssertions"] as? [[String: Any]])?.first
    #expect(failed?["path"] as? [String] == failure.path)
    #expect(failed?["connections"] as? [String: [[String: Int]]] == ["TCP": [["first": 5432, "last": 5432]]])
  }
}
