import ArgumentParser
import Diagnostics
import Foundation

struct ServePreview: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show a graph in a browser while you edit it.",
    discussion: """
      Serves the page of `easement report` on 127.0.0.1 and makes it anew whenever a file of the graph changes; the \
      browser follows by itself. While the graph has errors, the page lists them above its last state without any. \
      Ctrl-C ends it.

      Example: easement preview examples/acme

      Example: easement preview . --port 0
      """)

  @OptionGroup var graph: GraphFilesArguments

  @Option(help: "Port to listen on, of 127.0.0.1; 0 takes one that is free.")
  var port: UInt16 = 8642

  @OptionGroup var colour: ColourArguments
  @OptionGroup var verbosity: VerbosityArguments

  func run() async throws {
    // Nobody wants to look for a page of a folder that they have misspelled.
    guard try SourceFiles.unreadGraph(at: graph.path).canBeFollowed else {
      throw ValidationError("a preview follows files; name the folder of the graph instead of a pipe or `-`")
    }
    let site = PublishedSite()
    let server = PreviewServer(site)
    let follower = GraphFollower(
      path: graph.path, today: graph.date.today, site: site, style: colour.style(for: STDERR_FILENO))
    Interruption.keep()
    try await server.serve(on: port) { port in
      site.open(on: port)
      try Console.print("http://127.0.0.1:\(port)/\n")
      Console.remark("shows \(graph.path.escapedForTerminal) while you edit it; Ctrl-C ends it\n")
      await follower.followUntilInterrupted()
    }
  }
}
