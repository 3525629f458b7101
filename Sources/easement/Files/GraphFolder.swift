import Diagnostics
import Driver

/// Where people name a graph although something else is expected.
enum GraphFolder {
  /// Whether there is a folder with documents of a graph, and nothing else.
  static func stands(at path: String) -> Bool {
    guard let status = try? FileStatus(at: path, followsLinks: true), status.kind == .directory,
      let files = try? SourceFiles.graph(at: path)
    else { return false }
    return holds(files.sources)
  }

  /// Whether every text belongs to a graph.
  static func holds(_ sources: [SourceText]) -> Bool { !sources.isEmpty && sources.allSatisfy(\.declaresGraph) }
}
