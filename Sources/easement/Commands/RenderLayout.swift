public import ArgumentParser
public import Diagrams

/// The child process in which Graphviz runs. Nobody calls it by hand.
struct RenderLayout: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render-layout", abstract: "Lay out DOT from standard input.", shouldDisplay: false)

  @Option var format: DiagramFormat
  @Option var engine: LayoutEngine
  @Option var seconds = 60

  func run() throws {
    let status = runLayoutChild(format: format, engine: engine, seconds: seconds)
    if status != 0 { throw ExitCode(status) }
  }
}

extension DiagramFormat: ExpressibleByArgument {}
