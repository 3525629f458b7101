import Analysis
import Diagnostics
import Driver
import GraphFormat
import Manifests
import PolicyModel
import Resolution
import TestSupport
import Testing

/// Under what is compiled from a graph that passes the check, whatever its guardrails, every pod of a tenant may ask every
/// name server.
@Suite struct NameServerLawTests {
  @Test func everyPodHasDNS() throws {
    var (asked, refused) = (0, 0)
    for seed in UInt64(1)...250 {
      var random = RandomGraph(seed: seed, closesNameServers: true)
      let compilation = Compilation(of: random.sources(), today: try .goldenDay)
      refused += compilation.findings.contains(where: \.isAboutNameServer) ? 1 : 0
      guard let graph = compilation.graph, !compilation.hasErrors, !graph.guardrails.isEmpty else { continue }
      for cluster in graph.clusters {
        let policies = try Self.readBack(compilation, cluster)
        for (pod, server) in Self.questions(in: graph, on: cluster) {
          asked += 1
          let open = policies.connections(from: pod, to: server)
          let place = "seed \(seed), \(cluster.name): \(pod) asks \(server) on \(open)"
          #expect(graph.dns.connections.isSubset(of: open), "\(place)")
        }
      }
    }
    #expect(asked > 300 && refused > 20, "\(asked) questions, \(refused) graphs refused")
  }

  private static func readBack(_ compilation: Compilation, _ cluster: Cluster) throws -> PolicyEvaluation {
    var log = DiagnosticLog()
    let files = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    return PolicyEvaluation(
      inventory: ClusterInventory(namespaces: [], workloads: []),
      policies: ManifestReading(reading: files, reportingTo: &log).policies,
      semantics: cluster.enforcement == .cilium ? .cilium : .generic)
  }

  /// A pod of each workload and one of none, in each namespace, and each server.
  private static func questions(in graph: TenantGraph, on cluster: Cluster) -> [(pod: Peer, server: Peer)] {
    let servers =
      [pod(in: graph.dns.namespace, graph.dns.selector.example)]
      + graph.dns.nodeLocal.map { Peer.addresses(AddressPeer(CIDR(enclosing: $0, prefixLength: $0.family.width))) }
    let pods = graph.tenants.flatMap { tenant in
      tenant.namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }.flatMap { home in
        let present = tenant.workloads.filter { $0.namespaces.contains(home) }
        return (present.map(\.selector.example) + [[:]]).map { pod(in: home.name, $0) }
      }
    }
    return pods.flatMap { pod in servers.map { (pod, $0) } }
  }

  private static func pod(in namespace: String, _ labels: Labels) -> Peer {
    .workload(Workload(namespace: namespace, name: "pod", kind: "Pod", labels: labels))
  }
}

extension Diagnostic {
  fileprivate var isAboutNameServer: Bool { code == .guardrailConflict && message.contains(" to ask the name server") }
}

extension NameService {
  fileprivate var connections: ConnectionSet { ports.reduce(.none) { $0.union($1.connections) } }
}
