import ArgumentParser
import Diagnostics
import Driver
import Foundation
import Proof
import Resolution
import Workers

struct Verify: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that policies allow what the graph says, and nothing else.",
    discussion: """
      Reads the written objects back, evaluates them by the rules of each API, and compares every pair of a closed set \
      of peers with the graph: workloads, pods without labels, pods with the right labels in the wrong namespace, \
      unmanaged namespaces, DNS, the API server, nodes, and all addresses. Each difference comes with the flow, the \
      policies that decide it, and the grant or need behind it.

      Objects that Easement wrote and that are not what would be compiled now are named too, and so are kustomizations \
      that would apply other objects than those that were judged. With a dump of a cluster it looks at the pods and \
      namespaces that are there as well.

      Example: easement verify examples/acme --against out/acme

      Example: kubectl get ns,pods,netpol,cnp,ccnp -A -o yaml | easement verify graph --cluster prod --against -
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    help: ArgumentHelp(
      "Folder that `compile` wrote, or with one --cluster any objects of that cluster; `-` is standard input. "
        + "(default: what would be compiled now)", valueName: "path"),
    completion: .directory)
  var against: String?

  @Option(
    help: ArgumentHelp("Prove this cluster only; may be repeated.", valueName: "name"),
    completion: GraphCompletion.clusters)
  var cluster: [String] = []

  @OptionGroup var emission: EmissionArguments

  @Option(name: [.customShort("f"), .customLong("format")], help: "How the result is printed: text or json.")
  var format = ResultFormat.text

  @OptionGroup var findings: FindingsArguments
  @OptionGroup var verbosity: VerbosityArguments

  func run() throws {
    let compilation = try graph.compile(emitting: emission.emissions)
    guard let graph = compilation.graph, !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    let clusters = try compilation.clustersOrUsageError(named: cluster)
    let places = try clusters.map { try place(of: $0, isOnly: clusters.count == 1) }
    let limit = findings.amount.all ? nil : 20
    // One cluster takes as long as the next, and knows nothing of it.
    let results = try Progress.during(
      "proving \(clusters.map(\.name).joined(separator: ", "))",
      counting: Self.pairs
    ) {
      try Array(zip(clusters, places)).concurrentMap { cluster, place in
        let files = try place.read(cluster, compilation)
        return ClusterVerification(
          of: graph, on: cluster, objects: files.sources, unreadable: files.findings,
          compiled: compilation.policies(for: cluster), withDelivery: place.holdsDelivery, explaining: limit)
      }
    }
    let verification = Verification(results)
    findings.remark(verification.findings)
    guard !results.allSatisfy(\.isBlind) else { throw ExitStatus.findings.code }
    switch format {
    case .text where Verbosity.isQuiet && verification.holds: break
    case .text: try Console.print(verification.summary)
    case .json: try Console.print(json: VerificationRecord(verification))
    }
    if !verification.holds { throw ExitStatus.findings.code }
  }

  private static func pairs(in clusters: [ClusterVerification]) -> String {
    clusters.reduce(0) { $0 + $1.proof.pairCount }.counted("pair")
  }

  /// Where the objects of a cluster are.
  private enum Place: Sendable {
    case compilation
    /// A file, standard input, or a folder of somebody else's making.
    case path(String)
    /// The output folder, with one folder in it for each cluster.
    case output(String)

    /// Whether what delivers the folders of clusters stands beside them.
    var holdsDelivery: Bool { if case .output = self { true } else { false } }

    func read(_ cluster: Cluster, _ compilation: Compilation) throws -> (sources: [SourceText], findings: [Diagnostic])
    {
      switch self {
      case .compilation:
        return (try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }, [])
      case .path(let path): return try Self.read([path])
      case .output(let folder):
        let beside = try cluster.deliveryPaths.map { "\(folder)/\($0)" }.filter {
          try FileStatus(at: $0, followsLinks: true) != nil
        }
        return try Self.read(["\(folder)/\(cluster.name)"] + beside)
      }
    }

    private static func read(_ paths: [String]) throws -> (sources: [SourceText], findings: [Diagnostic]) {
      let path = paths[0]
      let files = try SourceFiles.manifests(at: paths).withSomethingInThem()
      guard !files.sources.isEmpty || !files.findings.isEmpty else {
        throw FileFailure(path, "there are no YAML or JSON files in it", .inputNotFound)
      }
      return (files.sources, files.findings)
    }
  }

  private func place(of cluster: Cluster, isOnly: Bool) throws -> Place {
    guard let against else { return .compilation }
    if against == "-" {
      guard isOnly else { throw ValidationError("standard input holds one cluster; name it with --cluster") }
      return .path(against)
    }
    let output = against.withoutSlashesAtEnd
    let folder = against.appendingPath(cluster.name)
    let isLaidOut = try FileStatus(at: folder, followsLinks: true)?.kind == .directory
    guard isLaidOut || isOnly else {
      throw FileFailure(folder, "there is no folder of this cluster; compile it, or name one --cluster", .inputNotFound)
    }
    return isLaidOut ? .output(output) : .path(against)
  }
}
