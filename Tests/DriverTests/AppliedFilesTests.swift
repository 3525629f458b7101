import Analysis
import Changes
import Diagnostics
import Driver
import TestSupport
import Testing

/// Objects are judged in the namespaces that kustomizations put them into.
@Suite struct AppliedFilesTests {
  private static let pods = """
    {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: other, labels: {app: probe}}}

    """
  private static let policy = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: only-shop}
    spec:
      podSelector: {matchLabels: {app: web}}
      ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}]

    """

  private func inspection(_ files: [String: String]) -> Inspection {
    let base = ["s/pods.yaml": Self.pods, "s/policy.yaml": Self.policy]
    let sources = base.merging(files) { $1 }.sorted { $0.key < $1.key }.map {
      SourceText(path: $0.key, bytes: Array($0.value.utf8), isNamed: false)
    }
    return Inspection(of: sources, options: InspectionOptions())
  }

  private func names(_ files: [String: String]) -> [String] {
    inspection(files).report.names.filter { $0.hasSuffix("[Pod]") }
  }

  @Test func namespaceOfAKustomization() {
    let found = inspection(["s/kustomization.yaml": "namespace: shop\nresources: [pods.yaml, ./policy.yaml]\n"])
    #expect(found.findings.isEmpty, "\(found.findings.map(\.message))")
    let text = found.report.text
    #expect(text.contains("shop/probe[Pod] => shop/web[Pod] : All Connections\n"))
    #expect(!text.contains("External] => shop/web[Pod]") && !text.contains("other/"))
  }

  @Test func whatIsNotListedStaysAsItIs() {
    #expect(
      names(["s/kustomization.yaml": "namespace: shop\nresources: [policy.yaml]\n"]) == [
        "default/web[Pod]", "other/probe[Pod]",
      ])
    #expect(names(["s/kustomization.yaml": "resources: [pods.yaml]\n"]) == ["default/web[Pod]", "other/probe[Pod]"])
  }

  @Test func theOuterOneHasTheLastWord() {
    let inner = ["s/kustomization.yaml": "namespace: inner\nresources: [pods.yaml, policy.yaml]\n"]
    #expect(names(inner) == ["inner/probe[Pod]", "inner/web[Pod]"])
    let outer = inner.merging(["kustomization.yaml": "namespace: outer\nresources: [s]\n"]) { $1 }
    #expect(names(outer) == ["outer/probe[Pod]", "outer/web[Pod]"])
    let silent = inner.merging(["kustomization.yaml": "resources: [./s/]\n"]) { $1 }
    #expect(names(silent) == ["inner/probe[Pod]", "inner/web[Pod]"])
  }

  /// A base of two overlays is applied twice.
  @Test func overlays() {
    let files = [
      "s/kustomization.yaml": "resources: [pods.yaml, policy.yaml]\n",
      "o/dev/kustomization.yaml": "namespace: dev\nresources: [../../s]\n",
      "o/prod/kustomization.yaml": "namespace: prod\nresources: [../../s]\n",
    ]
    #expect(names(files) == ["dev/probe[Pod]", "dev/web[Pod]", "prod/probe[Pod]", "prod/web[Pod]"])
    #expect(inspection(files).findings.isEmpty, "\(inspection(files).findings.map(\.message))")
  }

  /// Paths of a revision lead out of its folders like any other.
  @Test func revisions() {
    let files = [
      "git:main:s/pods.yaml": Self.pods, "git:main:s/kustomization.yaml": "resources: [pods.yaml]\n",
      "git:main:kustomization.yaml": "namespace: outer\nresources: [o]\n",
      "git:main:o/kustomization.yaml": "resources: [../s]\n",
    ]
    let sources = files.sorted { $0.key < $1.key }.map { SourceText(path: $0.key, $0.value) }
    let inspection = Inspection(of: sources, options: InspectionOptions())
    #expect(inspection.report.names.filter { $0.hasSuffix("[Pod]") } == ["outer/probe[Pod]", "outer/web[Pod]"])
  }

  /// Namespaces are renamed, and what has no namespace is left alone.
  @Test func kindsWithoutNamespaces() {
    let cluster = """
      {apiVersion: v1, kind: Namespace, metadata: {name: any, labels: {team: t}}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: c}, spec: {
        endpointSelector: {matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': t}}, ingress: [{}]}}

      """
    let found = inspection([
      "s/cluster.yaml": cluster, "s/kustomization.yaml": "namespace: shop\nresources: [pods.yaml, cluster.yaml]\n",
    ])
    #expect(!found.report.text.contains("External] => shop/web[Pod]"))
    #expect(!found.findings.contains { $0.severity == .error })
  }

  @Test func circlesEnd() {
    #expect(
      names([
        "s/kustomization.yaml": "namespace: a\nresources: [../t, pods.yaml]\n",
        "t/kustomization.yaml": "resources: [../s]\n",
      ]).count == 2)
  }

  @Test func diffSeesThem() throws {
    let files = [SourceText(path: "s/pods.yaml", Self.pods), SourceText(path: "s/policy.yaml", Self.policy)]
    func side(_ namespace: String) throws -> Comparand {
      let text = "namespace: \(namespace)\nresources: [pods.yaml, policy.yaml]\n"
      return Comparand(of: files + [SourceText(path: "s/kustomization.yaml", text)], today: try .goldenDay)
    }
    let changes = try #require(Comparand.changes(from: try side("shop"), to: try side("elsewhere")))
    #expect(changes.changeAccess && changes.others.contains { $0.name == "elsewhere/web[Pod]" })
    #expect(try #require(Comparand.changes(from: try side("shop"), to: try side("shop"))).changeAccess == false)
  }

  @Test(arguments: [
    "patches: [{path: p.yaml}]", "namePrefix: x-", "labels: [{pairs: {a: b}}]", "commonLabels: {a: b}",
    "replacements: [{path: r.yaml}]", "transformers: [t.yaml]", "helmCharts: [{name: c}]",
  ])
  func whatElseChangesObjectsIsOneWarning(_ line: String) {
    let list = "resources: [pods.yaml, policy.yaml]\n\(line)\n"
    let found = inspection(["s/kustomization.yaml": list]).findings
    #expect(found.map(\.code) == [.kustomizationDiffers] && found.map(\.severity) == [.warning])
    #expect(found.first?.message.hasPrefix("\"\(line.prefix { $0 != ":" })\" of this kustomization may change") == true)
    let two = inspection(["s/kustomization.yaml": list, "kustomization.yaml": "resources: [s]\n\(line)\n"]).findings
    #expect(two.count == 1 && two.first?.message.hasSuffix("; it is one of 2 such kustomizations") == true)
    #expect(inspection(["elsewhere/kustomization.yaml": "\(line)\n"]).findings.isEmpty)
  }

  @Test(arguments: [
    "images: [{name: x}]", "commonAnnotations: {a: b}", "patches: []", "configMapGenerator: [{name: c}]",
  ])
  func whatChangesNothingIsQuiet(_ line: String) {
    #expect(inspection(["s/kustomization.yaml": "resources: [pods.yaml, policy.yaml]\n\(line)\n"]).findings.isEmpty)
  }

  @Test func whatIsAppliedAndNotRead() {
    let found = inspection(["s/kustomization.yaml": "resources: [pods.yaml, https://example.com/x]\n"]).findings
    #expect(
      found.map(\.message) == ["this kustomization applies \"https://example.com/x\" as well, which was not read"])
  }
}
