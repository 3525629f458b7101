import ArgumentParser
import CBuild
import CProcess
import Diagnostics
import Driver
import Foundation
import Workers

@main
struct Easement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "easement",
    abstract: "Compile a graph of tenants into network policies, prove them, and draw them.",
    discussion: """
      Tenants of a Kubernetes cluster are closed to each other; each opening is granted by the team that owns a service \
      and asked for by the team that needs it. The graph of those openings is a folder of YAML files in git.

      Start with `easement init GRAPH`, then `easement check GRAPH` and `easement compile GRAPH -o OUT`.

      Exit status: 0 fine; 1 findings; 64 usage; 66 input not found; 70 a bug in Easement; 74 input or output failed.
      """,
    version: "easement \(version)\(commit.map { " (\($0))" } ?? "")",
    subcommands: [
      Init.self, Check.self, Compile.self, Verify.self, Access.self, Explain.self, Diff.self, Draw.self,
      WriteReport.self, ServePreview.self, Schema.self, Review.self,
      RenderLayout.self,
    ])

  /// The one place that says so: the packages read it here.
  static let version = "0.1.0"

  /// Nil when whoever built the program did not say.
  private static var commit: String? {
    let commit = String(cString: easement_build_commit())
    return commit.isEmpty ? nil : commit
  }

  static func main() async {
    Console.prepare()
    Interruption.announce()
    easement_keep_memory()
    var running: (any ParsableCommand.Type)?
    do {
      let words = CommandWords.all
      guard !words.isEmpty else { refuseNothing() }
      try checkCommandName(words.first == "help" ? words.dropFirst().first : words.first)
      var command = try parseAsRoot(words)
      Verbosity.choose((command as? any SpeakingCommand)?.verbosity.level)
      running = type(of: command)
      // Commands that need not wait run on the main thread, which has the largest stack.
      guard Descriptors.suffice else {
        throw FileFailure("files", "not enough of them can be open at a time; raise `ulimit -n`")
      }
      if var command = command as? any AsyncParsableCommand {
        guard Threads.canBeStarted else {
          throw FileFailure(
            "threads",
            Threads.canBeWatched
              ? "not enough of them can be started; raise `ulimit -u`" : "they cannot be seen in /proc; mount it")
        }
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as FileFailure {
      Console.complain("easement: \(failure.message)\n")
      exit(withError: failure.status.code)
    } catch let failure as CompilationFailure {
      Console.complain("easement: \(failure.message)\neasement: this is a bug in Easement, please report it\n")
      exit(withError: ExitStatus.software.code)
    } catch {
      if let error = error as? ValidationError, let running { refuse(error.message, of: running) }
      conclude(with: error)
    }
  }

  /// Prints what the parser has to say, help and versions too; it would not notice that they went nowhere.
  private static func conclude(with error: any Error) -> Never {
    let message = fullMessage(for: error)
    let status = exitCode(for: error)
    guard status == .success else {
      if !message.isEmpty { Console.complain(message + "\n") }
      exit(withError: status)
    }
    do throws(FileFailure) {
      if !message.isEmpty { try Console.print(message + "\n") }
      exit(withError: nil)
    } catch {
      Console.complain("easement: \(error.message)\n")
      exit(withError: error.status.code)
    }
  }

  /// Whoever says nothing wants to know what there is to say; a script whose words got lost must not take that for success.
  private static func refuseNothing() -> Never {
    Console.complain(helpMessage() + "\n")
    exit(withError: ExitStatus.usage.code)
  }

  /// Wrong usage that only a run can find ends as the parser's own findings do: with the usage of the command, where the
  /// parser would print that of the whole program.
  private static func refuse(_ message: String, of command: any ParsableCommand.Type) -> Never {
    let name = command.configuration.commandName.map { " \($0)" } ?? ""
    Console.complain(
      "Error: \(message)\nUsage: \(usageString(for: command))\n  See 'easement\(name) --help' for more information.\n")
    exit(withError: ExitStatus.usage.code)
  }

  /// The parser would only call a misspelled command an unexpected argument.
  private static func checkCommandName(_ word: String?) throws {
    guard let word, !word.begins(with: "-") else { return }
    let commands = configuration.subcommands.map { $0.configuration }
    guard !commands.contains(where: { $0.name == word }), word != "help" else { return }
    let names = commands.filter { $0.shouldDisplay }.map { $0.name } + ["help"]
    let suggestion = word.nearest(in: names).map { "did you mean \"\($0)\"?" }
    throw ValidationError(
      "no command is called \"\(word.escapedForTerminal)\"; \(suggestion ?? "there are: \(names.joined(separator: ", "))")"
    )
  }
}

extension CommandConfiguration {
  /// Every command here has one.
  fileprivate var name: String { commandName ?? "" }
}
