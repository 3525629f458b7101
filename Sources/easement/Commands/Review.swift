import ArgumentParser
import Diagnostics
import Driver
import GraphFormat

struct Review: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "codeowners",
    abstract: "Print the CODEOWNERS lines of a graph.",
    discussion: """
      Each tenant's file belongs to the tenant's owner, everything else to the owner of the platform: with review by \
      code owners required, only a provider's own team can open that provider. Paths are as the root of the \
      repository sees them: run it there, with the graph's folder as it is committed. What CI is told to do belongs to \
      the platform's owner too, where a file of a widespread system says it; name what CI runs with --also.

      Example: easement codeowners graph --compiled policies --also scripts > .github/CODEOWNERS
      """)

  @OptionGroup var graph: GraphFilesArguments

  @Option(
    help: ArgumentHelp("A folder of compiled policies, which the platform owns. Repeatable.", valueName: "dir"),
    completion: .directory)
  var compiled: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another file or folder that the platform owns, such as the scripts that CI runs; `.` is all that nobody else owns. Repeatable.",
      valueName: "path"),
    completion: .file())
  var also: [String] = []

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    if graph.path == "-" { throw ValidationError("CODEOWNERS names files: name the folder that holds the graph") }
  }

  func run() throws {
    for folder in compiled where try FileStatus(at: folder, followsLinks: true)?.kind != .directory {
      throw FileFailure(folder, "there is no such folder", .inputNotFound)
    }
    let compilation = try graph.compile()
    guard let document = compilation.document, !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    try refuseLinks(compilation.places(of: graph.path) + compiled + also)
    // What else there is to say about the graph, `check` says.
    var log = DiagnosticLog()
    let owners = CodeOwners(
      of: document, in: try folder(of: document), compiled: try compiled.map { try $0.inRepository },
      besides: try also.map(place) + configurations(), reportingTo: &log)
    findings.remark(log.sorted)
    if log.hasErrors { throw ExitStatus.findings.code }
    try Console.print(owners.text)
  }

  /// What `--also` names, a folder with a slash at its end.
  private func place(_ path: String) throws -> String {
    guard let status = try FileStatus(at: path, followsLinks: true) else {
      throw FileFailure(path, "there is no such file or folder", .inputNotFound)
    }
    let place = try path.inRepository
    return status.kind == .directory && !place.isEmpty ? "\(place)/" : place
  }

  /// What tells CI what to do and is here, and what it leads to where it is a link: that is what CI reads.
  private func configurations() throws -> [String] {
    guard let root = PlacedName.real(".") else { return [] }
    return try CodeOwners.configurations.flatMap { path in
      guard let status = try FileStatus(at: path, followsLinks: true) else { return [String]() }
      guard let real = PlacedName.real(path), let inner = PlacedName.path(of: real, below: root) else { return [path] }
      let target = inner + (status.kind == .directory ? "/" : "")
      return target == path ? [path] : [path, target]
    }
  }

  /// A pattern names what git holds, and git holds a link, not what it leads to.
  private func refuseLinks(_ paths: [String]) throws {
    let root = PlacedName.real(".") ?? "."
    for path in paths {
      let parts = [root, try path.inRepository].filter { !$0.isEmpty }
      guard let real = PlacedName.real(path), !real.isExactly(parts.joined(separator: "/")) else { continue }
      throw ValidationError(
        "\"\(path.escapedForTerminal)\" is reached through a symbolic link, which no line of CODEOWNERS can follow; name "
          + "the folder as it is committed")
    }
  }

  /// The graph may be a single file: then paths count from the folder it lies in.
  private func folder(of document: GraphDocument) throws -> String {
    let path = try graph.path.inRepository
    let isFile = document.platform.span.source.path == graph.path
    return isFile ? path.pathSteps.dropLast().joined(separator: "/") : path
  }
}

extension String {
  /// A folder's path as the root of the repository sees it, which is where the command runs.
  fileprivate var inRepository: String {
    get throws {
      let parts = pathSteps
      guard !begins(with: "/"), !parts.contains("..") else {
        throw ValidationError(
          "\"\(escapedForTerminal)\" does not lie below the current folder; run this at the root of the repository")
      }
      return parts.joined(separator: "/")
    }
  }
}
