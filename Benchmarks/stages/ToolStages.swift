import Analysis
import Diagnostics
import Driver
import GraphFormat
import Lowering
import Manifests
import PolicyModel
import Resolution
import YAMLTree

extension StageClock {
  /// What `access` does.
  mutating func timeCluster(_ sources: [SourceText]) {
    time("tree") { sources.map { Self.documents(of: $0) } }
    let reading = time("read") {
      var log = DiagnosticLog()
      return ManifestReading(reading: sources, reportingTo: &log)
    }
    let evaluation = PolicyEvaluation(
      inventory: reading.inventory, policies: reading.policies, semantics: .generic, matchesPodAddresses: false)
    time("findings") { evaluation.findings(at: reading.spans) }
    let report = time("evaluate") { AccessReport(evaluation: evaluation, inventory: reading.inventory) }
    time("render") { report.json }
  }

  /// What `check`, `compile` and `verify` do.
  mutating func timeGraph(_ sources: [SourceText]) throws {
    time("tree") { sources.map { Self.documents(of: $0) } }
    var log = DiagnosticLog()
    guard let today = CalendarDate("2027-01-31"),
      let document = time("read", { GraphDocument(reading: sources, reportingTo: &log) })
    else { return }
    guard let graph = time("resolve", { TenantGraph(resolving: document, today: today, reportingTo: &log) }) else {
      return
    }
    let compilation = Compilation(of: sources, today: today)
    for cluster in compilation.graph?.clusters ?? [] {
      time("lower \(cluster.name)") { PolicySet(lowering: graph, for: cluster) }
      let files = try time("write \(cluster.name)") { try compilation.files(for: cluster) }
      let objects = files.map { SourceText(path: $0.path, $0.text) }
      time("verify \(cluster.name)") {
        ClusterVerification(of: graph, on: cluster, objects: objects, compiled: compilation.policies(for: cluster))
      }
    }
  }

  private static func documents(of source: SourceText) -> [YAMLDocument] {
    var log = DiagnosticLog()
    return YAMLDocument.documents(in: source, reportingTo: &log)
  }
}
