import ArgumentParser
import Diagnostics
import Driver
import GraphFormat
import Resolution

/// Names of the graph that a shell offers while somebody types a command.
///
/// Whatever goes wrong there is nothing to offer: a shell that completes has nowhere to print a finding.
enum GraphCompletion {
  /// What both ends of `explain` may be.
  static let ends = CompletionKind.custom { words, index, _ in
    guard let graph = graph(among: words, completing: index) else { return [] }
    let workloads = graph.tenants.flatMap { $0.workloads.map(\.id.description) }
    return workloads + ["internet", "api-server", "dns"]
  }

  static let tenants = names { $0.tenants.map(\.name) }
  static let environments = names(\.environments)
  static let clusters = names { $0.clusters.map(\.name) }
  static let assertions = names { $0.assertions.map(\.name) }

  private static func names(_ list: @escaping @Sendable (TenantGraph) -> [String]) -> CompletionKind {
    .custom { words, index, _ in graph(among: words, completing: index).map(list) ?? [] }
  }

  /// The graph in the last folder that is named on the line, or else in the current folder.
  private static func graph(among words: [String], completing index: Int) -> TenantGraph? {
    let others = words.indices.filter { $0 > 0 && $0 != index }.map { words[$0] }
    let folder = others.last { !$0.hasPrefix("-") && holdsGraph($0) } ?? "."
    guard holdsGraph(folder), let files = try? SourceFiles.graph(at: folder),
      let today = try? CalendarDate.systemDate()
    else { return nil }
    return Compilation(of: files.sources, today: today).graph
  }

  /// Whether a document of a graph lies right in a folder. Nobody wants their home folder searched for a name.
  private static func holdsGraph(_ folder: String) -> Bool {
    guard let names = try? FileStatus.names(in: folder) else { return false }
    return names.contains { name in
      guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else { return false }
      return (try? FileStatus.bytes(of: "\(folder)/\(name)", limit: 1 << 20)).map {
        SourceText(path: name, bytes: $0).declaresGraph
      } ?? false
    }
  }
}
