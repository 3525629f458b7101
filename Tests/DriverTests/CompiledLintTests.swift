import Analysis
import Diagnostics
import Driver
import GraphFormat
import Manifests
import PolicyModel
import Resolution
import Testing

/// What Easement writes is what its own lints want.
@Suite struct CompiledLintTests {
  @Test(arguments: Example.all)
  func nothingToSay(about example: Example) throws {
    let compilation = Compilation(of: try example.sources(), today: try .goldenDay)
    let graph = try #require(compilation.graph)
    for cluster in graph.clusters {
      var log = DiagnosticLog()
      let files = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
      let reading = ManifestReading(reading: files, reportingTo: &log)
      #expect(!reading.policies.policies.isEmpty)
      let evaluation = PolicyEvaluation(
        inventory: ClusterInventory(namespaces: [], workloads: graph.pods(on: cluster)), policies: reading.policies,
        semantics: cluster.enforcement == .cilium ? .cilium : .generic)
      log.report(contentsOf: evaluation.findings(at: reading.spans))
      log.report(contentsOf: evaluation.lints(at: reading.spans, refused: reading.refused))
      #expect(log.sorted.isEmpty, "\(log.sorted.map(\.message))")
    }
  }
}
