import Diagnostics
import GraphFormat
import PolicyModel

// What looks wrong about tenants and workloads once all edges are known.

extension TenantGraph {
  func workloadFindings(of document: GraphDocument) -> [Diagnostic] {
    unmanagedNamespaces(of: document) + tenants.compactMap(overlappingWorkloads) + unconnectedWorkloads()
  }

  /// Namespaces that no cluster runs: nothing is compiled for them, so nothing protects them.
  private func unmanagedNamespaces(of document: GraphDocument) -> [Diagnostic] {
    let running = Set(clusters.flatMap(\.environments))
    return document.tenants.flatMap { tenant in
      tenant.namespaces.filter { namespace in !namespace.environments.contains { running.contains($0.value) } }
        .map { namespace in
          Diagnostic(
            .unmanagedNamespace, "no cluster runs the namespace \"\(namespace.name.value)\", so no policy protects it",
            at: namespace.name.span, help: "add its environment to a cluster of the platform")
        }
    }
  }

  /// A pod that two workloads claim has the edges of both. One finding a tenant: charts that label pods by different keys
  /// make every pair of workloads overlap.
  private func overlappingWorkloads(of tenant: Tenant) -> Diagnostic? {
    var pairs: [WorkloadPair] = []
    for (index, workload) in tenant.workloads.enumerated() {
      for other in tenant.workloads[..<index] where workload.overlaps(other) {
        pairs.append(WorkloadPair(workload: workload, other: other))
        if pairs.count > WorkloadPair.most { return .overlap(pairs) }
      }
    }
    return pairs.isEmpty ? nil : .overlap(pairs)
  }

  private func unconnectedWorkloads() -> [Diagnostic] {
    let connected = Set(edges.flatMap { [$0.consumer.workload, $0.provider.workload] }.compactMap { $0 })
    return tenants.flatMap { tenant in
      tenant.workloads.filter { !connected.contains($0.id) && !hasNeighbours($0, in: tenant) }.map { workload in
        Diagnostic(
          .unconnectedWorkload, "\"\(workload.id)\" reaches nobody and nobody reaches it", at: workload.span,
          help: "add its needs and grants, or remove it: its pods have DNS\(neighbourhood) either way")
      }
    }
  }

  /// Which pods a pod reaches without an edge, described or not.
  private var neighbourhood: String {
    switch withinTenant {
    case .none: ""
    case .sameNamespace: " and the other pods of their namespace"
    case .sameEnvironment: " and the other pods of their team in the same environment"
    }
  }

  /// Whether `withinTenant` connects the workload with another one.
  private func hasNeighbours(_ workload: TenantWorkload, in tenant: Tenant) -> Bool {
    tenant.workloads.contains { other in
      guard other.id != workload.id else { return false }
      switch withinTenant {
      case .none: return false
      case .sameNamespace: return !Set(workload.namespaces).isDisjoint(with: other.namespaces)
      case .sameEnvironment:
        return workload.namespaces.flatMap(\.environments).contains(where: other.runs)
      }
    }
  }
}

extension TenantWorkload {
  /// Whether a pod can be both.
  fileprivate func overlaps(_ other: TenantWorkload) -> Bool {
    selector.overlaps(other.selector)
      && (namespaces == other.namespaces && !namespaces.isEmpty
        || !Set(namespaces.map(\.name)).isDisjoint(with: other.namespaces.map(\.name)))
  }
}

/// Two workloads that a pod can be at once.
private struct WorkloadPair {
  /// How many are counted before it is enough to say that there are more.
  static let most = 100

  let workload: TenantWorkload
  let other: TenantWorkload
}

extension Diagnostic {
  private static let overlapHelp =
    "give the selectors a label with different values, or limit the workloads to different `namespaces`"

  /// - Parameter pairs: never empty.
  fileprivate static func overlap(_ pairs: [WorkloadPair]) -> Diagnostic? {
    guard let first = pairs.first else { return nil }
    if pairs.count == 1 {
      return Diagnostic(
        .overlappingWorkloads,
        "a pod can be \"\(first.workload.id)\" and \"\(first.other.id)\" at once, and would have the edges of both",
        at: first.workload.span, notes: [Note("\"\(first.other.id)\" is declared here", at: first.other.span)],
        help: overlapHelp)
    }
    let ids = Set(pairs.flatMap { [$0.workload.id, $0.other.id] }).sorted()
    let shown = ids.prefix(6).map(\.name).map { "\"\($0)\"" }.joined(separator: ", ")
    let names = ids.count > 6 ? "\(shown) and \(ids.count - 6) more" : shown
    let count =
      pairs.count > WorkloadPair.most ? "more than \(WorkloadPair.most) pairs" : "\(pairs.count) pairs"
    return Diagnostic(
      .overlappingWorkloads,
      "a pod of \"\(first.workload.id.tenant)\" can be several workloads at once, and would have the edges of each: "
        + "\(names) overlap in \(count)",
      at: first.workload.span,
      notes: pairs.prefix(3).map { pair in
        Note("\"\(pair.workload.id.name)\" and \"\(pair.other.id.name)\", for example", at: pair.other.span)
      }, help: overlapHelp)
  }
}
