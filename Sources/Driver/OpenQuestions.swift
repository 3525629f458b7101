import Diagnostics
import GraphFormat
import Manifests
import PolicyModel
import Proof
import Resolution

// Where nobody can tell what a policy does, nothing is proved.

extension ManifestReading {
  /// What is open about policies that may bear on tenants. What somebody wrote for pods of nobody is left alone.
  func questions(about graph: TenantGraph, on cluster: Cluster) -> [OpenQuestion] {
    guard !questions.isEmpty else { return [] }
    let homes = Set(graph.tenants.flatMap(\.namespaces).map(\.name))
    return questions.sorted { $0.key < $1.key }.filter { id, _ in id.namespace.map(homes.contains) ?? true }
      .flatMap(\.value).filter { $0.isOpen(on: cluster) }
  }
}

extension OpenQuestion {
  /// Agents since 1.19 let such a selector match pods only, or pods of the local cluster. (CIL-36)
  fileprivate func isOpen(on cluster: Cluster) -> Bool {
    guard rule == "CIL-36", let version = cluster.ciliumVersion else { return true }
    return version < CiliumVersion(1, 19)
  }
}

extension [Diagnostic] {
  /// The same where kustomize builds what was read: it refuses an object that is there twice, in whatever words.
  var refusingRepetition: [Diagnostic] {
    map { finding in
      guard finding.code == .duplicateObject, finding.severity != .error else { return finding }
      return Diagnostic(
        finding.code, "\(finding.message), and kustomize refuses the folder", at: finding.span, severity: .error,
        notes: finding.notes, help: "remove one of them")
    }.sorted()
  }

  /// The same findings, with those about open questions as errors.
  func asking(_ questions: [OpenQuestion]) -> [Diagnostic] {
    let open = Set(questions.map(\.finding))
    guard !open.isEmpty else { return self }
    return map { finding in
      guard open.contains(finding) else { return finding }
      return Diagnostic(
        finding.code, finding.message, at: finding.span, severity: .error,
        notes: finding.notes + [Note("what cannot be told is not proved")], help: finding.help)
    }.sorted()
  }
}
