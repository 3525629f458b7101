public import ArgumentParser
import Diagnostics
import Driver
import Foundation
public import GraphFormat
import Resolution
import Workers

/// Which graph a command works on, and on which day.
struct GraphArguments: GraphChoice {
  @Argument(
    help: ArgumentHelp(
      "Folder of the graph, searched for *.yaml and *.yml; or a single file, `-` for standard input.",
      valueName: "graph"),
    completion: .directory)
  var path = "."

  @OptionGroup var date: DateArguments
}

/// The same where standard input will not do.
struct GraphFilesArguments: GraphChoice {
  @Argument(
    help: ArgumentHelp(
      "Folder of the graph, searched for *.yaml and *.yml; or a single file, but not standard input.",
      valueName: "graph"),
    completion: .directory)
  var path = "."

  @OptionGroup var date: DateArguments
}

/// On which day a graph is judged.
struct DateArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The day on which grants are judged to have expired, for builds that can be repeated. (default: today, in UTC)",
      valueName: "YYYY-MM-DD"))
  var today: CalendarDate?

  /// The day that `--today` names, or the system's.
  func day() throws -> CalendarDate { try today ?? .systemDate() }
}

protocol GraphChoice: ParsableArguments {
  var path: String { get }
  var date: DateArguments { get }
}

extension GraphChoice {
  /// Reads and checks the graph. The files that cannot be read are findings too.
  ///
  /// - Parameter emissions: what every cluster emits besides what the graph says.
  func compile(emitting emissions: [Emission] = []) throws -> Compilation {
    let files = try Progress.during("reading files", counting: { $0.count }) { try SourceFiles.graph(at: path) }
    let day = try date.day()
    let compilation = Progress.during("resolving \(files.count)", counting: \.size) {
      Compilation(of: files.sources, today: day, unreadable: files.findings, emitting: emissions)
    }
    keepUntilExit(compilation)
    return compilation
  }

  /// Another state of the graph, judged on the same day.
  ///
  /// - Parameter state: a folder, a file, or `git:REV[:PATH]`, which has this graph's path if it gives none.
  func compile(_ state: String) async throws -> Compilation {
    let files = try await Self.files(of: state, path)
    return Compilation(of: files.sources, today: try date.day(), unreadable: files.findings)
  }

  private static func files(of state: String, _ path: String) async throws -> (
    sources: [SourceText], findings: [Diagnostic]
  ) {
    guard let reference = try GitReference(state) else {
      let files = try SourceFiles.graph(at: state)
      return (files.sources, files.findings)
    }
    let files = try await GitTree(reference, other: path).sources()
    // A graph is written in YAML: other files beside it are not looked at.
    return (files.sources.filter { !$0.path.ends(with: ".json") }, files.findings)
  }
}

extension Compilation {
  /// The graph's path and the folders that its files lie in.
  func places(of path: String) -> [String] {
    let sources = document.map { [$0.platform.span] + $0.tenants.map(\.span) } ?? []
    return [path] + Set(sources.map { PlacedName($0.source.path).parent }).sorted()
  }

  /// How much there is in the graph, whether or not it has errors.
  fileprivate var size: String {
    "\((graph?.tenants.count ?? 0).counted("tenant")), \((graph?.edges.flowCount ?? 0).counted("flow")), "
      + findings.count.counted("finding")
  }
}

extension CalendarDate: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  /// The system's date in UTC, so that all machines agree.
  static func systemDate() throws -> CalendarDate {
    // Foundation's calendar would load the time zones of the world first, which takes as long as a small graph.
    var now = time(nil)
    var parts = tm()
    guard gmtime_r(&now, &parts) != nil,
      let date = CalendarDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
    else {
      throw ValidationError("the system's date cannot be read; give it with --today")
    }
    return date
  }
}
