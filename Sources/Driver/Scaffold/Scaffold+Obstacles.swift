public import Diagnostics
import GraphFormat

extension Scaffold {
  /// Findings that forbid to start a graph in a folder: nothing is ever replaced, and a folder holds one graph.
  ///
  /// - Parameters:
  ///   - occupied: paths of the scaffold at which something stands already.
  ///   - sources: the YAML files in the folder, all of which would be read as part of the new graph.
  public func obstacles(at occupied: [SourceText], among sources: [SourceText]) -> [Diagnostic] {
    var log = DiagnosticLog()
    for file in occupied { log.report(.inTheWay(file)) }
    for source in sources where !occupied.contains(where: { $0.path == source.path }) {
      var findings = DiagnosticLog()
      if source.holdsGraphDocuments(reportingTo: &findings) { log.report(.graphIsThere(source)) }
      log.report(contentsOf: findings.sorted)
    }
    return log.sorted
  }
}

extension Diagnostic {
  fileprivate static func inTheWay(_ file: SourceText) -> Diagnostic {
    Diagnostic(
      .editedOutput, "\"\(file.path)\" is in the way of a new graph", at: Span(startOf: file),
      help: "name another folder, or move it away; `easement init` replaces nothing")
  }

  fileprivate static func graphIsThere(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      .editedOutput, "\"\(source.path)\" already belongs to a graph, and a folder holds one", at: Span(startOf: source),
      help: "name another folder; `easement check` looks at the graph that is there")
  }
}
