import ArgumentParser
import Diagnostics
import Driver
import Foundation
import GraphFormat

struct Init: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Start a graph: write a small one with comments.",
    discussion: """
      Writes a platform with two clusters and two tenants, whose comments explain every important idea. The graph has no \
      findings, compiles and proves. Nothing is ever replaced: when one of the files is there already, or the folder \
      holds a graph, nothing is written.

      Example: easement init graph
      """)

  @Argument(
    help: ArgumentHelp("Folder to write to; it is made if it is missing.", valueName: "dir"), completion: .directory)
  var folder = "."

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func run() throws {
    let scaffold = Scaffold(today: try .systemDate())
    let new = NewFiles(folder: path, files: scaffold.files)
    let obstacles = try obstacles(to: new, of: scaffold)
    guard obstacles.isEmpty else {
      findings.remark(obstacles)
      throw ExitStatus.findings.code
    }
    try Progress.during("writing \(new.files.count.counted("file"))") { () throws(FileFailure) in try new.write() }
    let isHere = path == "."
    let written = new.files.map { "wrote \((isHere ? $0.path : "\(path)/\($0.path)").escapedForTerminal)\n" }
    guard !Verbosity.isQuiet else { return }
    try Console.print(written.joined() + "next: easement check\(isHere ? "" : " \(path.quotedForShell)")\n")
  }

  /// The folder without a slash at its end.
  private var path: String { folder.withoutSlashesAtEnd }

  private func obstacles(to new: NewFiles, of scaffold: Scaffold) throws -> [Diagnostic] {
    guard let status = try FileStatus(at: path, followsLinks: true) else { return [] }
    guard status.kind == .directory else { throw FileFailure(path, "is not a folder") }
    let known = try SourceFiles.graph(at: path)
    let occupied = try new.occupied().map { SourceText(path: $0, bytes: []) }
    return (known.findings + scaffold.obstacles(at: occupied, among: known.sources)).sorted()
  }
}
