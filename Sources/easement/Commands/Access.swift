import Analysis
import ArgumentParser
import Diagnostics
import Diagrams
import Driver
import Foundation
import PolicyModel

struct Access: AsyncParsableCommand, SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Print what a set of Kubernetes objects allows.",
    discussion: """
      Reads namespaces, workloads and policies from files, folders or standard input (`-`); needs no graph. Prints each \
      source and destination with the connections that their policies allow, exactly. Whatever cannot be read is named \
      on standard error, the result for the rest is printed, and the exit status is 1.

      Example: kubectl get ns,pods,netpol -A -o yaml | easement access -
      Example: easement access manifests -f svg > access.svg
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case txt, json, csv, md, dot, svg
  }

  enum Family: String, CaseIterable, ExpressibleByArgument {
    case ipv4, ipv6, both
  }

  @Argument(
    help: ArgumentHelp("Files or folders with objects in YAML or JSON; `-` is standard input.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt, json, csv, md, dot or svg.")
  var format = Format.txt

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

  func run() async throws {
    let files = try Progress.during("reading files", counting: { $0.count }) { try SourceFiles.manifests(at: paths) }
    let inspection = Progress.during("evaluating \(files.count)") {
      Inspection(of: files.sources, options: options)
    }
    keepUntilExit(inspection)
    let found = (files.findings + inspection.findings).sorted()
    try await Progress.during("rendering the result", isPrinting: true) { try await print(inspection.report) }
    findings.remark(found)
    if let reading = inspection.reading { Console.remark("easement: \(reading)\n") }
    if !inspection.hasWorkloads {
      Console.remark("easement: no pods and no workloads were read, so there is nobody to say anything about\n")
    }
    if found.contains(where: { $0.severity == .error || $0.code == .unmodelledKind }) {
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

  private func print(_ report: AccessReport) async throws {
    switch format {
    case .txt: try Console.print(parts: report.textParts)
    case .json: try Console.print(parts: report.jsonParts)
    case .csv: try Console.print(parts: report.csvParts)
    case .md: try Console.print(parts: report.markdownParts)
    case .dot: try Console.print(Diagram(of: report).dot)
    case .svg: try Console.print(bytes: try await picture(of: Diagram(of: report)))
    }
  }

  private func picture(of diagram: Diagram) async throws -> [UInt8] {
    do {
      return try await LayoutProcess(format: .svg, engine: diagram.suggestedEngine).render(dot: diagram.dot)
    } catch {
      let help = "write the graph as `-f dot`, or read fewer objects"
      findings.remark([Diagnostic(.layoutFailed, error.message, at: nil, help: help)])
      throw ExitStatus.findings.code
    }
  }
}
