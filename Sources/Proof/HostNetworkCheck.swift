import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// Finds edges that no policy can carry, because pods at one of their ends are in their node's network: policies neither
/// govern such pods nor name them by labels. (NP-37, CIL-6)
struct HostNetworkCheck {
  let graph: TenantGraph
  let cluster: Cluster
  private let podsByNamespace: [String: [ObservedPod]]
  private let workloads: [WorkloadID: TenantWorkload]
  private let shares: [Instances: Share]

  /// The pods of a workload that take part in an environment.
  private struct Instances: Hashable {
    let workload: WorkloadID
    let environment: String
  }

  /// How many of some pods are in their node's network.
  private enum Share {
    case some, all
  }

  init(_ podsByNamespace: [String: [ObservedPod]], in graph: TenantGraph, on cluster: Cluster) {
    self.graph = graph
    self.cluster = cluster
    self.podsByNamespace = podsByNamespace
    workloads = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
    let pairs = graph.tenants.flatMap(\.workloads).flatMap { workload in
      cluster.environments.compactMap { environment -> (Instances, Share)? in
        let pods = workload.namespaces.filter { $0.environments.contains(environment) }
          .flatMap { podsByNamespace[$0.name] ?? [] }.filter { workload.selector.matches($0.workload.labels) }
        return Self.share(of: pods).map { (Instances(workload: workload.id, environment: environment), $0) }
      }
    }
    shares = Dictionary(pairs) { first, _ in first }
  }

  /// Nil without any.
  private static func share(of pods: [ObservedPod]) -> Share? {
    let onHost = pods.count { $0.workload.usesHostNetwork }
    return onHost == 0 ? nil : onHost == pods.count ? .all : .some
  }

  var findings: [Diagnostic] { closedEdges + nameServers }

  // MARK: Edges

  /// One for each pair of workloads.
  private var closedEdges: [Diagnostic] {
    guard !shares.isEmpty else { return [] }
    var reported: Set<FlowEnds> = []
    return graph.edges.filter(cluster.carries).compactMap { edge in
      finding(about: edge).flatMap { reported.insert(edge.ends).inserted ? $0 : nil }
    }
  }

  private func finding(about edge: Edge) -> Diagnostic? {
    guard let consumer = edge.consumer.workload, let provider = edge.provider.workload else { return nil }
    let from = shares[Instances(workload: consumer, environment: edge.environments.from)]
    let to = shares[Instances(workload: provider, environment: edge.environments.to)]
    guard let share = from == .all || to == .all ? .all : from ?? to, !(from == .all && to == .all) else {
      // Between nodes nothing is closed.
      return nil
    }
    // Where only the consumer is a node, what is open to nodes is open to it.
    let closed =
      to == nil ? edge.connections.subtracting(openToNodes(provider, edge.environments.to)) : edge.connections
    guard !closed.isEmpty else { return nil }
    let subjects = [from == nil ? nil : consumer, to == nil ? nil : provider].compactMap { $0 }
    return .closed(edge, closed, isAll: share == .all, because: subjects, cluster.name)
  }

  /// Ports of webhooks, which nodes may call.
  private func openToNodes(_ provider: WorkloadID, _ environment: String) -> ConnectionSet {
    (workloads[provider]?.ports ?? []).filter(\.webhook).reduce(.none) { $0.union($1.range.connections) }
  }

  // MARK: Name servers

  /// What is compiled names them by their labels; a cache on each node is named by its address.
  private var nameServers: [Diagnostic] {
    let dns = graph.dns
    guard dns.nodeLocal.isEmpty, let pods = podsByNamespace[dns.namespace] else { return [] }
    let servers = pods.filter { dns.selector.matches($0.workload.labels) }
    guard let first = servers.first else { return [.noNameServer(dns, cluster.name)] }
    return Self.share(of: servers) == .all ? [.nameServersOnHost(dns, first, cluster.name)] : []
  }
}

extension Diagnostic {
  fileprivate static func closed(
    _ edge: Edge, _ connections: ConnectionSet, isAll: Bool, because workloads: [WorkloadID], _ cluster: String
  ) -> Diagnostic {
    let owners = Set(workloads.map(\.description)).sorted().map { "\"\($0)\"" }.joined(separator: " and ")
    let verdict = isAll ? "cannot reach" : "cannot reach in every case"
    return Diagnostic(
      .hostNetworkPod,
      "in cluster \"\(cluster)\", \"\(edge.consumer)\" \(verdict) \"\(edge.provider)\" on \(connections.words), though the "
        + "graph allows it: \(isAll ? "the" : "some") pods of \(owners) use their node's network, where no selector finds "
        + "them", at: edge.origin.need ?? edge.origin.grant, severity: isAll ? .error : .warning,
      notes: edge.origin.need == nil
        ? [] : [edge.origin.grant.map { Note("the graph grants it here", at: $0) }].compactMap(\.self),
      help: "take `hostNetwork: true` away, or take the edge back")
  }

  fileprivate static func noNameServer(_ dns: NameService, _ cluster: String) -> Diagnostic {
    Diagnostic(
      .unmatchedWorkload,
      "in cluster \"\(cluster)\", no pod in \"\(dns.namespace)\" is a name server: none has \(dns.selector.words)",
      at: nil,
      help: "compare `dns` of the platform with the labels of the pods that answer DNS")
  }

  fileprivate static func nameServersOnHost(_ dns: NameService, _ pod: ObservedPod, _ cluster: String) -> Diagnostic {
    Diagnostic(
      .hostNetworkPod,
      "in cluster \"\(cluster)\", no pod of a tenant can ask the name servers: the pods with \(dns.selector.words) in "
        + "\"\(dns.namespace)\" use their node's network, where no selector finds them", at: pod.span, severity: .error,
      help: "name the addresses at which they answer in `nodeLocal` of `dns`")
  }
}
