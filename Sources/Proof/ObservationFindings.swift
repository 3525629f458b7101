public import Diagnostics
public import PolicyModel
public import Resolution

/// Compares what a cluster runs with what a graph thinks it runs.
///
/// Only kinds of objects that are there at all count: a folder without pods says nothing about pods.
public struct ObservationCheck {
  private let graph: TenantGraph
  private let cluster: Cluster
  private let observation: ClusterObservation
  private let homes: [String: Tenant]
  private let podsByNamespace: [String: [ObservedPod]]

  public init(of observation: ClusterObservation, in graph: TenantGraph, on cluster: Cluster) {
    self.graph = graph
    self.cluster = cluster
    self.observation = observation
    let owned = graph.tenants.flatMap { tenant in tenant.namespaces(on: cluster).map { ($0.name, tenant) } }
    homes = Dictionary(owned) { first, _ in first }
    podsByNamespace = Dictionary(grouping: observation.pods) { $0.workload.namespace }
  }

  public var findings: [Diagnostic] {
    (observation.pods.isEmpty
      ? []
      : unmatchedWorkloads + uncoveredPods + hostNetworkPods
        + HostNetworkCheck(podsByNamespace, in: graph, on: cluster).findings)
      + (observation.namespaces.isEmpty ? [] : missingNamespaces) + forgedNamespaces + unowned.findings
  }

  /// Namespaces of the cluster that no tenant owns there, sorted, without those that every cluster has.
  public var unownedNamespaces: [String] { unowned.names }

  private var unowned: UnownedNamespaces {
    UnownedNamespaces(of: observation, podsByNamespace, ownedBy: Set(homes.keys), in: graph, on: cluster)
  }

  // MARK: Pods

  private var unmatchedWorkloads: [Diagnostic] {
    graph.tenants.flatMap(\.workloads).filter { workload in
      let namespaces = workload.namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }
      return !namespaces.isEmpty && !namespaces.contains { isRunning(workload, in: $0.name) }
    }.map { .unmatched($0, cluster.name) }
  }

  private func isRunning(_ workload: TenantWorkload, in namespace: String) -> Bool {
    (podsByNamespace[namespace] ?? []).contains { workload.selector.matches($0.workload.labels) }
  }

  private var uncoveredPods: [Diagnostic] {
    tenantPods.filter { tenant, pod in
      !pod.workload.usesHostNetwork
        && !tenant.workloads.contains { workload in
          workload.namespaces.contains { $0.name == pod.workload.namespace }
            && workload.selector.matches(pod.workload.labels)
        }
    }.map { .uncovered($1, of: $0, cluster.name) }
  }

  private var hostNetworkPods: [Diagnostic] {
    tenantPods.filter(\.pod.workload.usesHostNetwork).map { .onHostNetwork($0.pod, of: $0.tenant, cluster.name) }
  }

  private var tenantPods: [(tenant: Tenant, pod: ObservedPod)] {
    observation.pods.compactMap { pod in homes[pod.workload.namespace].map { ($0, pod) } }
  }

  // MARK: Namespaces

  private var missingNamespaces: [Diagnostic] {
    let known = Set(observation.namespaces.map(\.name))
    return homes.keys.filter { !known.contains($0) }.sorted().compactMap { name in
      homes[name].map { .missing(name, of: $0, cluster.name) }
    }
  }

  /// An API server does not let anybody change this label, so that something else is behind it. (NP-15)
  private var forgedNamespaces: [Diagnostic] {
    observation.namespaces.compactMap { namespace in
      guard let label = namespace.labels[.namespaceNameLabel], label != namespace.name,
        homes[namespace.name] != nil || homes[label] != nil
      else { return nil }
      return .forged(namespace, label, cluster.name)
    }
  }
}

extension Diagnostic {
  fileprivate static func unmatched(_ workload: TenantWorkload, _ cluster: String) -> Diagnostic {
    let namespaces = workload.namespaces.map { "\"\($0.name)\"" }.joined(separator: ", ")
    return Diagnostic(
      .unmatchedWorkload, "in cluster \"\(cluster)\", no pod is one of the workload \"\(workload.id)\"",
      at: workload.span, help: "compare its selector with the labels of the pods in \(namespaces)")
  }

  fileprivate static func uncovered(_ pod: ObservedPod, of tenant: Tenant, _ cluster: String) -> Diagnostic {
    let labels = pod.workload.labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return Diagnostic(
      .uncoveredPod,
      "in cluster \"\(cluster)\", no workload of \"\(tenant.name)\" covers the \(pod.workload.words)", at: pod.span,
      notes: [Note("the workloads of \"\(tenant.name)\" are listed here", at: tenant.span)],
      help: labels.isEmpty
        ? "it has no labels, and so it has no edges: give it some, and a workload that selects them"
        : "it has no edges: add a workload with a selector for \(labels), or labels that a workload selects")
  }

  fileprivate static func onHostNetwork(_ pod: ObservedPod, of tenant: Tenant, _ cluster: String) -> Diagnostic {
    Diagnostic(
      .hostNetworkPod,
      "in cluster \"\(cluster)\", the \(pod.workload.words) of \"\(tenant.name)\" uses its node's network: no policy "
        + "governs it, and no selector finds it", at: pod.span,
      help: "take `hostNetwork: true` away, or forbid it with the Pod Security level \"baseline\"")
  }

  fileprivate static func missing(_ namespace: String, of tenant: Tenant, _ cluster: String) -> Diagnostic {
    Diagnostic(
      .missingNamespace, "in cluster \"\(cluster)\", there is no namespace \"\(namespace)\"", at: tenant.span,
      help: "create it before its policies are applied, or take it out of the tenant")
  }

  fileprivate static func forged(_ namespace: ObservedNamespace, _ label: String, _ cluster: String) -> Diagnostic {
    Diagnostic(
      .namespaceLabel,
      "in cluster \"\(cluster)\", the namespace \"\(namespace.name)\" calls itself \"\(label)\" in its label "
        + "\"\(String.namespaceNameLabel)\"", at: namespace.span,
      help: "policies name namespaces by that label; an API server sets it and lets nobody change it")
  }
}

extension Workload {
  fileprivate var words: String { "\(kind) \"\(namespace)/\(name)\"" }
}
