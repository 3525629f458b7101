import ArgumentParser
import Changes
import Diagnostics
import Diagrams
import Driver
import Foundation
import GraphFormat
import Resolution
import Workers

struct Diff: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say which flows were gained and lost between two states.",
    discussion: """
      OLD and NEW are two graphs, or two sets of Kubernetes objects: folders, files, or git:REV[:PATH], which reads a \
      revision from git and leaves the work tree alone. PATH counts from the root of the repository, and is the other \
      side's path if it is not given. Renamed files, reordered lists and new comments are no change.

      Example: easement diff git:main examples/acme

      Example: easement diff git:origin/main . -f md > comment.md
      """)

  enum Format: String, OutputForm {
    case txt, md, json, csv, dot
  }

  @Argument(help: ArgumentHelp("The state before: a folder, a file, or git:REV[:PATH].", valueName: "old"))
  var old: String

  @Argument(help: ArgumentHelp("The state after.", valueName: "new"))
  var new: String

  @Option(name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt, md, json, csv or dot.")
  var format = Format.txt

  @Flag(help: "End with status 1 when access differs.")
  var exitCode = false

  @Option(
    help: ArgumentHelp(
      "The day on which grants are judged to have expired, on both sides. (default: today, in UTC)",
      valueName: "YYYY-MM-DD"))
  var today: CalendarDate?

  @OptionGroup var judgement: JudgementArguments

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    guard old != "-" || new != "-" else { throw ValidationError("standard input can be one side only") }
  }

  func run() async throws {
    let day = try today ?? .systemDate()
    let sides = try await Progress.during("reading both sides") {
      (try await side(old, other: new), try await side(new, other: old))
    }
    let isGraph = try kind(of: sides.0, sides.1)
    let options = judgement.options
    let (before, after) = Progress.during(
      "evaluating \((sides.0.sources.count + sides.1.sources.count).counted("file"))"
    ) {
      let both = [sides.0, sides.1].concurrentMap { side in
        Comparand(of: side.sources, today: day, unreadable: side.findings, options: options, isGraph: isGraph)
      }
      return (both[0], both[1])
    }
    keepUntilExit((before, after))
    // A past assertion that failed is in the difference if it matters; what stands now is what has to hold.
    let past = remarks(before, sides.0.findings).filter { $0.code != .assertionFailed }
    let found = past + remarks(after, sides.1.findings)
    try checkKinds(before, after)
    guard let changes = Comparand.changes(from: before, to: after) else {
      findings.remark(found.sorted())
      for (name, side) in [(old, before), (new, after)] where side.hasErrors {
        Console.complain(
          "easement: \"\(name.escapedForTerminal)\" has errors, so that nothing can be compared with it\n")
      }
      throw ExitStatus.findings.code
    }
    try Console.print(try rendered(changes, before, after))
    findings.remark(found.sorted())
    if changes.infersPods {
      Console.remark(
        changes.readsPods
          ? "easement: for some selectors no pods were read: those marked [inferred] stand for theirs\n"
          : "easement: no pods and no workloads were read, so flows are between pods that the policies' selectors "
            + "describe, and the policies themselves are compared as well\n")
    }
    let errors = found.filter { $0.severity == .error }
    if errors.contains(where: { $0.code != .assertionFailed }) {
      Console.complain("easement: the result leaves out what could not be read\n")
    }
    guard errors.isEmpty else { throw ExitStatus.findings.code }
    if exitCode, changes.changeAccess { throw ExitStatus.findings.code }
  }

  private func rendered(_ changes: AccessChanges, _ before: Comparand, _ after: Comparand) throws -> String {
    switch format {
    case .txt: return changes.text
    case .md: return changes.markdown
    case .json: return try Console.json(changes)
    case .csv: return changes.csv
    case .dot:
      guard case .graph(let before) = before, case .graph(let after) = after, let old = before.graph,
        let new = after.graph
      else { return Diagram(of: changes).dot }
      let view = DiagramView(.workloads)
      var diagram = Diagram(changesFrom: old, to: new, view: view)
      diagram.subtitle += changes.countsOfOthers
      return diagram.dot
    }
  }

  /// Errors of a graph; everything about manifests.
  private func remarks(_ side: Comparand, _ unreadable: [Diagnostic]) -> [Diagnostic] {
    switch side {
    case .graph(let compilation): compilation.findings.filter { $0.severity == .error }
    case .manifests(let cluster): unreadable + cluster.findings
    }
  }

  private func checkKinds(_ before: Comparand, _ after: Comparand) throws {
    if case .graph = before, case .graph = after, let option = judgement.given.first {
      throw ValidationError("\(option) belongs to Kubernetes objects; a graph says what its clusters enforce")
    }
    switch (before, after) {
    case (.graph, .manifests):
      throw ValidationError("\"\(old.escapedForTerminal)\" is a graph, \"\(new.escapedForTerminal)\" is not")
    case (.manifests, .graph):
      throw ValidationError("\"\(new.escapedForTerminal)\" is a graph, \"\(old.escapedForTerminal)\" is not")
    default: break
    }
  }

  private func side(_ text: String, other: String) async throws -> (sources: [SourceText], findings: [Diagnostic]) {
    guard let reference = try GitReference(text) else { return try files(at: text) }
    let peer = try GitReference(other)
    let path = reference.path ?? peer?.path
    let tree = try await GitTree(
      GitReference(revision: reference.revision, path: path), other: peer == nil ? other : nil)
    let files = try await tree.sources()
    return narrowed(files)
  }

  private func files(at path: String) throws -> (sources: [SourceText], findings: [Diagnostic]) {
    let files = try SourceFiles.manifests(at: [path]).withSomethingInThem()
    return narrowed((files.sources, files.findings))
  }

  private typealias Side = (sources: [SourceText], findings: [Diagnostic])

  /// Whether a side without any file is a graph that is missing, as in every other command that takes one; nil where both
  /// sides say by themselves what they are.
  private func kind(of before: Side, _ after: Side) throws -> Bool? {
    guard let (empty, name) = [(before, old), (after, new)].first(where: { $0.0.sources.isEmpty }) else { return nil }
    let sources = before.sources + after.sources
    if sources.isEmpty || sources.contains(where: \.declaresGraph) { return true }
    guard empty.findings.isEmpty else { return nil }
    throw FileFailure(name, "there are no YAML or JSON files in it", .inputNotFound)
  }

  /// A graph is written in YAML: other files beside it are not looked at.
  private func narrowed(_ files: (sources: [SourceText], findings: [Diagnostic])) -> (
    sources: [SourceText], findings: [Diagnostic]
  ) {
    guard files.sources.contains(where: \.declaresGraph) else { return files }
    return (files.sources.filter { !$0.path.ends(with: ".json") }, files.findings)
  }
}
