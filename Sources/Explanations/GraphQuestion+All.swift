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
    let server = graph.nameServer
    let outside = judgement.parts(of: .all, landmarks: graph.landmarks, role: graph.role).map {
      Peer.addresses($0.peer)
    }
    let report = AccessReport(
      evaluation: evaluation, workloads: evaluation.inventory.workloads.filter { $0 != server }, otherSources: outside,
      otherDestinations: outside + evaluation.domains().map(Peer.domain))
    return report.entries().filter { entry in asked.map { !$0.isDisjoint(with: entry.connections) } ?? true }
      .compactMap { entry in
        let ends = (index.end(of: report.peers[entry.source]), index.end(of: report.peers[entry.destination]))
        let pairs = pairs(ends.0, ends.1).filter { pair in
          cluster.environments.contains(pair.from) && cluster.environments.contains(pair.to)
            && (environment.map { [pair.from, pair.to].contains($0) } ?? true)
        }
        return explanation(ends.0, ends.1, in: pairs, on: cluster, judgedBy: judgement, index, asked)
      }
  }

  private func explanation(
    _ source: IndexedEnd, _ destination: IndexedEnd, in pairs: [EnvironmentPair], on cluster: Cluster,
    judgedBy judgement: Judgement, _ index: EdgeIndex, _ asked: ConnectionSet?
  ) -> Explanation? {
    guard let first = pairs.first else { return nil }
    let consent = pairs.flatMap { pair in
      ConsentSearch(
        question: self, source: source.end, destination: destination.end, pair: pair, cluster: cluster, asked: asked,
        candidates: index.edges(to: destination.end)
      ).reasons()
    }
    let item = judgement.judge(
      source.named, destination.named, asked: asked,
      in: Explanation.Scope(cluster: cluster.name, environments: first), consent: consent.unrepeated)
    return Explanation(
      source: source.named.name, destination: destination.named.name, asked: asked, cases: [item])
  }

  /// The pairs of environments in which two ends can meet.
  private func pairs(_ source: IndexedEnd, _ destination: IndexedEnd) -> [EnvironmentPair] {
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
  let named: NamedPeer
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

  func end(of peer: Peer) -> IndexedEnd {
    func end(_ end: GraphEnd, _ name: String, in environments: [String]? = nil) -> IndexedEnd {
      IndexedEnd(end: end, named: NamedPeer(peer: peer, name: name), environments: environments)
    }
    switch peer {
    case .workload(let pod):
      guard let (workload, environments) = workloads[pod.namespace]?[pod.name] else {
        return end(.outside(.domain(pod.name)), "\(peer)")
      }
      return end(.workload(workload, at: .anywhere), "\(workload.id) in \(pod.namespace)", in: environments)
    case .addresses(let addresses):
      let set = AddressSet(addresses.family, IntervalSet(addresses.range))
      return end(.outside(.addresses(set)), set.words)
    case .entity: return end(.outside(.apiServer), "\(peer)")
    case .domain(let name): return end(.outside(.domain(name)), name)
    }
  }
}

extension TenantGraph {
  /// A pod for each workload in each of its namespaces on a cluster, and one for the name servers.
  public func inventory(of cluster: Cluster) -> ClusterInventory {
    let pods = tenants.flatMap(\.workloads).flatMap { workload in
      workload.namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }
        .map { workload.pod(in: $0.name) }
    }
    return ClusterInventory(namespaces: [], workloads: pods + [nameServer])
  }
}
