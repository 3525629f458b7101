import Diagnostics
import GraphFormat

extension Cluster {
  /// The clusters of the platform, sorted by name. Findings: environments that are not declared or run nowhere.
  static func resolving(_ platform: PlatformDocument, reportingTo log: inout DiagnosticLog) -> [Cluster] {
    let declared = platform.environments.map(\.value)
    for environment in platform.clusters.flatMap(\.environments) where !declared.contains(environment.value) {
      log.report(.unknownEnvironment(environment, declared: declared))
    }
    let used = Set(platform.clusters.flatMap(\.environments).map(\.value))
    for environment in platform.environments where !used.contains(environment.value) {
      log.report(
        Diagnostic(
          .environmentsNeverMeet, "no cluster runs the environment \"\(environment.value)\"", at: environment.span,
          help: "add it to the `environments` of a cluster, or remove it"))
    }
    return platform.clusters.map { Cluster(resolving: $0, declared: declared) }.sorted { $0.name < $1.name }
  }

  private init(resolving document: ClusterDocument, declared: [String]) {
    let written = Set(document.environments.map(\.value))
    self.init(
      name: document.name.value, environments: declared.filter(written.contains),
      enforcement: document.enforcement.value, ciliumVersion: document.ciliumVersion?.value,
      clusterNetworkPolicy: document.clusterNetworkPolicy,
      emissions: Emission.allCases.filter { emission in document.emit.contains { $0.value == emission } },
      server: document.server)
  }
}

extension Diagnostic {
  static func unknownEnvironment(_ environment: Located<String>, declared: [String]) -> Diagnostic {
    let suggestion = environment.value.nearest(in: declared).map { "did you mean \"\($0)\"? " } ?? ""
    return Diagnostic(
      .unknownEnvironment, "the platform has no environment \"\(environment.value)\"", at: environment.span,
      help: "\(suggestion)environments are \(declared.quotedList)")
  }
}

extension Sequence<String> {
  /// `"a", "b" and "c"`
  var quotedList: String {
    let quoted = map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "none" }
    return "\(quoted.dropLast().joined(separator: ", ")) and \(last)"
  }
}
