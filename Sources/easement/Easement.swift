import ArgumentParser
import Foundation

@main
struct Easement: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "easement",
    abstract: "Compile a graph of tenants into network policies, prove them, and draw them.",
    discussion: """
      Tenants of a Kubernetes cluster are closed to each other; each opening is granted by the team that owns a service \
      and asked for by the team that needs it. The graph of those openings is a folder of YAML files in git.

      Start with `easement check GRAPH`, then `easement compile GRAPH -o OUT`.

      Exit status: 0 fine; 1 findings; 64 usage; 66 input not found; 70 a bug in Easement; 74 input or output failed.
      """,
    version: "easement \(version)",
    subcommands: [Check.self, Compile.self, Verify.self, Access.self, Explain.self, Diff.self, Draw.self, RenderLayout.self])

  static let version = "0.1.0"

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as FileFailure {
      Console.remark("easement: \(failure.message)\n")
      exit(withError: failure.status.code)
    } catch {
      exit(withError: error)
    }
  }
}
