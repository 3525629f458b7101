import Diagnostics
import GraphFormat
import PolicyModel

// What looks wrong about tenants and workloads once all edges are known.

extension TenantGraph {
  func workloadFindings(of document: GraphDocument) -> [Diagnostic] {
    unmanagedNamespaces(of: document) + tenants.flatMap(overlappingWorkloads) + unconnectedWorkloads()
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

  /// A pod that two workloads claim has the edges of both.
  private func overlappingWorkloads(of tenant: Tenant) -> [Diagnostic] {
    tenant.workloads.enumerated().flatMap { index, workload in
      tenant.workloads[..<index].filter { other in
        let shared = Set(workload.namespaces.map(\.name)).intersection(other.namespaces.map(\.name))
        return !shared.isEmpty && workload.selector.overlaps(other.selector)
      }.map { .overlap(workload, $0) }
    }
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

extension Diagnostic {
  fileprivate static func overlap(_ workload: TenantWorkload, _ other: TenantWorkload) -> Diagnostic {
    Diagnostic(
      .overlappingWorkloads,
      "a pod can be \"\(workload.id)\" and \"\(other.id)\" at once, and would have the edges of both",
      at: workload.span, notes: [Note("\"\(other.id)\" is declared here", at: other.span)],
      help: "give the selectors a label with different values, or limit the workloads to different `namespaces`")
  }
}
