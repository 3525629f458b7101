import Diagnostics
public import GraphFormat

/// What the files say about one pair of workloads, whether or not it makes an edge.
public struct PairClaims: Sendable {
  /// Needs of the consumer that name the provider.
  public let needs: [NeedDocument]
  /// Grants of the provider that open the workload to the consumer, in whatever environments, expired ones too.
  public let grants: [GrantDocument]
  /// Grants that open the workload to others only.
  public let grantsToOthers: [GrantDocument]
}

extension TenantGraph {
  /// - Parameter document: what this graph was resolved from.
  public func claims(from consumer: WorkloadID, to provider: WorkloadID, in document: GraphDocument) -> PairClaims {
    let directory = TenantDirectory(tenants: tenants, clusters: clusters, environments: environments, network: network)
    func tenant(_ name: String) -> [TenantDocument] { document.tenants.filter { $0.name.value == name } }
    let needs = tenant(consumer.tenant).flatMap(\.needs).filter { need in
      (need.from == nil || need.from?.value == consumer.name) && directory.covers(need.to.value, provider)
    }
    let grants = tenant(provider.tenant).flatMap(\.grants).filter { grant in
      grant.workload.value == "*" || grant.workload.value == provider.name
    }
    return PairClaims(
      needs: needs, grants: grants.filter { directory.covers($0.to.value, consumer) },
      grantsToOthers: grants.filter { !directory.covers($0.to.value, consumer) })
  }
}

extension TenantGraph {
  /// The guardrails that deny some connection between two ends.
  public func guardrails(against consumer: EdgeEnd, reaching provider: EdgeEnd) -> [Guardrail] {
    let directory = TenantDirectory(tenants: tenants, clusters: clusters, environments: environments, network: network)
    let anywhere = EnvironmentPair(from: "", to: "")
    let edge = Edge(
      consumer: consumer, provider: provider, environments: anywhere, ports: [], http: [], origin: EdgeOrigin(nil, nil))
    return guardrails.filter { $0.forbids(edge, in: directory) }
  }
}
