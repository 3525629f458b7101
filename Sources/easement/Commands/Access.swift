public import Analysis
public import ArgumentParser
import Diagnostics
public import Driver
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

  enum PodAddresses: String, CaseIterable, ExpressibleByArgument {
    case ignore, match
  }

  @Argument(
    help: ArgumentHelp("Files or folders with objects in YAML or JSON; `-` is standard input.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(name: [.customShort("f"), .customLong("format")], help: "Form of the result: txt, json, csv or md.")
  var format = Format.txt

  @Option(help: "Addresses to show: ipv4, ipv6 or both.")
  var ipFamily = Family.both

  @Option(
    help: ArgumentHelp(
      "Whose rules count where network plugins disagree: generic or cilium. (default: cilium if there are Cilium policies)"
    ))
  var semantics: Semantics?

  @Option(
    help: "Release of Cilium whose rules count: 1.18, 1.19 or 1.20.")
  var ciliumVersion = CiliumProfile.Release.v120

  @Option(help: "Enforcement mode of Cilium's agents: default, always or never.")
  var ciliumMode = CiliumProfile.Enforcement.default

  @Option(help: "Whether address blocks mean pods as well, where plugins disagree: ignore or match.")
  var podAddresses = PodAddresses.ignore

  @Option(
    help:
      "What a pod with hostNetwork counts as where plugins disagree: pods (policies govern it) or nodes (they do not).")
  var hostNetwork = HostNetwork.pods

  @Flag(help: "Also report policies that select nothing, rules without effect and other likely mistakes.")
  var lint = false

  @OptionGroup var findings: FindingsArguments

  func run() throws {
    let files = try Progress.during("reading files") { try SourceFiles.manifests(at: paths) }
    let inspection = Progress.during("evaluating \(files.count)") {
      Inspection(of: files.sources, options: options)
    }
    let found = (files.findings + inspection.findings).sorted()
    try Console.print(Progress.during("rendering the result") { rendered(inspection.report) })
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
    var options = InspectionOptions()
    options.semantics = semantics
    options.cilium = CiliumProfile(release: ciliumVersion, enforcement: ciliumMode)
    options.hostNetwork = hostNetwork
    options.matchesPodAddresses = podAddresses == .match
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

extension Semantics: ExpressibleByArgument {}
extension CiliumProfile.Release: ExpressibleByArgument {}
extension CiliumProfile.Enforcement: ExpressibleByArgument {}
extension HostNetwork: ExpressibleByArgument {}
