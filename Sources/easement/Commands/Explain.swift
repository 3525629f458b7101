import Analysis
import ArgumentParser
import Diagnostics
import Driver
import Explanations
import Foundation
import PolicyModel

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why one end can or cannot reach another.",
    discussion: """
      The verdict comes first, then both directions with the policies and rules that decide them, and for a graph the \
      need and the grant behind the flow, or what is missing and whom to ask.

      In a graph an end is tenant/workload or tenant/workload@environment. With --manifests it is namespace/name or \
      namespace/kind/name. Either may be an address, a block, a domain name, `internet` or (in a graph) `api-server`.

      Example: easement explain shop/checkout payments/api examples/acme --environment prod
      Example: kubectl get ns,pods,netpol -A -o yaml | easement explain shop/checkout 10.0.0.7 --manifests -
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case txt, json
  }

  @Argument(help: ArgumentHelp("Who opens the connection.", valueName: "from"))
  var from: String?

  @Argument(help: ArgumentHelp("Who is reached.", valueName: "to"))
  var to: String?

  @OptionGroup var graph: GraphArguments

  @Option(help: ArgumentHelp("Only this port, for example 8080, 53/UDP or 30000-30100/TCP.", valueName: "port"))
  var port: String?

  @Option(
    help: ArgumentHelp(
      "Explain Kubernetes objects instead of a graph; a file, a folder, or `-` for standard input. May be repeated.",
      valueName: "path"), completion: .file())
  var manifests: [String] = []

  @Flag(help: "Explain every allowed pair, briefly; needs --manifests.")
  var all = false

  @Option(help: ArgumentHelp("Only this environment of the graph.", valueName: "name"))
  var environment: String?

  @Option(
    help: ArgumentHelp(
      "Whose rules count where network plugins disagree: generic or cilium; with --manifests. "
        + "(default: cilium if there are Cilium policies)"))
  var semantics: Semantics?

  @Option(name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt or json.")
  var format = Format.txt

  @OptionGroup var findings: FindingsForm

  func validate() throws {
    if all {
      guard !manifests.isEmpty else { throw ValidationError("--all explains manifests: give --manifests PATH") }
      guard from == nil else { throw ValidationError("--all explains every pair: give no ends") }
    } else {
      guard from != nil, to != nil else { throw ValidationError("two ends are needed: explain FROM TO") }
    }
    guard manifests.isEmpty || environment == nil else {
      throw ValidationError("--environment belongs to a graph; manifests have none")
    }
    guard !manifests.isEmpty || semantics == nil else {
      throw ValidationError("--semantics belongs to --manifests; a graph says what its clusters enforce")
    }
    if let port, ConnectionSet(argument: port) == nil {
      throw ValidationError("\"\(port.escapedForTerminal)\" is no port; write 8080, 53/UDP or 30000-30100/TCP")
    }
  }

  func run() throws {
    do {
      if manifests.isEmpty { try explainGraph() } else { try explainManifests() }
    } catch let error as UnknownPeer {
      throw ValidationError(error.message.escapedForTerminal)
    }
  }

  private var asked: ConnectionSet? { port.flatMap(ConnectionSet.init(argument:)) }

  private func explainGraph() throws {
    let compilation = try graph.compile()
    let errors = compilation.findings.filter { $0.severity == .error }
    guard
      let explanation = try compilation.explanation(
        from: from ?? "", to: to ?? "", asked: asked, environment: environment)
    else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    try print(explanation)
    guard !errors.isEmpty else { return }
    findings.remark(errors)
    Console.remark(
      "easement: the graph has errors; what lacks consent is explained as closed, and nothing is compiled\n")
    throw ExitStatus.findings.code
  }

  private func explainManifests() throws {
    let files = try Progress.during("reading files") { try SourceFiles.manifests(at: manifests) }
    var options = InspectionOptions()
    options.semantics = semantics
    let cluster = Progress.during("evaluating \(files.count)") { ObservedCluster(of: files.sources, options: options) }
    if all {
      try print(Progress.during("explaining every pair") { cluster.explanations() })
    } else {
      try print(try cluster.explanation(from: from ?? "", to: to ?? "", asked: asked))
    }
    let found = (files.findings + cluster.findings).sorted()
    findings.remark(found)
    guard found.contains(where: { $0.severity == .error }) else { return }
    Console.remark("easement: the result leaves out what could not be read\n")
    throw ExitStatus.findings.code
  }

  private func print(_ explanation: Explanation) throws {
    switch format {
    case .txt: try Console.print(explanation.text)
    case .json: try Console.print(json: explanation)
    }
  }

  private func print(_ explanations: [Explanation]) throws {
    switch format {
    case .txt: try Console.print(explanations.map(\.brief).joined(separator: "\n"))
    case .json: try Console.print(json: explanations)
    }
  }
}

extension ConnectionSet {
  /// `8080`, `8080/TCP`, `30000-30100/udp`; nil for anything else.
  init?(argument text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count),
      let transport = parts.count == 2 ? TransportProtocol(rawValue: parts[1].uppercased()) : .tcp
    else { return nil }
    let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false).compactMap { UInt16($0) }
    let dashes = parts[0].count { $0 == "-" }
    guard bounds.count == dashes + 1, let first = bounds.first, let last = bounds.last, bounds.count <= 2,
      0 < first, first <= last
    else { return nil }
    self.init(transport, first...last)
  }
}
