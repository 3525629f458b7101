public import Diagnostics
import GraphFormat

extension Scaffold {
  /// Findings that forbid to start a graph in a folder: nothing is ever replaced, and a folder holds one graph. Files that
  /// are in the way for the same reason are one finding.
  ///
  /// - Parameters:
  ///   - occupied: paths of the scaffold at which something stands already.
  ///   - sources: the YAML files in the folder, all of which would be read as part of the new graph.
  public func obstacles(at occupied: [SourceText], among sources: [SourceText]) -> [Diagnostic] {
    var log = DiagnosticLog()
    var members: [SourceText] = []
    for source in sources {
      var findings = DiagnosticLog()
      if source.holdsGraphDocuments(reportingTo: &findings) { members.append(source) }
      // A file that is in the way is moved away, whatever it says.
      if !occupied.contains(where: { $0.path == source.path }) { log.report(contentsOf: findings.sorted) }
    }
    let others = occupied.filter { file in !members.contains { $0.path == file.path } }
    if let finding = Diagnostic.graphIsThere(members) { log.report(finding) }
    if let finding = Diagnostic.inTheWay(others) { log.report(finding) }
    return log.sorted
  }
}

extension Diagnostic {
  fileprivate static func inTheWay(_ files: [SourceText]) -> Diagnostic? {
    let files = files.sorted { $0.path < $1.path }
    return files.first.map { first in
      Diagnostic(
        .editedOutput, "\"\(first.path)\" is in the way of a new graph", at: Span(startOf: first),
        notes: files.dropFirst().map { Note("\"\($0.path)\" is too") },
        help: "name another folder, or move it away; `easement init` replaces nothing")
    }
  }

  fileprivate static func graphIsThere(_ files: [SourceText]) -> Diagnostic? {
    let files = files.sorted { $0.path < $1.path }
    let more = files.count > 1 ? [Note("so do \(files.count - 1) more files")] : []
    return files.first.map { first in
      Diagnostic(
        .editedOutput, "\"\(first.path)\" already belongs to a graph, and a folder holds one", at: Span(startOf: first),
        notes: more, help: "name another folder; `easement check` looks at the graph that is there")
    }
  }
}
