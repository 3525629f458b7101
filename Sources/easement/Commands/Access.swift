import Analysis
import ArgumentParser
import Diagnostics
import Diagrams
import Driver
import Foundation
import PolicyModel
import Workers

struct Access: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Print what a set of Kubernetes objects allows.",
    discussion: """
      Reads namespaces, workloads and policies from files, folders or standard input (`-`); needs no graph. Prints each \
      source and destination with the connections that their policies allow, exactly. Whatever cannot be read is named \
      on standard error, the result for the rest is printed, and the exit status is 1.

      Example: kubectl get ns,pods,netpol -A -o yaml | easement access -

      Example: easement access manifests -o access.png
      """)

  enum Format: String, OutputForm {
    case txt, json, csv, md, dot, svg, png, pdf

    /// Nobody reads these on a terminal.
    var isBinary: Bool { self == .png || self == .pdf }
  }

  enum Family: String, CaseIterable, ExpressibleByArgument {
    case ipv4, ipv6, both
  }

  @Argument(
    help: ArgumentHelp("Files or folders with objects in YAML or JSON; `-` is standard input.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    name: [.customShort("f"), .customLong("format")],
    help: "Form of the result: txt, json, csv, md, dot, svg, png or pdf. (default: by the ending of --output, or txt)")
  var format: Format?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("File to write instead of standard output.", valueName: "file"),
    completion: .file(extensions: Format.allCases.map(\.rawValue)))
  var output: String?

  @Option(help: "Addresses to show: ipv4, ipv6 or both.")
  var ipFamily = Family.both

  @OptionGroup var judgement: JudgementArguments

  @Option(
    help: ArgumentHelp(
      "Where pods get addresses from; names the policies whose blocks may mean pods of unknown address. Repeatable.",
      valueName: "block"),
    transform: { text in
      guard let block = CIDR(text) else {
        throw ValidationError("\"\(text)\" is not an address block such as 10.0.0.0/8")
      }
      return block
    })
  var podCIDR: [CIDR] = []

  @Flag(help: "Also report policies that select nothing, rules without effect and other likely mistakes.")
  var lint = false

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func validate() throws {
    guard let output, format == nil, Format(ending: output) == nil else { return }
    throw ValidationError(
      "\"\(output.escapedForTerminal)\" has no ending that names a form; give one of "
        + "\(Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")), or --format")
  }

  func run() async throws {
    let form = format ?? output.flatMap(Format.init(ending:)) ?? .txt
    if (output ?? "-") == "-", form.isBinary, Console.isTerminal(STDOUT_FILENO) {
      throw ValidationError("a terminal shows no \(form.rawValue); give --output")
    }
    let files = try Progress.during("reading files", counting: { $0.count }) {
      try SourceFiles.manifests(at: paths).withSomethingInThem()
    }
    let inspection = Progress.during("evaluating \(files.count)") {
      Inspection(of: files.sources, options: options)
    }
    keepUntilExit(inspection)
    let found = (files.findings + inspection.findings).sorted()
    if found.isEmpty, !inspection.hasWorkloads, GraphFolder.holds(files.sources) {
      throw ValidationError(
        "a graph has no pods to judge: `access` reads objects of a cluster, and `easement explain --all` lists who reaches "
          + "whom in a graph")
    }
    try await Progress.during("rendering the result", isPrinting: (output ?? "-") == "-") {
      try await write(inspection.report, as: form)
    }
    findings.remark(found)
    if let reading = inspection.reading { Console.remark("easement: \(reading)\n") }
    for remark in inspection.remarks { Console.remark("easement: \(remark)\n") }
    if found.contains(where: { $0.severity == .error }) {
      Console.complain("easement: the result leaves out what could not be read, and what is not modelled\n")
      throw ExitStatus.findings.code
    }
  }

  private var options: InspectionOptions {
    var options = judgement.options
    options.podBlocks = podCIDR
    options.families = families
    options.lints = lint
    return options
  }

  private var families: [AddressFamily] {
    switch ipFamily {
    case .ipv4: [.ipv4]
    case .ipv6: [.ipv6]
    case .both: AddressFamily.allCases
    }
  }

  private func write(_ report: AccessReport, as form: Format) async throws {
    switch form {
    case .txt: try write(parts: report.textParts)
    case .json: try write(parts: report.jsonParts)
    case .csv: try write(parts: report.csvParts)
    case .md: try write(parts: report.markdownParts)
    case .dot: try write(parts: [Diagram(of: report).dot])
    case .svg: try write(bytes: try await picture(of: Diagram(of: report), .svg))
    case .png: try write(bytes: try await picture(of: Diagram(of: report), .png))
    case .pdf: try write(bytes: try await picture(of: Diagram(of: report), .pdf))
    }
  }

  private func write(parts: some Sequence<String>) throws {
    guard let output, output != "-" else { return try Console.print(parts: parts) }
    var bytes: [UInt8] = []
    for part in parts { bytes += part.utf8 }
    try write(bytes: bytes)
  }

  private func write(bytes: [UInt8]) throws {
    guard let output, output != "-" else { return try Console.print(bytes: bytes) }
    try SingleFile.replace(output, with: bytes)
    Console.remark("wrote \(output.escapedForTerminal)\n")
  }

  private func picture(of diagram: Diagram, _ form: DiagramFormat) async throws -> [UInt8] {
    do {
      return try await LayoutProcess(format: form, engine: diagram.suggestedEngine).render(dot: diagram.dot)
    } catch {
      let help = "write the graph as `-f dot`, or read fewer objects"
      findings.remark([Diagnostic(.layoutFailed, error.message, at: nil, help: help)])
      throw ExitStatus.findings.code
    }
  }
}

extension Access.Format {
  /// What the ending of a file's name says; nil for endings that nobody knows. `-` is text.
  fileprivate init?(ending name: String) {
    if name == "-" {
      self = .txt
    } else {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      self.init(rawValue: parts.count > 1 ? (parts.last ?? "").lowercased() : "")
    }
  }
}
