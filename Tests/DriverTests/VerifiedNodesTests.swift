import Diagnostics
import Driver
import Resolution
import TestSupport
import Testing

/// What `verify` says of a cluster where the graph's edges cannot hold, and of what no tenant owns.
@Suite struct VerifiedNodesTests {
  private static let onHost = ", hostNetwork: true"

  // MARK: Edges that end on a node (NP-37, CIL-6)

  @Test func providerOnItsNodesNetwork() throws {
    var dump = try Dump()
    dump.remove(Dump.pod("payments-prod", "api", "{app: payments-api}"))
    dump.add(Dump.pod("payments-prod", "api", "{app: payments-api}", spec: Self.onHost))
    let errors = dump.errors
    #expect(errors.map(\.code) == [.hostNetworkPod])
    #expect(
      errors.first?.message
        == #"in cluster "cilium", "shop/checkout" cannot reach "payments/api" on TCP 8080, though the graph allows it: the pods of "payments/api" use their node's network, where no selector finds them"#
    )
    #expect(!dump.verified().holds)
    #expect(dump.verified().summary.contains("1 flow that ends at a node's network"))
  }

  @Test func consumerOnItsNodesNetwork() throws {
    var dump = try Dump()
    dump.remove(Dump.pod("shop-prod", "checkout", "{app: checkout}"))
    dump.add(Dump.pod("shop-prod", "checkout", "{app: checkout}", spec: Self.onHost))
    #expect(dump.errors.map(\.code) == [.hostNetworkPod])
    #expect(dump.errors.first?.message.contains(#"the pods of "shop/checkout" use"#) == true)
  }

  /// The edge holds for the others.
  @Test func someOfThePodsOnANode() throws {
    var dump = try Dump()
    dump.add(Dump.pod("shop-prod", "checkout-2", "{app: checkout}", spec: Self.onHost))
    let messages = dump.messages(.hostNetworkPod)
    #expect(messages.contains { $0.contains(#""shop/checkout" cannot reach in every case "payments/api""#) })
    #expect(dump.errors == [])
    #expect(dump.verified().holds)
  }

  /// Between nodes nothing is closed, and what is open to nodes is open to them.
  @Test func nothingIsClosedBetweenNodes() throws {
    var dump = try Dump()
    for pod in [("shop-prod", "checkout", "checkout"), ("payments-prod", "api", "payments-api")] {
      dump.remove(Dump.pod(pod.0, pod.1, "{app: \(pod.2)}"))
      dump.add(Dump.pod(pod.0, pod.1, "{app: \(pod.2)}", spec: Self.onHost))
    }
    #expect(dump.errors == [])
  }

  @Test func nameServersOnNodes() throws {
    for enforcement in ["cilium", "kubernetes"] {
      let messages = try Self.findings(
        enforcement,
        [
          Dump.pod("shop", "web", "{app: web}"),
          Dump.pod("kube-system", "dns", "{k8s-app: kube-dns}", spec: Self.onHost),
        ]
      ).filter { $0.code == .hostNetworkPod && $0.severity == .error }.map(\.message)
      #expect(messages.count == 1, "\(messages)")
      #expect(messages.first?.contains("no pod of a tenant can ask the name servers") == true)
    }
  }

  @Test func noNameServers() throws {
    let pods = [Dump.pod("shop", "web", "{app: web}"), Dump.pod("kube-system", "dns", "{k8s-app: coredns}")]
    let messages = try Self.findings("kubernetes", pods).filter { $0.code == .unmatchedWorkload }.map(\.message)
    #expect(messages == [#"in cluster "main", no pod in "kube-system" is a name server: none has k8s-app=kube-dns"#])
  }

  // MARK: Namespaces that no tenant owns

  @Test func namespacesOfNobody() throws {
    let objects = [
      Dump.namespace("shop"), Dump.namespace("shop-pr-123"), Dump.namespace("tools"), Dump.namespace("default"),
      Dump.namespace("kube-system"), Dump.namespace("kube-public"), Dump.namespace("kube-node-lease"),
      Dump.namespace("argocd"), Dump.pod("shop", "web", "{app: web}"), Dump.pod("shop-pr-123", "web", "{app: web}"),
      Dump.pod("shop-pr-123", "web-2", "{app: web}"), Dump.pod("tools", "x", "{app: x}"),
      Dump.pod("kube-system", "web", "{app: web, k8s-app: kube-dns}"),
    ]
    let findings = try Self.findings("kubernetes", objects).filter { $0.code == .unownedNamespace }
    #expect(findings.map(\.severity) == [.notice, .warning])
    #expect(
      findings.map(\.message) == [
        #"in cluster "main", no tenant owns 2 namespaces, for which nothing is compiled: "shop-pr-123", "tools""#,
        #"in cluster "main", the Pod "shop-pr-123/web" has the labels of "shop/web" in a namespace that no tenant owns: nothing compiled closes it"#,
      ])
    #expect(findings.last?.notes.map(\.message).last == #"and 1 more in "shop-pr-123" with labels of workloads"#)
  }

  @Test func everyNamespaceHasItsOwner() throws {
    let objects = [Dump.namespace("shop"), Dump.pod("shop", "web", "{app: web}")]
    #expect(try Self.findings("kubernetes", objects).filter { $0.code == .unownedNamespace } == [])
  }

  /// What is said about a cluster with what is compiled and some objects besides.
  private static func findings(_ enforcement: String, _ objects: [String]) throws -> [Diagnostic] {
    let sources = [
      SourceText(
        path: "platform.yaml",
        """
        apiVersion: easement.dev/v1alpha1
        kind: Platform
        metadata: {name: acme}
        spec:
          environments: [prod]
          clusters: [{name: main, environments: [prod], enforcement: \(enforcement)}]
          dns: {}
          administrators: {serviceAccounts: [argocd/controller]}
        ---
        apiVersion: easement.dev/v1alpha1
        kind: Tenant
        metadata: {name: shop}
        spec:
          owner: "@acme/shop"
          namespaces: {shop: prod}
          workloads: {web: {selector: {app: web}, ports: {http: 8080}}}
        """)
    ]
    let compilation = Compilation(of: sources, today: try .goldenDay)
    let graph = try #require(compilation.graph)
    let cluster = try #require(graph.clusters.first)
    let compiled = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
      .filter { !$0.path.hasSuffix("kustomization.yaml") }
    let dump = SourceText(path: "dump.yaml", objects.joined(separator: "\n---\n"))
    return ClusterVerification(of: graph, on: cluster, objects: compiled + [dump]).findings
  }
}

extension Dump {
  var errors: [Diagnostic] { verified().findings.filter { $0.severity == .error } }
}
