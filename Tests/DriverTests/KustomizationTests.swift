import Diagnostics
import Driver
import Resolution
import TestSupport
import Testing

/// What `verify` says of kustomizations that would apply other objects than those that it judged.
@Suite struct KustomizationTests {
  private static let list = "plain/kustomization.yaml"
  private static let policy = "namespaces/shop-dev/easement-baseline.yaml"

  /// What was compiled lists what it holds.
  @Test(arguments: ["acme", "quickstart", "tiers", "gitops"]) func ownOnesAreSilent(_ name: String) throws {
    let compilation = Compilation(of: try Example(name: name).sources(), today: try .goldenDay)
    let graph = try #require(compilation.graph)
    for cluster in graph.clusters {
      let objects = try compilation.files(for: cluster).map { SourceText(path: "out/\($0.path)", $0.text) }
      #expect(objects.contains { $0.path.hasSuffix("/kustomization.yaml") })
      let verification = ClusterVerification(of: graph, on: cluster, objects: objects)
      #expect(!verification.findings.contains { $0.code == .kustomizationDiffers })
    }
  }

  @Test func policiesThatAreNotListed() throws {
    let found = try Self.findings(replacing: "- \(Self.policy)\n", with: "")
    #expect(
      found.map(\.message) == [
        "this kustomization does not list \"\(Self.policy)\", so what was judged there is not applied"
      ])
    #expect(found.map(\.severity) == [.error])
    #expect(found.first?.span?.source.path == Self.list)
  }

  /// A stray file is judged, and nobody applies it.
  @Test func policiesOfOthersThatAreNotListed() throws {
    var output = try TamperedOutput()
    let text = """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: extra, namespace: nobodys}
      spec: {podSelector: {}}
      """
    try output.apply(Tampering("extra", [.add("plain/extra.yaml", text)]))
    #expect(Self.findings(of: output).map { $0.message.contains("\"extra.yaml\"") } == [true])
    try output.apply(Tampering("listed", in: Self.list, "resources:", "resources:\n- ./namespaces/../extra.yaml"))
    #expect(Self.findings(of: output).isEmpty)
  }

  /// One inside another that the outer one does not name is as good as none.
  @Test func innerKustomizations() throws {
    var output = try TamperedOutput()
    try output.apply(Tampering("dropped", in: Self.list, "- \(Self.policy)\n", ""))
    let inner = "resources: [easement-baseline.yaml]\n"
    try output.apply(Tampering("inner", [.add("plain/namespaces/shop-dev/kustomization.yaml", inner)]))
    #expect(Self.findings(of: output).map(\.severity) == [.error])
    try output.apply(Tampering("named", in: Self.list, "resources:", "resources:\n- namespaces/shop-dev"))
    #expect(Self.findings(of: output).isEmpty)
  }

  @Test(arguments: [
    ("namespace: other", Severity.error), ("commonLabels: {a: b}", .error),
    ("labels: [{pairs: {a: b}, includeSelectors: true}]", .error), ("patches: [{path: p.yaml}]", .error),
    ("namePrefix: x-", .error), ("components: [c]", .error), ("resources: [https://example.com/x]", .error),
    ("replacements: [{path: r.yaml}]", .error), ("transformers: [t]", .error), ("generators: [g]", .error),
    ("configMapGenerator: [{name: a}]", .error), ("helmCharts: [{name: a}]", .error),
    ("labels: [{pairs: {app.kubernetes.io/managed-by: me}}]", .error),
    ("commonAnnotations: {config.kubernetes.io/local-config: \"true\"}", .error),
    ("buildMetadata: [managedByLabel]", .error), ("unknown: 1", .error),
  ])
  func whatChangesPolicies(_ line: String, _ severity: Severity) throws {
    let key = line.prefix { $0 != ":" }
    let isList = key == "resources"
    let found = try Self.findings(
      replacing: isList ? "resources:" : "kind: Kustomization",
      with: isList ? "resources:\n- https://example.com/x" : "kind: Kustomization\n\(line)")
    #expect(found.map(\.severity) == [severity], "\(found.renderedAsText())")
    #expect(found.allSatisfy { $0.message.contains(isList ? "\"https://example.com/x\"" : "\"\(key)\"") })
  }

  @Test(arguments: [
    "labels: [{pairs: {a: b}}]", "commonAnnotations: {a: b}", "patches: []", "namePrefix: ''", "images: [{name: x}]",
    "sortOptions: {order: fifo}", "openapi: {path: x.json}", "crds: [x.yaml]", "metadata: {name: x}",
  ])
  func whatChangesNone(_ line: String) throws {
    #expect(try Self.findings(replacing: "kind: Kustomization", with: "kind: Kustomization\n\(line)").isEmpty)
  }

  /// Kustomizations of something else beside a policy are nobody's business.
  @Test func kustomizationsWithoutPolicies() throws {
    var output = try TamperedOutput()
    let app = "resources: [app.yaml]\nnamePrefix: x-\n"
    try output.apply(
      Tampering("app", [.add("plain/apps/kustomization.yaml", app), .add("plain/apps/app.yaml", "kind: Foo\n")]))
    #expect(Self.findings(of: output).isEmpty)
  }

  /// kustomize looks for three names, and refuses a folder with two of them.
  @Test func otherNames() throws {
    for name in ["kustomization.yml", "Kustomization"] {
      var output = try TamperedOutput()
      let text = try #require(output.files[Self.list])
      try output.apply(Tampering("second", [.add("plain/\(name)", text)]))
      let found = Self.findings(of: output)
      #expect(found.map(\.span?.source.path) == ["plain/\(name)"], "\(found.renderedAsText())")
      #expect(found.first?.notes.first?.span?.source.path == Self.list)
      try output.apply(Tampering("renamed", removing: Self.list))
      #expect(Self.findings(of: output).isEmpty)
      try output.apply(Tampering("patched", [.add("plain/\(name)", text + "patches: [{path: p.yaml}]\n")]))
      #expect(Self.findings(of: output).map(\.severity) == [.error])
    }
  }

  @Test(arguments: [
    "kind: Component\napiVersion: kustomize.config.k8s.io/v1beta1\n", "[]\n", "apiVersion: v1\nkind: ConfigMap\n",
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [1]\n",
  ])
  func whatKustomizeRefuses(_ text: String) throws {
    var output = try TamperedOutput()
    try output.apply(Tampering("broken", [.add(Self.list, text)]))
    let found = Self.findings(of: output)
    #expect(found.contains { $0.message.hasPrefix("kustomize refuses this file: ") }, "\(found.renderedAsText())")
  }

  @Test func folderWithoutAny() throws {
    var output = try TamperedOutput()
    try output.apply(Tampering("none", removing: Self.list))
    #expect(
      Self.findings(of: output).map(\.message) == [
        "no kustomization lists the objects of \"plain\", so what is applied is not known"
      ])
  }

  @Test func whatIsListedTwice() throws {
    let found = try Self.findings(replacing: "- \(Self.policy)\n", with: "- \(Self.policy)\n- \(Self.policy)\n")
    #expect(found.map(\.message) == ["this kustomization lists \"\(Self.policy)\" twice, which kustomize refuses"])
  }

  private static func findings(replacing old: String, with new: String) throws -> [Diagnostic] {
    var output = try TamperedOutput()
    try output.apply(Tampering("kustomization", in: list, old, new))
    return findings(of: output)
  }

  private static func findings(of output: TamperedOutput) -> [Diagnostic] {
    output.verified().findings.filter { $0.code == .kustomizationDiffers }
  }
}
