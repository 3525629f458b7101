import ArgumentParser
import Synchronization

/// How much a run says besides its result, where somebody chose.
enum Verbosity: Sendable {
  /// Errors and results; nothing at all when the result is a file or a status and all is well.
  case quiet
  /// Each phase on standard error, with what it was about and how long it took.
  case verbose

  private static let choice = Mutex<Verbosity?>(nil)

  /// What the arguments say; nil until they are read.
  static var chosen: Verbosity? { choice.withLock { $0 } }

  /// Called once, before a command runs.
  static func choose(_ verbosity: Verbosity?) { choice.withLock { $0 = verbosity } }

  static var isQuiet: Bool { chosen == .quiet }
}

/// The choice, the same in every command.
struct VerbosityArguments: ParsableArguments {
  @Flag(
    name: .shortAndLong, help: "Print nothing but errors and results; what went well is said by the exit status.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say on standard error what is done, to how much, and how long it takes.")
  var verbose = false

  var level: Verbosity? { quiet ? .quiet : verbose ? .verbose : nil }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose ask for opposite things; give one of them") }
  }
}

/// A command that can be told to say less or more.
protocol SpeakingCommand: ParsableCommand {
  var verbosity: VerbosityArguments { get }
}
