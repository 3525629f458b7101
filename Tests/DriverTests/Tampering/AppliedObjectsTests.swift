import Diagnostics
import Driver
import GraphFormat
import Resolution
import TestSupport
import Testing

/// Whatever is applied is compared: a change of an output folder, or of a dump, is found, or it changes nothing that a
/// server would hold.
@Suite struct AppliedObjectsTests {
  private let compilation: Compilation
  private let graph: TenantGraph

  init() throws {
    compilation = Compilation(
      of: try Example(name: "gitops").sources(), today: try .goldenDay, emitting: Emission.allCases)
    graph = try #require(compilation.graph)
  }

  private func cluster(_ name: String) throws -> Cluster { try #require(graph.clusters.first { $0.name == name }) }

  /// The folder of a cluster by paths relative to it, and what delivers it.
  private func output(of cluster: Cluster) throws -> (folder: [String: String], delivery: [String: String]) {
    let files = try compilation.files(for: [cluster])
    let prefix = "\(cluster.name)/"
    let folder = files.filter { $0.path.hasPrefix(prefix) }.map { (String($0.path.dropFirst(prefix.count)), $0.text) }
    let delivery = files.filter { file in cluster.deliveryPaths.contains(where: file.path.hasPrefix) }
      .map { ($0.path, $0.text) }
    return (
      Dictionary(uniqueKeysWithValues: folder), Dictionary(uniqueKeysWithValues: delivery)
    )
  }

  private func verified(_ cluster: Cluster, _ files: [String: String], delivery: [String: String])
    -> ClusterVerification
  {
    // What kustomize and `easement` read by its ending, as the tool does.
    let sources = files.filter { path, _ in
      [".yaml", ".yml", ".json", "Kustomization"].contains(where: path.hasSuffix)
    }
    let objects =
      sources.map { SourceText(path: "out/\(cluster.name)/\($0.key)", $0.value) }
      + delivery.map { SourceText(path: "out/\($0.key)", $0.value) }
    return ClusterVerification(
      of: graph, on: cluster, objects: objects.sorted { $0.path < $1.path }, withDelivery: true)
  }

  @Test(arguments: ["nonprod", "prod"]) func whatWasCompiledIsProved(_ name: String) throws {
    let cluster = try cluster(name)
    let (folder, delivery) = try output(of: cluster)
    #expect(delivery.count == 3)
    let verification = verified(cluster, folder, delivery: delivery)
    #expect(verification.findings.renderedAsText() == "")
    #expect(verification.holds)
  }

  @Test(arguments: ["nonprod", "prod"]) func foldersHideNoChange(_ name: String) throws {
    let cluster = try cluster(name)
    let (folder, delivery) = try output(of: cluster)
    let before = AppliedObjects(ofFolder: folder)
    try #require(before.objects != nil)
    for seed in 0..<150 {
      let mutation = RandomMutation(of: folder, isFolder: true, seed: UInt64(seed))
      guard AppliedObjects(ofFolder: mutation.files) != before else { continue }
      let verification = verified(cluster, mutation.files, delivery: delivery)
      #expect(verification.hasFound, "\(seed): \(mutation.name)")
    }
  }

  @Test func deliveryHidesNoChange() throws {
    let cluster = try cluster("prod")
    let (folder, delivery) = try output(of: cluster)
    let before = AppliedObjects(ofTexts: delivery.values.map { $0 })
    for seed in 0..<40 {
      let mutation = RandomMutation(of: delivery, isFolder: false, seed: UInt64(seed))
      guard AppliedObjects(ofTexts: mutation.files.values.map { $0 }) != before else { continue }
      #expect(verified(cluster, folder, delivery: mutation.files).hasFound, "\(seed): \(mutation.name)")
    }
  }

  /// The same objects as a stream, where nobody says which kinds are in it.
  @Test(arguments: ["nonprod", "prod"]) func dumpsHideNoChange(_ name: String) throws {
    let cluster = try cluster(name)
    var (objects, delivery) = try output(of: cluster)
    objects["kustomization.yaml"] = nil
    objects.merge(delivery) { first, _ in first }
    let before = AppliedObjects(ofTexts: objects.values.map { $0 })
    try #require(before.objects != nil)
    #expect(dumped(cluster, objects).findings.renderedAsText() == "")
    for seed in 0..<80 {
      let mutation = RandomMutation(of: objects, isFolder: false, seed: UInt64(seed))
      guard AppliedObjects(ofTexts: mutation.files.values.map { $0 }) != before else { continue }
      #expect(dumped(cluster, mutation.files).hasFound, "\(seed): \(mutation.name)")
    }
  }

  private func dumped(_ cluster: Cluster, _ files: [String: String]) -> ClusterVerification {
    let text = files.sorted { $0.key < $1.key }.map { "---\n\($0.value)" }.joined()
    return ClusterVerification(of: graph, on: cluster, objects: [SourceText(path: "<stdin>", text)])
  }

  /// What servers and controllers fill in is no change.
  @Test func filledInFieldsAreSilent() throws {
    let cluster = try cluster("nonprod")
    var (objects, delivery) = try output(of: cluster)
    objects["kustomization.yaml"] = nil
    objects.merge(delivery) { first, _ in first }
    let filled = objects.mapValues { text in
      text.replacing("metadata:\n", with: "metadata:\n  uid: a\n  generation: 2\n  finalizers: [x]\n")
        .replacing(
          "  matchConstraints:\n", with: "  matchConstraints:\n    matchPolicy: Equivalent\n    objectSelector: {}\n"
        )
        .replacing("  background: false\n", with: "  background: false\n  admission: true\n  emitWarning: false\n")
        .replacing("resyncPeriod: 60s", with: "resyncPeriod: 1m0s")
    }
    let verification = dumped(cluster, filled)
    #expect(!verification.findings.contains { $0.message.contains("does not say") }, "\(verification.findings)")
  }

  /// A dump of other kinds says nothing about these.
  @Test func kindsThatWereNotDumpedAreNamed() throws {
    let cluster = try cluster("nonprod")
    let (objects, _) = try output(of: cluster)
    let policies = objects.filter { $0.key.hasPrefix("namespaces/") }
    let found = dumped(cluster, policies).findings
    #expect(found.map(\.code) == [.driftedObject])
    #expect(found.map(\.severity) == [.notice])
    #expect(found.first?.message.contains("\"GlobalTenantResource.capsule.clastix.io\"") == true)
  }

  /// Marks by which the tools that deliver a folder leave objects out.
  @Test(arguments: [
    "config.kubernetes.io/local-config: \"true\"", "argocd.argoproj.io/hook: Skip", "helm.sh/hook: test",
    "kustomize.toolkit.fluxcd.io/reconcile: disabled",
  ])
  func marksThatLeaveObjectsOut(_ mark: String) throws {
    let cluster = try cluster("nonprod")
    let (folder, delivery) = try output(of: cluster)
    for path in ["namespaces/shop-staging/easement-baseline.yaml", "guards/vap/easement-namespaces.yaml"] {
      var marked = folder
      marked[path]?.replace("  annotations:\n", with: "  annotations:\n    \(mark)\n", maxReplacements: 1)
      #expect(marked != folder)
      #expect(!verified(cluster, marked, delivery: delivery).holds, "\(path)")
    }
  }
}

extension ClusterVerification {
  /// Whether it says something about objects: another annotation is a warning, a kind that is not there a notice.
  fileprivate var hasFound: Bool { !holds || findings.contains { $0.code == .driftedObject } }
}
