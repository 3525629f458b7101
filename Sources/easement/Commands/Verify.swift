import ArgumentParser
import Diagnostics
import Driver
import Foundation
import Proof
import Resolution

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that policies allow what the graph says, and nothing else.",
    discussion: """
      Reads the written objects back, evaluates them by the rules of each API, and compares every pair of a closed set \
      of peers with the graph: workloads, pods without labels, pods with the right labels in the wrong namespace, \
      unmanaged namespaces, DNS, the API server, nodes, and all addresses. Each difference comes with the flow, the \
      policies that decide it, and the grant or need behind it.

      Example: easement verify examples/acme --against out/acme
      """)

  @OptionGroup var graph: GraphArguments

  @Option(
    help: ArgumentHelp(
      "Folder that `compile` wrote, or with one --cluster any objects of that cluster. "
        + "(default: what would be compiled now)", valueName: "path"),
    completion: .directory)
  var against: String?

  @Option(help: ArgumentHelp("Prove this cluster only; may be repeated.", valueName: "name"))
  var cluster: [String] = []

  @Option(help: "How the result is printed: text or json.")
  var format = ResultFormat.text

  @OptionGroup var findings: FindingsArguments

  func run() throws {
    let compilation = try graph.compile()
    guard let graph = compilation.graph, !compilation.hasErrors else {
      findings.remark(compilation.findings)
      throw ExitStatus.findings.code
    }
    let clusters = try compilation.clustersOrUsageError(named: cluster)
    var objects: [String: [SourceText]] = [:]
    var unreadable: [Diagnostic] = []
    for cluster in clusters {
      let files = try self.objects(of: cluster, isOnly: clusters.count == 1, compilation)
      objects[cluster.name] = files.sources
      unreadable += files.findings
    }
    let verification = Verification(of: graph, clusters: clusters, objects: objects)
    findings.remark((unreadable + verification.findings).sorted())
    let holds = verification.holds && unreadable.isEmpty
    switch format {
    case .text: try Console.print(verification.summary)
    case .json: try Console.print(try verification.json())
    }
    if !holds { throw ExitStatus.findings.code }
  }

  private func objects(
    of cluster: Cluster, isOnly: Bool, _ compilation: Compilation
  ) throws -> (sources: [SourceText], findings: [Diagnostic]) {
    guard let against else {
      return (try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }, [])
    }
    let folder = against.hasSuffix("/") ? "\(against)\(cluster.name)" : "\(against)/\(cluster.name)"
    let isLaidOut = try FileStatus(at: folder, followsLinks: true)?.kind == .directory
    guard isLaidOut || isOnly else {
      throw FileFailure(folder, "there is no folder of this cluster; compile it, or name one --cluster", .inputNotFound)
    }
    let files = try SourceFiles.manifests(at: [isLaidOut ? folder : against])
    guard !files.sources.isEmpty || !files.findings.isEmpty else {
      throw FileFailure(against, "there are no YAML or JSON files in it", .inputNotFound)
    }
    return (files.sources, files.findings)
  }
}

extension Verification {
  fileprivate func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(VerificationRecord(self)), as: UTF8.self) + "\n"
  }
}

/// The stable form of a verification for programs.
private struct VerificationRecord: Encodable {
  let holds: Bool
  let clusters: [ClusterRecord]

  struct ClusterRecord: Encodable {
    let name: String
    let peers: Int
    let pairs: Int
    let connectionSets: Int
    let differences: [DifferenceRecord]
  }

  struct DifferenceRecord: Encodable {
    let source: String
    let destination: String
    let expected: String
    let actual: String
    let policies: [String]
  }

  init(_ verification: Verification) {
    holds = verification.holds
    clusters = verification.proofs.map { proof in
      ClusterRecord(
        name: proof.cluster, peers: proof.peerCount, pairs: proof.pairCount, connectionSets: proof.connectionSetCount,
        differences: proof.differences.map { difference in
          DifferenceRecord(
            source: difference.source, destination: difference.destination, expected: "\(difference.expected)",
            actual: "\(difference.actual)", policies: difference.deciding.map { "\($0.policy)" })
        })
    }
  }
}
