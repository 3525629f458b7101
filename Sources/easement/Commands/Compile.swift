import ArgumentParser
import Diagnostics
import Driver
import Foundation
import GraphFormat
import Resolution

struct Compile: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Write the policies of a graph.",
    discussion: """
      Writes one folder a cluster, with a kustomization that lists its objects, and an index with the digest of each \
      file. Only files that the index lists are ever replaced or removed; one that was changed by hand is an error. \
      While the graph has errors nothing is written.

      `-o -` writes the objects of one cluster to standard output, for `kubectl apply -f -`.

      Example: easement compile examples/acme -o out/acme

      Example: easement compile examples/acme --cluster prod -o - | kubectl diff -f -
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Folder to write to, or - for standard output.", valueName: "dir"), completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp("Compile this cluster only; may be repeated.", valueName: "name"),
    completion: GraphCompletion.clusters)
  var cluster: [String] = []

  @OptionGroup var emission: EmissionArguments

  @Flag(help: "Write nothing; list what differs, and fail if anything does.")
  var check = false

  @Flag(help: "Replace files that were changed by hand or are in the way.")
  var force = false

  @Option(name: .shortAndLong, help: "How the result is printed: text or json.")
  var format = ResultFormat.text

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    guard output != "-" || (!check && !force && format == .text) else {
      throw ValidationError("`-o -` prints YAML and writes no folder: --check, --force and --format do not go with it")
    }
    guard !output.isEmpty else { throw ValidationError("`-o` needs the name of a folder") }
  }

  func run() throws {
    let compilation = try graph.compile(emitting: emission.emissions)
    guard !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    let clusters = try compilation.clustersOrUsageError(named: cluster)
    if output == "-" { return try stream(clusters, of: compilation) }
    let files = try Progress.during(
      "compiling \(clusters.map(\.name).joined(separator: ", "))", counting: { $0.count.counted("file") }
    ) {
      try compilation.files(for: clusters)
    }
    let folder = try OutputFolder(at: output, for: check ? .looking : .writing)
    guard !compilation.places(of: graph.path).contains(where: folder.holds) else {
      throw ValidationError(
        "-o \"\(output.escapedForTerminal)\": this folder holds files of the graph; compile into one of its own, such as "
          + "\"\(folderBesideGraph.escapedForTerminal)\"")
    }
    let isOurs: (String) -> Bool = { path in
      cluster.isEmpty || Compilation.isWritten(path, for: clusters)
    }
    if check {
      let changes = try folder.changes(to: files, replacing: isOurs)
      let obstacles = try folder.obstacles(to: files, replacing: isOurs, force: true) + folder.rivals(of: files)
      let removed = RemovedObjects(
        formerly: try folder.former(changes), now: files, clusters: compilation.graph?.clusters ?? [])
      try finish(compilation.findings + obstacles, CompileResult(clusters, files, changes, removed), stale: folder)
    } else {
      try write(files, of: clusters, into: folder, isOurs, compilation)
    }
  }

  /// Where nobody looks for files of the graph.
  private var folderBesideGraph: String {
    let place = PlacedName(graph.path)
    let name = place.name == "policies" ? "compiled" : "policies"
    return place.parent == "." ? name : "\(place.parent)/\(name)"
  }

  /// Objects of two clusters have the same names, so that a stream is of one.
  private func stream(_ clusters: [Cluster], of compilation: Compilation) throws {
    guard let only = clusters.first, clusters.count == 1 else {
      let names = clusters.map(\.name).joined(separator: ", ")
      throw ValidationError("`-o -` prints the objects of one cluster; say with --cluster which of \(names)")
    }
    let text = try compilation.stream(for: only)
    findings.remark(compilation.findings)
    try Console.print(text)
  }

  private func write(
    _ files: [OutputFile], of clusters: [Cluster], into folder: OutputFolder, _ isOurs: (String) -> Bool,
    _ compilation: Compilation
  ) throws {
    let known = compilation.findings
    let obstacles = try folder.obstacles(to: files, replacing: isOurs, force: force) + folder.rivals(of: files)
    guard obstacles.isEmpty else {
      findings.remark((known + obstacles).sorted())
      throw ExitStatus.findings.code
    }
    let (changes, former) = try Progress.during("writing \(files.count.counted("file"))") {
      try folder.write(files, replacing: isOurs)
    }
    let removed = RemovedObjects(formerly: former, now: files, clusters: compilation.graph?.clusters ?? [])
    try finish(known, CompileResult(clusters, files, changes, removed), stale: nil)
  }

  /// - Parameter folder: that was only looked at.
  private func finish(_ known: [Diagnostic], _ result: CompileResult, stale folder: OutputFolder?) throws {
    let isStale = folder != nil && result.changes.isStale
    let stale = isStale ? folder.map { staleness($0, result.changes) } ?? [] : []
    findings.remark((known + stale).sorted())
    let limit = findings.amount.all ? nil : 20
    switch format {
    case .text where isStale: try Console.print(result.changes.text(limit: limit) + result.removed.text(limit: limit))
    case .text where Verbosity.isQuiet: break
    case .text: try Console.print(result.text(folder: output) + result.removed.text(limit: limit))
    case .json: try Console.print(json: result)
    }
    if isStale || known.contains(where: { $0.severity == .error }) { throw ExitStatus.findings.code }
  }

  /// A finding a file for programs; people get the list as the result.
  private func staleness(_ folder: OutputFolder, _ changes: OutputChanges) -> [Diagnostic] {
    guard findings.form.format == .text else { return changes.findings { folder.place(of: $0) } }
    return [
      Diagnostic(
        .staleOutput, "\"\(output)\" is not what the graph compiles to", at: nil,
        help: "run `easement compile` and commit")
    ]
  }
}

/// What a compilation wrote, or would have.
private struct CompileResult: Encodable {
  let clusters: [String]
  let files: [String]
  let changes: OutputChanges
  let removed: RemovedObjects

  init(_ clusters: [Cluster], _ files: [OutputFile], _ changes: OutputChanges, _ removed: RemovedObjects) {
    self.clusters = clusters.map(\.name)
    self.files = files.map(\.path)
    self.changes = changes
    self.removed = removed
  }

  private enum CodingKeys: CodingKey {
    case clusters, files, removedObjects
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(clusters, forKey: .clusters)
    try container.encode(files, forKey: .files)
    try container.encode(removed.objects, forKey: .removedObjects)
    try changes.encode(to: encoder)
  }

  func text(folder: String) -> String {
    let folder = folder.escapedForTerminal
    if changes.isEmpty {
      let index = changes.isIndexStale ? "; \(OutputIndex.fileName) is written anew" : ""
      return "\(folder): \(files.count.counted("file")), up to date\(index)\n"
    }
    let gone = changes.unwanted.isEmpty ? "" : ", \(changes.unwanted.count.grouped) removed"
    return "\(folder): \(files.count.counted("file")), \(changes.written.count.grouped) written\(gone)\n"
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
