import Diagnostics
import PolicyModel
import Resolution

/// The namespaces of a cluster for which nothing is compiled, because no tenant owns them there.
///
/// Those that every cluster has, and those of the platform's own tools, surprise nobody.
struct UnownedNamespaces {
  /// Sorted.
  let names: [String]
  private let graph: TenantGraph
  private let cluster: Cluster
  private let pods: [String: [ObservedPod]]
  private let spans: [String: Span]

  init(
    of observation: ClusterObservation, _ podsByNamespace: [String: [ObservedPod]], ownedBy tenants: Set<String>,
    in graph: TenantGraph, on cluster: Cluster
  ) {
    self.graph = graph
    self.cluster = cluster
    let known = graph.platformNamespaces
    let found = Set(observation.namespaces.map(\.name)).union(podsByNamespace.keys)
    names = found.filter { name in
      !tenants.contains(name) && !known.contains(name) && !(name == "default" && podsByNamespace[name] == nil)
    }.sorted()
    pods = podsByNamespace
    spans = Dictionary(observation.namespaces.map { ($0.name, $0.span) }) { first, _ in first }
  }

  var findings: [Diagnostic] {
    guard let first = names.first else { return [] }
    let span = spans[first] ?? pods[first]?.first?.span
    return [.unowned(names, cluster.name, at: span)] + names.compactMap(impersonation)
  }

  /// Pods that would be some workload's if the namespace were its tenant's.
  private func impersonation(in namespace: String) -> Diagnostic? {
    let alike = (pods[namespace] ?? []).compactMap { pod in
      graph.tenants.lazy.flatMap(\.workloads).first { $0.selector.matches(pod.workload.labels) }.map { (pod, $0) }
    }
    return alike.first.map { .alike($0.0, $0.1, others: alike.count - 1, cluster.name) }
  }
}

extension TenantGraph {
  fileprivate var platformNamespaces: Set<String> {
    let accounts = administrators.serviceAccounts.compactMap { $0.split(separator: "/").first.map(String.init) }
    return Set(["kube-system", "kube-public", "kube-node-lease", dns.namespace] + accounts)
      .union(delivery.map { [$0.namespace] } ?? [])
  }
}

extension Diagnostic {
  fileprivate static func unowned(_ names: [String], _ cluster: String, at span: Span?) -> Diagnostic {
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let what =
      names.count == 1
      ? "the namespace \(list): nothing is compiled for it"
      : "\(names.count) namespaces, for which nothing is compiled: \(list)"
    return Diagnostic(
      .unownedNamespace, "in cluster \"\(cluster)\", no tenant owns \(what)", at: span,
      help: "add what belongs to a tenant to its `namespaces`; what is compiled closes tenants to all the others")
  }

  fileprivate static func alike(
    _ pod: ObservedPod, _ workload: TenantWorkload, others: Int, _ cluster: String
  ) -> Diagnostic {
    let name = pod.workload.namespace
    return Diagnostic(
      .unownedNamespace,
      "in cluster \"\(cluster)\", the \(pod.workload.kind) \"\(name)/\(pod.workload.name)\" has the labels of \"\(workload.id)\" in a "
        + "namespace that no tenant owns: nothing compiled closes it", at: pod.span, severity: .warning,
      notes: [Note("\"\(workload.id)\" is declared here", at: workload.span)]
        + (others > 0 ? [Note("and \(others) more in \"\(name)\" with labels of workloads")] : []),
      help: "add \"\(name)\" to the `namespaces` of \"\(workload.id.tenant)\", or give the pod other labels")
  }
}
