public import Diagnostics
import GraphFormat
public import PolicyModel
public import Resolution

// How near the compiled objects come to what servers and agents hold.

extension PolicySet {
  /// Warnings, with figures. These policies are what `graph` compiles to for `cluster`.
  public func limitFindings(of graph: TenantGraph, on cluster: Cluster) -> [Diagnostic] {
    limitFindings(of: graph, on: cluster, weightLimit: Policy.weightLimit)
  }

  /// - Parameter weightLimit: what an object weighs at most without a warning.
  func limitFindings(of graph: TenantGraph, on cluster: Cluster, weightLimit: Int) -> [Diagnostic] {
    let scope = ClusterScope(of: graph, on: cluster)
    let sizes = policies.filter { $0.weight > weightLimit }.map { Diagnostic.large($0, graph, cluster) }
    guard cluster.enforcement == .cilium else { return sizes }
    return sizes + crowdedMaps(in: scope) + crowdedPorts(in: scope)
  }

  /// The workload with the fullest map of each cluster, if that is half full. (CIL-80)
  private func crowdedMaps(in scope: ClusterScope) -> [Diagnostic] {
    let estimate = PolicyMapEstimate(of: scope)
    let costs = policies.compactMap { policy -> (subject: PodSelector, policy: Policy, entries: Int)? in
      guard policy.id.api == .ciliumClusterwideNetworkPolicy, case .pods(let subject) = policy.subject else {
        return nil
      }
      return (subject, policy, estimate.entries(of: policy))
    }
    let byNamespace = costs.byNamespace(of: scope)
    let maps = scope.namespaces.flatMap { namespace in
      scope.workloads(in: namespace).map { workload in
        let parts = (byNamespace[namespace.name] ?? []).map { costs[$0] }
          .filter { $0.subject.pods.overlaps(workload.selector) }
        return PolicyMap(
          workload: workload, namespace: namespace.name, entries: parts.reduce(0) { $0 + $1.entries },
          largest: parts.max { $0.entries < $1.entries }?.policy)
      }
    }.filter { $0.entries > PolicyMapEstimate.alarm }
    guard let fullest = maps.max(by: { $0.entries < $1.entries }) else { return [] }
    return [.crowdedMap(fullest, others: maps.count - 1, scope.cluster)]
  }

  /// Workloads with a rule of almost as many ports as one element holds; more are written in several. (CIL-68)
  private func crowdedPorts(in scope: ClusterScope) -> [Diagnostic] {
    policies.compactMap { policy in
      let rules = (policy.ingress?.rules ?? []) + (policy.egress?.rules ?? [])
      let counts = rules.map { rule in if case .these(let matches) = rule.ports { matches.count } else { 0 } }
      guard policy.id.api == .ciliumClusterwideNetworkPolicy, let most = counts.max(), most > Self.manyPorts else {
        return nil
      }
      return .crowdedPorts(policy, most, scope.graph, scope.cluster)
    }
  }

  private static let manyPorts = 32
}

/// What one workload's pods keep in their policy map.
private struct PolicyMap {
  let workload: TenantWorkload
  let namespace: String
  let entries: Int
  let largest: Policy?
}

extension [(subject: PodSelector, policy: Policy, entries: Int)] {
  /// The positions of those that may select pods of each namespace.
  fileprivate func byNamespace(of scope: ClusterScope) -> [String: [Int]] {
    var result: [String: [Int]] = [:]
    for (index, cost) in enumerated() {
      let names = cost.subject.namespaces.requirements.compactMap { requirement -> [String]? in
        guard requirement.key == .namespaceNameLabel, case .isIn(let names) = requirement.condition else { return nil }
        return names
      }.first
      for name in names ?? scope.namespaces.map(\.name) { result[name, default: []].append(index) }
    }
    return result
  }
}

extension Policy {
  /// The tenant or guardrail that the object is about.
  fileprivate func place(in graph: TenantGraph) -> Span? {
    if let tenant = labels["easement.dev/tenant"] { return graph.tenants.first { $0.name == tenant }?.span }
    return graph.guardrails.first { Provenance(of: $0).annotations() == annotations }?.span
  }
}

extension Diagnostic {
  fileprivate static func large(_ policy: Policy, _ graph: TenantGraph, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .nearLimit,
      "in cluster \"\(cluster.name)\", \(policy.id) takes about \(policy.weight / 1_024) KiB, and 256 KiB are the most that "
        + "`kubectl apply` can store",
      at: policy.place(in: graph),
      help: "it lists too many namespaces to be split: apply with `kubectl apply --server-side`, or give the cluster "
        + "fewer of them")
  }

  fileprivate static func crowdedMap(_ map: PolicyMap, others: Int, _ cluster: Cluster) -> Diagnostic {
    let share = map.entries * 100 / PolicyMapEstimate.capacity
    let also = others == 0 ? "" : "; \(others.counted("more workload passes", "more workloads pass")) half of it"
    return Diagnostic(
      .nearLimit,
      "in cluster \"\(cluster.name)\", pods of \"\(map.workload.id)\" in \"\(map.namespace)\" need about "
        + "\(map.entries) of \(PolicyMapEstimate.capacity) entries of Cilium's policy map, \(share) %\(also)",
      at: map.workload.span, notes: map.largest.map { [Note("most of them come from \($0.id)")] } ?? [],
      help:
        "let the platform team raise `bpf.policyMapMax` (65536 at most), give pods fewer labels that make identities, "
        + "or replace long ranges of ports by single ones")
  }

  fileprivate static func crowdedPorts(
    _ policy: Policy, _ count: Int, _ graph: TenantGraph, _ cluster: Cluster
  ) -> Diagnostic {
    Diagnostic(
      .nearLimit,
      "in cluster \"\(cluster.name)\", a rule of \(policy.id) lists \(count.counted("port")), and an element of `toPorts` holds 40",
      at: policy.place(in: graph),
      help: "more than 40 are written in several elements; a range is one port: name the ports as `8000-8099`")
  }
}
