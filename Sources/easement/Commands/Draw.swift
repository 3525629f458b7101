public import ArgumentParser
import Diagnostics
public import Diagrams
import Driver
import Foundation
import Resolution

struct Draw: AsyncParsableCommand {
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

  @Option(help: "What is drawn as a node: tenants, namespaces or workloads.")
  var view = DiagramView.Detail.workloads

  @Option(
    help: ArgumentHelp("Only this environment.", valueName: "name"),
    completion: GraphCompletion.environments)
  var environment: String?

  @Option(
    help: ArgumentHelp("Only this tenant and its neighbourhood.", valueName: "tenant"),
    completion: GraphCompletion.tenants)
  var focus: String?

  @Option(help: ArgumentHelp("How many edges the neighbourhood reaches from --focus.", valueName: "edges"))
  var depth = 1

  @Option(help: "Graphviz's layout: dot, neato, fdp, sfdp, twopi or circo. (default: by the size of the picture)")
  var engine: LayoutEngine?

  @Option(
    help: ArgumentHelp(
      "Another state of the graph; draws what was gained and lost since then.", valueName: "old graph"),
    completion: .directory)
  var diff: String?

  @Option(help: ArgumentHelp("Seconds that the layout may take.", valueName: "seconds"))
  var timeLimit = 60

  @OptionGroup var findings: FindingsArguments

  func validate() throws {
    guard target != nil else {
      throw ValidationError("the output needs one of these endings: .svg, .png, .pdf, .dot (`-` writes DOT)")
    }
    guard depth > 0 else { throw ValidationError("--depth is at least 1") }
    guard timeLimit > 0 else { throw ValidationError("--time-limit is at least 1") }
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
    guard let graph = compilation.graph, !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    try checkNames(in: graph)
    let diagram = try drawing(of: graph)
    switch target {
    case .dot, nil: try write(Array(diagram.dot.utf8))
    case .picture(let format): try write(try await picture(of: diagram, format))
    }
  }

  private func drawing(of graph: TenantGraph) throws -> Diagram {
    let view = DiagramView(
      view, environment: environment, focus: focus.map { DiagramView.Focus(tenant: $0, depth: depth) })
    let diagram = Diagram(of: graph, view: view)
    guard let diff else { return diagram }
    let files = try SourceFiles.graph(at: diff)
    let old = Compilation(of: files.sources, today: try self.graph.day(), unreadable: files.findings)
    guard let before = old.graph, !old.hasErrors else {
      findings.remark(old.findings)
      throw ExitStatus.findings.code
    }
    return Diagram(changesFrom: Diagram(of: before, view: view), to: diagram)
  }

  private func checkNames(in graph: TenantGraph) throws {
    if let environment, !graph.environments.contains(environment) {
      throw ValidationError(
        "no environment is called \"\(environment)\"; there are: \(graph.environments.joined(separator: ", "))")
    }
    let tenants = graph.tenants.map(\.name)
    if let focus, !tenants.contains(focus) {
      let suggestion = focus.nearest(in: tenants).map { "; did you mean \"\($0)\"?" } ?? ""
      throw ValidationError("no tenant is called \"\(focus)\"\(suggestion)")
    }
  }

  private func picture(of diagram: Diagram, _ format: DiagramFormat) async throws -> [UInt8] {
    let layout = LayoutProcess(
      format: format, engine: engine ?? diagram.suggestedEngine, timeLimit: .seconds(timeLimit))
    do {
      return try await layout.render(dot: diagram.dot)
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
extension DiagramView.Detail: ExpressibleByArgument {}
