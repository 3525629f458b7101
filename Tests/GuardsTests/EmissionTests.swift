import Diagnostics
import Driver
import GraphFormat
import Resolution
import Testing
import YAMLTree

/// What is written besides policies, and where.
@Suite struct EmissionTests {
  private func document(_ path: String, in files: [OutputFile]) throws -> YAMLNode {
    let file = try #require(files.first { $0.path == path }, "\(path)")
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: path, file.text), reportingTo: &log)
    #expect(log.sorted == [])
    return try #require(documents.first).root
  }

  private func resources(_ cluster: String, _ files: [OutputFile]) throws -> [String] {
    try document("\(cluster)/kustomization.yaml", in: files)["resources"]?.elements.compactMap(\.text) ?? []
  }

  @Test func aKustomizationListsWhatIsAppliedAndNothingElse() throws {
    let files = try Gitops.compiled("prod")
    let inside = files.map(\.path).filter { $0.hasPrefix("prod/") && !$0.hasSuffix("kustomization.yaml") }
    #expect(try resources("prod", files).map { "prod/\($0)" }.sorted() == inside)
    #expect(inside.contains("prod/guards/vap/easement-namespaces.yaml"))
    #expect(inside.contains("prod/guards/kyverno/easement-cilium-policies.yaml"))
    #expect(!inside.contains { $0.contains("argocd") || $0.contains("test") })
    #expect(files.map(\.path).contains("kyverno-tests/prod/kyverno-test.yaml"))
  }

  /// Argo CD applies waves one after another.
  @Test(arguments: ["prod", "nonprod"]) func guardsComeInTheLastWave(_ cluster: String) throws {
    var waves: [Bool: Set<Int>] = [:]
    for file in try Gitops.compiled(cluster) where file.path.hasPrefix("\(cluster)/") {
      for match in file.text.matches(of: /\n {4}argocd\.argoproj\.io\/sync-wave: "(-\d+)"/) {
        waves[file.path.contains("/guards/"), default: []].insert(Int(match.1) ?? 0)
      }
    }
    #expect(waves[true] == [-8])
    #expect(waves[false]?.allSatisfy { $0 < -8 } == true)
  }

  /// Two owners of one object would take it from each other for ever.
  @Test func capsuleReplacesNamespacedPoliciesInTheKustomization() throws {
    let files = try Gitops.compiled("nonprod")
    let listed = try resources("nonprod", files)
    #expect(listed.contains("capsule/payments.yaml"))
    #expect(!listed.contains { $0.hasPrefix("namespaces/") })
    #expect(files.contains { $0.path == "nonprod/namespaces/payments-staging/easement-baseline.yaml" })
  }

  /// What Capsule unfolds is what is proved: the objects of the namespace, but for the namespace and template marks.
  @Test func capsuleCarriesTheSameObjects() throws {
    let files = try Gitops.compiled("nonprod")
    let resource = try document("nonprod/capsule/payments.yaml", in: files)
    let entries = try #require(resource["spec"]?["resources"]).elements.map(\.self)
    let entry = try #require(entries.first)
    #expect(entries.count == 1)
    #expect(entry["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"]?.text == "payments-staging")
    let items = try #require(entry["rawItems"]).elements.map(\.self)
    let folder = "nonprod/namespaces/payments-staging/"
    let own = try files.map(\.path).filter { $0.hasPrefix(folder) }.map { try document($0, in: files) }
    #expect(items.count == own.count && own.count >= 2)
    for object in own {
      let name = try #require(object["metadata"]?["name"]?.text)
      let item = try #require(items.first { $0["metadata"]?["name"]?.text == name })
      #expect(
        item.shape == object.shape.replacing("namespace=payments-staging;", with: "").replacing("{{", with: "{ {"))
    }
    #expect(!(try #require(files.first { $0.path == "nonprod/capsule/payments.yaml" })).text.contains("{{"))
  }

  @Test func anApplicationPointsAtTheFolderOfItsCluster() throws {
    let files = try Gitops.compiled("nonprod")
    let own = try document("argocd/applications/nonprod.yaml", in: files)["spec"]
    #expect(own?["source"]?["path"]?.text == "policies/nonprod")
    #expect(own?["source"]?["repoURL"]?.text == "https://git.acme.example/platform/network")
    #expect(own?["destination"]?["name"]?.text == "nonprod")
    #expect(!files.contains { $0.path == "argocd/applications/prod.yaml" })
    let other = try document("argocd/applications/prod.yaml", in: try Gitops.compiled("prod"))["spec"]
    #expect(other?["destination"]?["server"]?.text == "https://prod.k8s.acme.example:6443")
    #expect(other?["destination"]?["name"] == nil)
  }

  /// NetworkPolicy is of the group networking.k8s.io; under the core group the line would refuse nothing.
  @Test func tenantsProjectsRefusePoliciesUnderTheirOwnGroup() throws {
    let project = try document("argocd/projects/easement-tenants.yaml", in: try Gitops.compiled("prod"))["spec"]
    func pairs(_ list: String) -> [String] {
      project?[list]?.elements.map { "\($0["group"]?.text ?? "?")/\($0["kind"]?.text ?? "?")" } ?? []
    }
    #expect(pairs("namespaceResourceBlacklist").contains("networking.k8s.io/NetworkPolicy"))
    #expect(pairs("namespaceResourceBlacklist").contains("cilium.io/*"))
    #expect(pairs("namespaceResourceBlacklist").contains("capsule.clastix.io/TenantResource"))
    #expect(pairs("namespaceResourceBlacklist").contains("/Endpoints"))
    #expect(pairs("namespaceResourceBlacklist").contains("discovery.k8s.io/EndpointSlice"))
    #expect(pairs("clusterResourceBlacklist").contains("cilium.io/*"))
    #expect(pairs("clusterResourceBlacklist").contains("admissionregistration.k8s.io/*"))
    #expect(pairs("clusterResourceBlacklist").contains("policy.networking.k8s.io/*"))
    #expect(!(pairs("namespaceResourceBlacklist") + pairs("clusterResourceBlacklist")).contains("/NetworkPolicy"))
  }

  @Test func theFlagAddsToTheGraph() throws {
    let plain = Gitops.text.replacing(/,? *\n? *emit: \[[^\]]*\]/, with: "")
    #expect(!plain.contains("emit:"))
    let none = try Gitops.compilation(plain)
    let all = try Gitops.compilation(plain, emitting: Emission.allCases)
    let twice = try Gitops.compilation(emitting: [.vap, .vap])
    #expect(none.graph?.clusters.map(\.emissions) == [[], []])
    #expect(all.graph?.clusters.map(\.emissions) == [Emission.allCases, Emission.allCases])
    #expect(twice.graph?.clusters.map(\.emissions) == (try Gitops.compilation()).graph?.clusters.map(\.emissions))
    #expect(try none.files(for: none.graph?.clusters ?? []).allSatisfy { !$0.path.contains("guards") })
  }

  @Test func guardsNeedAdministratorsAndApplicationsADelivery() throws {
    let text = Gitops.text.replacing(/administrators:\n(?: {4}.*\n)+/, with: "").replacing(/delivery: .*/, with: "")
    let findings = try Gitops.compilation(text).findings.filter { $0.severity == .error }
    // At each place that asks: three guards, two Applications.
    #expect(findings.count { $0.code == .missingAdministrators } == 3)
    #expect(findings.count { $0.code == .missingDelivery } == 2)
    #expect(findings.count == 5)
  }

  @Test func whatIsWrittenBadlyIsNotMissing() throws {
    let text = Gitops.text.replacing("path: policies", with: "path: ../policies")
    #expect(try Gitops.compilation(text).findings.filter { $0.severity == .error }.map(\.code) == [.invalidValue])
  }

  @Test func everybodyIsNoAdministrator() throws {
    let text = Gitops.text.replacing(
      "oidc:platform-oncall\"", with: "oidc:platform-oncall\", \"system:authenticated\", \"system:masters\"")
    let findings = try Gitops.compilation(text).findings.filter { $0.severity == .error }
    #expect(findings.map(\.code) == [.invalidValue])
    #expect(findings.allSatisfy { $0.message.contains("system:authenticated") })
  }

  @Test func foldersBesideTheClustersAreNobodysName() throws {
    let text = Gitops.text.replacing("name: nonprod", with: "name: argocd")
    #expect(try Gitops.compilation(text).findings.filter { $0.severity == .error }.map(\.code) == [.invalidName])
  }

  @Test func oneClusterOfManyReplacesItsOwnFilesOnly() throws {
    let compilation = try Gitops.compilation()
    let prod = try #require(compilation.clusters(named: ["prod"]))
    let others = [
      "nonprod/kustomization.yaml", "argocd/applications/nonprod.yaml", "kyverno-tests/nonprod/resources.yaml",
    ]
    #expect(others.filter { Compilation.isWritten($0, for: prod) } == [])
    #expect(try compilation.files(for: prod).filter { !Compilation.isWritten($0.path, for: prod) } == [])
  }
}

extension YAMLNode {
  /// The value as text that does not depend on how it was written.
  fileprivate var shape: String {
    switch kind {
    case .scalar: text ?? ""
    case .sequence: "[" + elements.map(\.shape).joined(separator: ";") + "]"
    case .mapping: "{" + entries.map { "\($0.key.text ?? "")=\($0.value.shape);" }.joined() + "}"
    }
  }
}
