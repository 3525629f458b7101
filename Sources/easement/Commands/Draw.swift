public import ArgumentParser
import Diagnostics
public import Diagrams
import Driver
import Foundation
import Resolution

struct Draw: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagram",
    abstract: "Draw a graph.",
    discussion: """
      The ending of the file decides the form: svg, png, pdf, or dot for Graphviz's own text. `-o -` writes DOT to \
      standard output.

      Example: easement diagram examples/acme -o acme.svg

      Example: easement diagram examples/acme --focus payments --environment prod -o payments.png
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("File to write: *.svg, *.png, *.pdf or *.dot.", valueName: "file"),
    completion: .file(extensions: ["svg", "png", "pdf", "dot"]))
  var output: String

  @OptionGroup var part: ViewArguments

  @Option(help: "Graphviz's layout: dot, neato, fdp, sfdp, twopi or circo. (default: by the size of the picture)")
  var engine: LayoutEngine?

  @Option(
    help: ArgumentHelp(
      "Another state of the graph: a folder, a file, or git:REV[:PATH]; draws what was gained and lost since then.",
      valueName: "old graph"),
    completion: .directory)
  var diff: String?

  @Option(
    help: """
      The paper: light, dark, or auto, which in an SVG follows the reader's preference and is light elsewhere.
      """)
  var theme = DiagramTheme.auto

  @Option(help: ArgumentHelp("Says in the picture which state of the graph it shows.", valueName: "text"))
  var revision: String?

  @OptionGroup var location: LinkArguments

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Seconds that the layout may take, 1 to 86400.", valueName: "seconds"))
  var timeLimit = 60

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    guard target != nil else {
      throw ValidationError("the output needs one of these endings: .svg, .png, .pdf, .dot (`-` writes DOT)")
    }
    guard (1...86_400).contains(timeLimit) else { throw ValidationError("--time-limit is between 1 and 86400") }
  }

  private enum Target {
    case dot
    case picture(DiagramFormat)
  }

  /// Nil for endings that nobody knows.
  private var target: Target? {
    if output == "-" { return .dot }
    let ending = output.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return ending == "dot" ? .dot : DiagramFormat(rawValue: ending).map { .picture($0) }
  }

  func run() async throws {
    let compilation = try graph.compile()
    let diagram = try await drawing(of: compilation)
    switch target {
    case .dot, nil: try write(Array(diagram.dot(theme: theme, engine: engine).utf8))
    case .picture(let format): try write(try await picture(of: diagram, format))
    }
    if let advice = diagram.advice, output != "-" { Console.remark("easement: \(advice)\n") }
    if compilation.hasErrors {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
  }

  private func drawing(of compilation: Compilation) async throws -> Diagram {
    let graph = try sound(compilation, despiteAssertions: part.witness != nil || diff != nil)
    let old = try await oldGraph()
    let view = try part.view(of: graph, compilation.brokenAssertions, before: old)
    var diagram =
      old.map { Diagram(changesFrom: $0, to: graph, view: view, links: location.links) }
      ?? Diagram(of: graph, view: view, links: location.links)
    if let revision { diagram.state(revision: revision) }
    return diagram
  }

  /// Nil without `--diff`.
  private func oldGraph() async throws -> TenantGraph? {
    guard let diff else { return nil }
    return try sound(try await graph.compile(diff), despiteAssertions: true)
  }

  /// The graph if nothing is wrong with it.
  ///
  /// - Parameter despiteAssertions: whether what an assertion misses is no obstacle: it may be what is looked at.
  private func sound(_ compilation: Compilation, despiteAssertions: Bool) throws -> TenantGraph {
    guard let graph = compilation.graph, !(despiteAssertions ? compilation.hasOtherErrors : compilation.hasErrors)
    else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    return graph
  }

  private func picture(of diagram: Diagram, _ format: DiagramFormat) async throws -> [UInt8] {
    let engine = engine ?? diagram.suggestedEngine
    let layout = LayoutProcess(format: format, engine: engine, timeLimit: .seconds(timeLimit))
    do {
      let picture = try await Progress.during(
        "drawing \(diagram.allNodes.count.counted("node")) and \(diagram.edges.count.counted("arrow"))",
        counting: { $0.count.counted("byte") }
      ) { () async throws(LayoutFailure) in
        try await layout.render(dot: diagram.dot(theme: theme, engine: engine))
      }
      return format == .svg ? diagram.styled(svg: picture, theme: theme) : picture
    } catch {
      findings.remark([Diagnostic(.layoutFailed, error.message, at: nil, help: error.help)])
      throw ExitStatus.findings.code
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    if output == "-" { return try Console.print(bytes: bytes) }
    try SingleFile.replace(output, with: bytes)
    Console.remark("wrote \(output.escapedForTerminal)\n")
  }
}

extension LayoutEngine: ExpressibleByArgument {}
extension DiagramTheme: ExpressibleByArgument {}
