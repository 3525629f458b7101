import Analysis
import Diagnostics
import Diagrams
import Driver
import Foundation
import GraphFormat
import Manifests
import PolicyModel
import Resolution
import TestSupport

/// A folder of `examples/`, compiled on a fixed day.
struct Example: CustomStringConvertible, Sendable {
  let name: String

  var description: String { name }

  /// Folders with a graph; recipes for CI are examples of another kind.
  static let all: [Example] = ((try? names(in: Repository.folder("examples"))) ?? []).map(Example.init)
    .filter { $0.isGraph }

  private var isGraph: Bool {
    FileManager.default.fileExists(atPath: Repository.folder("examples/\(name)/platform.yaml").path)
  }

  func sources() throws -> [SourceText] {
    try files(below: Repository.folder("examples/\(name)")).sorted { $0.key < $1.key }.map { path, text in
      SourceText(path: "examples/\(name)/\(path)", relativePath: path, bytes: Array(text.utf8))
    }
  }

  /// Everything that a run makes of `sources`, by the path it has in the golden folder.
  static func results(of sources: [SourceText]) throws -> [String: String] {
    let compilation = Compilation(of: sources, today: try .goldenDay)
    var results = ["findings.txt": compilation.findings.renderedAsText()]
    guard let graph = compilation.graph else { return results }
    var written: [OutputFile] = []
    for cluster in graph.clusters {
      let files = try compilation.files(for: cluster)
      written += files
      results["access/\(cluster.name).txt"] = graph.access(on: cluster, through: files)
    }
    for file in written { results["compiled/\(file.path)"] = file.text }
    results["compiled/\(OutputIndex.fileName)"] = OutputIndex(of: written).text
    for detail in DiagramView.Detail.allCases {
      results["\(detail.rawValue).dot"] = Diagram(of: graph, view: DiagramView(detail)).dot
    }
    return results
  }
}

extension TenantGraph {
  /// Who reaches whom once `files` are applied.
  fileprivate func access(on cluster: Cluster, through files: [OutputFile]) -> String {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: files.map { SourceText(path: $0.path, $0.text) }, reportingTo: &log)
    let inventory = ClusterInventory(namespaces: [], workloads: pods(on: cluster))
    let evaluation = PolicyEvaluation(
      inventory: inventory, policies: reading.policies,
      semantics: cluster.enforcement == .cilium ? .cilium : .generic)
    let report = AccessReport(evaluation: evaluation, inventory: inventory, families: AddressFamily.allCases)
    return log.sorted.renderedAsText() + report.text
  }

  /// One pod for each workload, DNS, and a pod of nobody.
  func pods(on cluster: Cluster) -> [Workload] {
    let own = tenants.flatMap(\.workloads).flatMap { workload in
      workload.namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }.map { namespace in
        Workload(
          namespace: namespace.name, name: workload.id.name, kind: "Workload", labels: workload.selector.example)
      }
    }
    return own + [
      Workload(namespace: dns.namespace, name: "dns", kind: "Pod", labels: dns.selector.example),
      Workload(namespace: "nobodys", name: "stranger", kind: "Pod", labels: [:]),
    ]
  }
}

extension LabelSelector {
  /// Labels that the selector matches, as far as its conditions ask for some.
  var example: Labels {
    Labels(
      requirements.compactMap { requirement in
        switch requirement.condition {
        case .isIn(let values): values.first.map { (key: requirement.key, value: $0) }
        case .exists: (key: requirement.key, value: "any")
        case .isNotIn, .doesNotExist: nil
        }
      })
  }
}
