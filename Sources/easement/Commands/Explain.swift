import Analysis
import ArgumentParser
import Diagnostics
import Driver
import Explanations
import Foundation
import PolicyModel

struct Explain: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why one end can or cannot reach another.",
    discussion: """
      The verdict comes first, then both directions with the policies and rules that decide them, and for a graph the \
      need and the grant behind the flow, or what is missing and whom to ask.

      In a graph an end is tenant/workload or tenant/workload@environment, namespace/workload, or `dns`. With --manifests \
      it is namespace/name or namespace/kind/name, of a Service too. Either may be the name of a pod, an address, a block, \
      a domain name, a URL, `internet` or `api-server`; with policies of Cilium also `entity:host`, `entity:ingress` or \
      another of its entities.

      Example: easement explain shop/checkout payments/api examples/acme --environment prod

      Example: kubectl get ns,pods,netpol -A -o yaml | easement explain shop/checkout 10.0.0.7 --manifests -
      """)

  enum Format: String, OutputForm {
    case txt, json
  }

  @Argument(help: ArgumentHelp("Who opens the connection.", valueName: "from"), completion: GraphCompletion.ends)
  var from: String?

  @Argument(help: ArgumentHelp("Who is reached.", valueName: "to"), completion: GraphCompletion.ends)
  var to: String?

  @OptionGroup var graph: GraphArguments

  @Option(
    help: ArgumentHelp(
      "Only this port, for example 8080, 53/UDP, 30000-30100/TCP, or the name that the destination has for it.",
      valueName: "port"))
  var port: String?

  @Option(
    help: ArgumentHelp(
      "Explain Kubernetes objects instead of a graph; a file, a folder, or `-` for standard input. May be repeated.",
      valueName: "path"), completion: .file())
  var manifests: [String] = []

  @Flag(help: "Explain every allowed pair of the graph or of the manifests, briefly.")
  var all = false

  @Option(
    help: ArgumentHelp("Only this environment of the graph.", valueName: "name"),
    completion: GraphCompletion.environments)
  var environment: String?

  @OptionGroup var judgement: JudgementArguments

  @Option(name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt or json.")
  var format = Format.txt

  @OptionGroup var findings: FindingsForm
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    if all {
      guard to == nil, manifests.isEmpty || from == nil else {
        throw ValidationError("--all explains every pair: give no ends")
      }
    } else {
      guard from != nil, to != nil else { throw ValidationError("two ends are needed: explain FROM TO") }
    }
    guard manifests.isEmpty || graph.path == "." else {
      throw ValidationError("give a graph or --manifests, not both: the answer is about one of them")
    }
    guard manifests.isEmpty || environment == nil else {
      throw ValidationError("--environment belongs to a graph; manifests have none")
    }
    if manifests.isEmpty, let option = judgement.given.first {
      throw ValidationError("\(option) belongs to --manifests; a graph says what its clusters enforce")
    }
    if !all, manifests.isEmpty, graph.path == ".", let to, GraphFolder.stands(at: to) {
      throw ValidationError("two ends are needed: \"\(to.escapedForTerminal)\" is a graph; write explain FROM TO GRAPH")
    }
    if let port, all || portName == nil {
      do { _ = try ConnectionSet(argument: port) } catch { throw ValidationError(error.message) }
    }
  }

  func run() throws {
    do {
      if manifests.isEmpty { try explainGraph() } else { try explainManifests() }
    } catch let error as UnknownPeer {
      Console.complain("easement: \(error.message.escapedForTerminal)\n")
      throw ExitStatus.usage.code
    }
  }

  private var asked: ConnectionSet? { port.flatMap { try? ConnectionSet(argument: $0) } }

  /// The port where it is written by the name that the destination has for it.
  private var portName: String? { port.flatMap { $0.isPortName ? $0 : nil } }

  private func explainGraph() throws {
    let compilation = try authored.compile()
    let errors = compilation.findings.filter { $0.severity == .error }
    guard let question = compilation.question else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    if all {
      try print(try question.explanations(asked: asked, environment: environment))
    } else {
      try print(
        try question.explanation(
          from: from ?? "", to: to ?? "", asked: asked, portName: portName, environment: environment))
    }
    guard !errors.isEmpty else { return }
    findings.remark(errors)
    Console.complain(
      "easement: the graph has errors; what lacks consent is explained as closed, and nothing is compiled\n")
    throw ExitStatus.findings.code
  }

  /// With `--all` there are no ends, and the first argument is the graph.
  private var authored: GraphArguments {
    guard all, let from else { return graph }
    var authored = graph
    authored.path = from
    return authored
  }

  private func explainManifests() throws {
    guard manifests.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("standard input can be read only once: give --manifests - once")
    }
    let files = try Progress.during("reading files", counting: { $0.count }) {
      try SourceFiles.manifests(at: manifests)
    }
    let cluster = Progress.during("evaluating \(files.count)") {
      ObservedCluster(of: files.sources, options: judgement.options)
    }
    var found = cluster.findings
    if all {
      try print(Progress.during("explaining every pair") { cluster.explanations(asked: asked) })
    } else {
      let explanation = try cluster.explanation(from: from ?? "", to: to ?? "", asked: asked, portName: portName)
      try print(explanation)
      found = cluster.findings(about: explanation)
    }
    found = (files.findings + found).sorted()
    findings.remark(found)
    guard found.contains(where: { $0.severity == .error }) else { return }
    Console.complain("easement: the result leaves out what could not be read\n")
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
