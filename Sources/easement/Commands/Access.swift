import Analysis
import ArgumentParser
import Diagnostics
import Driver
import Foundation
import PolicyModel

struct Access: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Print what a set of Kubernetes objects allows.",
    discussion: """
      Reads namespaces, workloads and policies from files, folders or standard input (`-`); needs no graph. Prints each \
      source and destination with the connections that their policies allow, exactly. Whatever cannot be read is named \
      on standard error, the result for the rest is printed, and the exit status is 1.

      Example: kubectl get ns,pods,netpol -A -o yaml | easement access -
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case txt, json, csv, md
  }

  enum Family: String, CaseIterable, ExpressibleByArgument {
    case ipv4, ipv6, both
  }

  @Argument(
    help: ArgumentHelp("Files or folders with objects in YAML or JSON; `-` is standard input.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt, json, csv or md.")
  var format = Format.txt

  @Option(help: "Addresses to show: ipv4, ipv6 or both.")
  var ipFamily = Family.both

  @OptionGroup var judgement: JudgementArguments

  @Flag(help: "Also report policies that select nothing, rules without effect and other likely mistakes.")
  var lint = false

  @OptionGroup var findings: FindingsArguments

  func run() throws {
    let files = try SourceFiles.manifests(at: paths)
    let inspection = Inspection(of: files.sources, options: options)
    let found = (files.findings + inspection.findings).sorted()
    try Console.print(rendered(inspection.report))
    findings.remark(found)
    if !inspection.hasWorkloads {
      Console.remark("easement: no pods and no workloads were read, so there is nobody to say anything about\n")
    }
    if found.contains(where: { $0.severity == .error }) {
      Console.remark("easement: the result leaves out what could not be read\n")
      throw ExitStatus.findings.code
    }
  }

  private var options: InspectionOptions {
    var options = judgement.options
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

  private func rendered(_ report: AccessReport) -> String {
    switch format {
    case .txt: report.text
    case .json: report.json
    case .csv: report.csv
    case .md: report.markdown
    }
  }
}
