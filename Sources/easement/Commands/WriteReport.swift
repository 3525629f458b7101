import ArgumentParser
import Changes
import Diagnostics
import Diagrams
import Driver
import Foundation
import Proof
import Reports
import Resolution

struct WriteReport: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a graph as one page of HTML.",
    discussion: """
      The page shows who may reach whom as a picture, a matrix and a page for each tenant, with the grants, needs and \
      policies behind every flow, and what the proof, the assertions and the checks say. It is one file that loads \
      nothing: it opens from a disk, and as an artefact of CI.

      Example: easement report examples/acme -o acme.html

      Example: easement report . --diff git:origin/main -o report.html
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("File to write; `-` is standard output.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Another state of the graph: a folder, a file, or git:REV[:PATH]; the page lists what changed since then.",
      valueName: "old graph"),
    completion: .directory)
  var diff: String?

  @OptionGroup var location: LinkArguments

  @Flag(help: "Write the page although the graph has errors, and show them in it. The exit status is 1 all the same.")
  var withErrors = false

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    if output.isEmpty { throw ValidationError("`-o` needs the name of a file") }
    // Without any ending, as of `/dev/stdout`, nobody expects something else than a page.
    let parts = (output.split(separator: "/").last ?? "").split(separator: ".", omittingEmptySubsequences: false)
    if let ending = parts.dropFirst().last?.lowercased(), !["html", "htm"].contains(ending) {
      throw ValidationError("a report is a page: its name ends in .html or .htm (`-` is standard output)")
    }
  }

  func run() async throws {
    let compilation = try graph.compile()
    findings.remark(compilation.findings)
    guard let graph = compilation.graph, !compilation.hasErrors || withErrors else {
      throw ExitStatus.findings.code
    }
    let changes = try await changes(since: diff, to: compilation)
    let verification = compilation.hasErrors ? nil : try Progress.during("proving") { try compilation.verification() }
    guard let report = compilation.report(verification: verification, changes: changes) else {
      throw ExitStatus.findings.code
    }
    let drawing = await Progress.during("drawing the tenants") { await TenantPicture(of: graph).drawing() }
    let page = try Progress.during("writing the page", counting: { $0.html.utf8.count.counted("byte") }) {
      try ReportPage(
        of: report, picture: drawing.picture, remark: drawing.remark, links: location.links)
    }
    try write(Array(page.html.utf8))
    findings.remark(verification?.findings ?? [])
    if compilation.hasErrors || verification?.holds == false { throw ExitStatus.findings.code }
  }

  private func write(_ bytes: [UInt8]) throws {
    if output == "-" { return try Console.print(bytes: bytes) }
    try SingleFile.replace(output, with: bytes)
    Console.remark("wrote \(output.escapedForTerminal)\n")
  }

  /// - Parameter old: may break assertions, as long as nothing else is wrong with it.
  private func changes(since old: String?, to new: Compilation) async throws -> AccessChanges? {
    guard let old, let after = new.graph else { return nil }
    let past = try await graph.compile(old)
    guard let before = past.graph, !past.hasOtherErrors else {
      findings.remark(past.findings)
      throw ExitStatus.findings.code
    }
    return AccessChanges(
      from: before, to: after, broken: (past.namesOfBrokenAssertions, new.namesOfBrokenAssertions))
  }
}

extension Compilation {
  /// The proof of what this compiles to.
  func verification() throws -> Verification? {
    guard let graph else { return nil }
    let objects = try graph.clusters.map { cluster in
      (cluster.name, try files(for: cluster).map { SourceText(path: $0.path, $0.text) })
    }
    return Verification(of: graph, clusters: graph.clusters, objects: Dictionary(objects) { first, _ in first })
  }
}

/// The tenants as one picture, where that can be read.
struct TenantPicture {
  private let diagram: Diagram
  /// More arrows than this are a tangle, and take long to lay out.
  private static let arrowLimit = 150

  init(of graph: TenantGraph) {
    var diagram = Diagram(of: graph, view: DiagramView(.tenants))
    // The page has a title of its own.
    diagram.title = ""
    diagram.subtitle = ""
    diagram.isSideways = true
    // Ports would push the nodes apart until nobody can read their names; a page tells them of each arrow.
    for edge in diagram.edges.indices { diagram.edges[edge].lines = [] }
    // Guardrails about nobody in particular are no part of who reaches whom.
    let tenants = Set(graph.tenants.map(\.name))
    diagram.edges.removeAll { $0.kind == .denied && !tenants.contains($0.from) && !tenants.contains($0.to) }
    let ends = Set(diagram.edges.flatMap { [$0.from, $0.to] }).union(tenants)
    diagram.nodes.removeAll { !ends.contains($0.id) }
    self.diagram = diagram
  }

  func drawing() async -> (picture: PagePicture?, remark: String) {
    let (nodes, arrows) = (diagram.allNodes.count, diagram.edges.count)
    guard arrows <= Self.arrowLimit else {
      return (
        nil,
        "\(arrows.counted("arrow")) between \(nodes.counted("node")) make no picture that anybody can read. The matrix shows all of them at "
          + "once, and the page of each tenant draws its neighbours."
      )
    }
    do {
      let svg = try await LayoutProcess(format: .svg, engine: .dot).render(dot: diagram.dot)
      return (PagePicture(svg: svg, notes: diagram.notes.map(\.text)), "The picture could not be read back.")
    } catch {
      return (nil, "There is no picture: \(error.message). The matrix shows the same.")
    }
  }
}
