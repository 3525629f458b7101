import Diagnostics
import Diagrams
import Driver
import GraphFormat
import Resolution

/// Any bytes are a graph or findings, and a graph without errors compiles to policies that prove it.
func fuzzGraph(_ bytes: [UInt8]) {
  guard let today = CalendarDate("2026-12-01") else { return }
  let compilation = Compilation(of: [SourceText(path: "graph.yaml", bytes: bytes)], today: today)
  printEverywhere(compilation.findings)
  guard let graph = compilation.graph else { return }
  _ = Diagram(of: graph, view: DiagramView(.workloads)).dot
  guard !compilation.hasErrors else { return }
  demandProof(of: graph, in: compilation)
}

private func demandProof(of graph: TenantGraph, in compilation: Compilation) {
  var objects: [String: [SourceText]] = [:]
  for cluster in graph.clusters {
    do {
      objects[cluster.name] = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    } catch {
      demand(false, "a graph without errors compiles: \(error.message)")
    }
  }
  let verification = Verification(of: graph, clusters: graph.clusters, objects: objects)
  demand(
    verification.holds, "what was compiled is what the graph says\n\(verification.findings.renderedAsText())")
}
