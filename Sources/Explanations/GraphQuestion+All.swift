import Analysis
import GraphFormat
public import PolicyModel
public import Resolution

extension GraphQuestion {
  /// Every allowed pair of workloads, and of workloads with what is outside, cluster by cluster.
  ///
  /// - Parameters:
  ///   - asked: only pairs with one of these connections.
  ///   - environment: only this one; nil for all.
  public func explanations(asked: ConnectionSet?, environment: String?) throws(UnknownPeer) -> [Explanation] {
    if let environment { try graph.check(environment: environment) }
    let index = EdgeIndex(graph)
    return graph.clusters.flatMap { explanations(on: $0, index, asked, environment) }
  }

  private func explanations(
    on cluster: Cluster, _ index: EdgeIndex, _ asked: ConnectionSet?, _ environment: String?
  ) -> [Explanation] {
    guard let judgement = judgements[cluster.name] else { return [] }
    let evaluation = judgement.evaluation
    let report = AccessReport(
      evaluation: evaluation, inventory: evaluation.inventory, families: AddressFamily.allCases)
    return report.entries.filter { entry in asked.map { !$0.isDisjoint(with: entry.connections) } ?? true }
      .compactMap { entry in
        let ends = (
          index.end(of: report.peers[entry.source], in: graph),
          index.end(of: report.peers[entry.destination], in: graph)
        )
        let pairs = self.pairs(ends.0, ends.1, on: cluster).filter { pair in
          environment.map { [pair.from, pair.to].contains($0) } ?? true
        }
        guard let first = pairs.first else { return nil }
        let consent = pairs.flatMap { pair in
          ConsentSearch(
            question: self, source: ends.0.end, destination: ends.1.end, pair: pair, cluster: cluster, asked: asked,
            candidates: index.edges(to: ends.1.end)
          ).reasons()
        }
        let (source, destination) = (
          NamedPeer(peer: report.peers[entry.source], name: ends.0.name),
          NamedPeer(peer: report.peers[entry.destination], name: ends.1.name)
        )
        let item = judgement.judge(
          source, destination, asked: asked,
          in: Explanation.Scope(cluster: cluster.name, environments: first), consent: consent.unrepeated)
        return Explanation(source: source.name, destination: destination.name, asked: asked, cases: [item])
      }
  }

  /// The pairs of environments in which two ends can meet on a cluster.
  private func pairs(_ source: IndexedEnd, _ destination: IndexedEnd, on cluster: Cluster) -> [EnvironmentPair] {
    let from = source.environments ?? destination.environments ?? []
    let to = destination.environments ?? source.environments ?? []
    let same = from.filter(to.contains).map { EnvironmentPair(from: $0, to: $0) }
    return same.isEmpty
      ? from.flatMap { from in to.map { EnvironmentPair(from: from, to: $0) } } : same
  }
}

/// An end of an allowed pair, in the words of the graph.
private struct IndexedEnd {
  let end: GraphEnd
  let name: String
  /// Nil for what is outside.
  let environments: [String]?
}

/// Finds edges and workloads without going through the whole graph for each pair.
private struct EdgeIndex {
  private var edges: [WorkloadID?: [Edge]] = [:]
  private var workloads: [String: [String: (workload: TenantWorkload, environments: [String])]] = [:]

  init(_ graph: TenantGraph) {
    edges = Dictionary(grouping: graph.edges) { $0.provider.workload }
    for workload in graph.tenants.flatMap(\.workloads) {
      for namespace in workload.namespaces {
        workloads[namespace.name, default: [:]][workload.id.name] = (workload, namespace.environments)
      }
    }
  }

  func edges(to end: GraphEnd) -> [Edge] { edges[end.workload?.id] ?? [] }

  func end(of peer: Peer, in graph: TenantGraph) -> IndexedEnd {
    switch peer {
    case .workload(let pod):
      guard let (workload, environments) = workloads[pod.namespace]?[pod.name] else {
        return IndexedEnd(end: .outside(.domain(pod.name)), name: "\(peer)", environments: nil)
      }
      return IndexedEnd(
        end: .workload(workload, environment: nil), name: "\(workload.id) in \(pod.namespace)",
        environments: environments)
    case .addresses(let addresses):
      let set = AddressSet(addresses.family, IntervalSet(addresses.range))
      return IndexedEnd(end: .outside(.addresses(set)), name: set.words, environments: nil)
    case .domain(let name): return IndexedEnd(end: .outside(.domain(name)), name: name, environments: nil)
    }
  }
}

extension TenantGraph {
  /// A pod for each workload in each of its namespaces on a cluster.
  public func inventory(of cluster: Cluster) -> ClusterInventory {
    let pods = tenants.flatMap(\.workloads).flatMap { workload in
      workload.namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }
        .map { workload.pod(in: $0.name) }
    }
    return ClusterInventory(namespaces: [], workloads: pods)
  }
}
