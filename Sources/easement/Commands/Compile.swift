import ArgumentParser
import Diagnostics
import Driver
import Foundation
import Resolution

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Write the policies of a graph.",
    discussion: """
      Writes one folder a cluster, with a kustomization that lists its objects, and an index with the digest of each \
      file. Only files that the index lists are ever replaced or removed; one that was changed by hand is an error. \
      While the graph has errors nothing is written.

      Example: easement compile examples/acme -o out/acme
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    name: [.short, .customLong("output")], help: ArgumentHelp("Folder to write to.", valueName: "dir"),
    completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("Compile this cluster only; may be repeated.", valueName: "name"))
  var cluster: [String] = []

  @Flag(help: "Write nothing, and fail when the folder is not what would be written.")
  var check = false

  @Flag(help: "Replace files that were changed by hand or are in the way.")
  var force = false

  @Option(help: "How the result is printed: text or json.")
  var format = ResultFormat.text

  @OptionGroup var findings: FindingsArguments

  func run() throws {
    let compilation = try graph.compile()
    guard !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    let clusters = try compilation.clustersOrUsageError(named: cluster)
    let files = try Progress.during("compiling \(clusters.count) clusters") { try compilation.files(for: clusters) }
    let folder = try OutputFolder(at: output)
    let isOurs: (String) -> Bool = { path in
      cluster.isEmpty || clusters.contains { path.hasPrefix("\($0.name)/") }
    }
    if check {
      let stale = try folder.staleness(comparedWith: files, replacing: isOurs)
      try finish(compilation.findings + stale, CompileResult(clusters, files, changed: [], removed: []))
    } else {
      try write(files, of: clusters, into: folder, isOurs, compilation.findings)
    }
  }

  private func write(
    _ files: [OutputFile], of clusters: [Cluster], into folder: OutputFolder, _ isOurs: (String) -> Bool,
    _ known: [Diagnostic]
  ) throws {
    let obstacles = try folder.obstacles(to: files, replacing: isOurs, force: force)
    guard obstacles.isEmpty else {
      findings.remark((known + obstacles).sorted())
      throw ExitStatus.findings.code
    }
    switch try Progress.during("writing \(files.count) files", { try folder.write(files, replacing: isOurs) }) {
    case .unchanged: try finish(known, CompileResult(clusters, files, changed: [], removed: []))
    case .written(let changed, let removed):
      try finish(known, CompileResult(clusters, files, changed: changed, removed: removed))
    }
  }

  private func finish(_ found: [Diagnostic], _ result: CompileResult) throws {
    findings.remark(found.sorted())
    let isStale = found.contains { $0.severity == .error }
    switch format {
    case .text where isStale: break
    case .text: try Console.print(result.text(folder: output, check: check))
    case .json: try Console.print(try result.json())
    }
    if isStale { throw ExitStatus.findings.code }
  }
}

/// What a compilation wrote, or would have.
private struct CompileResult: Encodable {
  let clusters: [String]
  let files: [String]
  let changed: [String]
  let removed: [String]

  init(_ clusters: [Cluster], _ files: [OutputFile], changed: [String], removed: [String]) {
    self.clusters = clusters.map(\.name)
    self.files = files.map(\.path)
    self.changed = changed
    self.removed = removed
  }

  func text(folder: String, check: Bool) -> String {
    let folder = folder.escapedForTerminal
    if changed.isEmpty, removed.isEmpty { return "\(folder): \(files.count) files, up to date\n" }
    let gone = removed.isEmpty ? "" : ", \(removed.count) removed"
    return "\(folder): \(files.count) files, \(changed.count) written\(gone)\n"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension Compilation {
  /// The clusters that `--cluster` names.
  func clustersOrUsageError(named names: [String]) throws -> [Cluster] {
    guard let clusters = clusters(named: names) else {
      let known = (graph?.clusters ?? []).map(\.name).joined(separator: ", ")
      let wanted = names.map { "\"\($0.escapedForTerminal)\"" }.joined(separator: ", ")
      throw ValidationError("--cluster \(wanted): the graph has only \(known)")
    }
    return clusters
  }
}
