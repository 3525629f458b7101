import Diagnostics
import Driver
import Resolution
import Testing

/// What somebody reviews is what somebody changed: an edge shows at its two ends and nowhere else.
@Suite struct LocalityTests {
  private static let tenantCount = 300

  private func files(of graph: BigGraph) throws -> [String: String] {
    let compilation = Compilation(of: graph.sources, today: try .goldenDay)
    #expect(compilation.findings.filter { $0.severity == .error }.renderedAsText() == "")
    let files = try compilation.clusters(named: [])?.flatMap { try compilation.files(for: $0) } ?? []
    return Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
  }

  private func changed(_ old: [String: String], _ new: [String: String]) -> [String] {
    Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }

  @Test func oneEdgeChangesTwoWorkloadsAndABoundary() throws {
    let graph = BigGraph(tenantCount: Self.tenantCount)
    let before = try files(of: graph)
    #expect(before.count > Self.tenantCount * 3 * 3)
    // Both stand before the others, so that those move down by a line.
    var more = graph
    more.needs[17] = ["- {from: web, to: \(BigGraph.name(230))/api, ports: [http]}"]
    more.grants[230] = ["- {to: \(BigGraph.name(17))/web, workload: api, ports: [http]}"]
    #expect(
      changed(before, try files(of: more)) == [
        "cilium/clusterwide/easement.team-17-prod.workload.web.yaml",
        "cilium/clusterwide/easement.team-230-prod.boundary.yaml",
        "cilium/clusterwide/easement.team-230-prod.workload.api.yaml",
        "plain/namespaces/team-17-dev/easement-workload-web.yaml",
        "plain/namespaces/team-230-dev/easement-workload-api.yaml",
        "tiers/clusterwide/easement.team-230-test.boundary.yaml",
        "tiers/namespaces/team-17-test/easement-workload-web.yaml",
        "tiers/namespaces/team-230-test/easement-workload-api.yaml",
      ])
  }

  /// A workload that had no edge gets its object, which the kustomization lists.
  @Test func aWorkloadsFirstEdgeAddsItsFile() throws {
    let graph = BigGraph(tenantCount: 20)
    var more = graph
    more.needs[3] = ["- {from: api, to: \(BigGraph.name(9))/web, ports: [http], environments: [dev]}"]
    more.grants[9] = ["- {to: \(BigGraph.name(3))/api, workload: web, ports: [http], environments: [dev]}"]
    #expect(
      changed(try files(of: graph), try files(of: more)) == [
        "plain/namespaces/team-3-dev/easement-workload-api.yaml",
        "plain/namespaces/team-9-dev/easement-workload-web.yaml",
      ])
  }

  /// A comment above everything moves every line and changes nothing.
  @Test func linesDoNotCount() throws {
    let sources = BigGraph(tenantCount: 5).sources
    let moved = sources.map {
      SourceText(path: $0.path, "# a\n# b\n\n" + String(decoding: $0.bytes, as: UTF8.self))
    }
    let (first, second) = (
      Compilation(of: sources, today: try .goldenDay), Compilation(of: moved, today: try .goldenDay)
    )
    for cluster in try #require(first.graph).clusters {
      #expect(try first.files(for: cluster) == second.files(for: cluster))
    }
  }
}
