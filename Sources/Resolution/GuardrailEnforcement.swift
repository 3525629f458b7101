import Diagnostics
import GraphFormat
import PolicyModel

// What a cluster's APIs cannot deny, or would deny along with what is meant.

extension TenantGraph {
  func guardrailFindings(in cluster: Cluster) -> [Diagnostic] {
    switch cluster.denyingAPI {
    case nil: guardrails.map { .notEnforced($0, cluster) }
    case .clusterNetworkPolicy: guardrails.flatMap { tierFindings(about: $0, in: cluster) }
    default: []
    }
  }

  /// ClusterNetworkPolicy cannot name who comes from outside the cluster, and its blocks of addresses mean pods as
  /// well. (CNP-11, CNP-13)
  private func tierFindings(about guardrail: Guardrail, in cluster: Cluster) -> [Diagnostic] {
    switch (guardrail.direction, guardrail.to) {
    case (.ingress, _):
      guardrail.from.isOutsideOnly
        ? [.unspeakableSource(guardrail, cluster)]
        : guardrail.from.includesOutside ? [.unspeakableRest(guardrail, cluster)] : []
    case (.egress, .addresses(let block)): clusterBlocks(in: block).map { .deniesPods(guardrail, $0, cluster) }
    case (.egress, .outside) where network.podCIDRs.isEmpty: [.unknownPods(guardrail, cluster)]
    default: []
    }
  }

  /// The first range of pods or Services that the block touches.
  private func clusterBlocks(in block: AddressBlock) -> [CIDR] {
    let touched = (network.podCIDRs + network.serviceCIDRs).filter {
      !block.addresses.intersection(AddressSet([$0])).isEmpty
    }
    return Array(touched.prefix(1))
  }
}

extension Population {
  fileprivate var isOutsideOnly: Bool {
    switch self {
    case .addresses, .internet, .apiServer: true
    case .workloads, .tenants, .outside, .domain: false
    }
  }

  fileprivate var includesOutside: Bool { if case .outside = self { true } else { false } }
}

extension Diagnostic {
  fileprivate static func notEnforced(_ guardrail: Guardrail, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .guardrailNotEnforced,
      "the cluster \"\(cluster.name)\" cannot enforce the guardrail \"\(guardrail.name)\": "
        + "plain NetworkPolicy has no deny",
      at: guardrail.span,
      help: "the compiled policies respect it; a policy that somebody adds by hand could still open the flow")
  }

  fileprivate static func unspeakableSource(_ guardrail: Guardrail, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .guardrailNotEnforced,
      "the cluster \"\(cluster.name)\" cannot enforce the guardrail \"\(guardrail.name)\": "
        + "ClusterNetworkPolicy names pods as sources of ingress, never addresses",
      at: guardrail.span,
      help:
        "the compiled policies respect it; keep the addresses out at the load balancer or the nodes, or enforce with "
        + "Cilium")
  }

  fileprivate static func unspeakableRest(_ guardrail: Guardrail, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .guardrailNotEnforced,
      "the cluster \"\(cluster.name)\" enforces the guardrail \"\(guardrail.name)\" against pods only: "
        + "ClusterNetworkPolicy cannot name sources outside the cluster",
      at: guardrail.span,
      help:
        "the compiled policies respect it; a policy that somebody adds by hand could still let in addresses outside "
        + "the cluster")
  }

  fileprivate static func deniesPods(_ guardrail: Guardrail, _ block: CIDR, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .clusterAddresses,
      "the guardrail \"\(guardrail.name)\" covers addresses of pods or Services, \"\(block)\"",
      at: guardrail.span,
      notes: [Note("\"\(cluster.name)\" enforces with ClusterNetworkPolicy, which denies pods by address too")],
      help: "add `except: [\(block)]`; what runs in the cluster is named by tenant and workload")
  }

  fileprivate static func unknownPods(_ guardrail: Guardrail, _ cluster: Cluster) -> Diagnostic {
    Diagnostic(
      .missingNetwork,
      "the guardrail \"\(guardrail.name)\" needs the platform to say which addresses are the pods' own",
      at: guardrail.span,
      notes: [Note("\"\(cluster.name)\" enforces with ClusterNetworkPolicy, which denies pods by address too")],
      help: "add `network: {podCIDRs: [10.244.0.0/16], serviceCIDRs: [10.96.0.0/12], nodeCIDRs: [10.0.0.0/16]}`, with "
        + "the cluster's blocks")
  }
}
