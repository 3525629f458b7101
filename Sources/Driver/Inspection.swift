public import Analysis
public import Diagnostics
import Manifests
public import PolicyModel
import Workers

/// What a pod in its node's network counts as where Kubernetes leaves it open. (NP-37)
public enum HostNetwork: String, Sendable, CaseIterable {
  /// An ordinary pod, which policies govern and selectors name.
  case pods
  /// Part of its node, which policies neither govern nor name by labels.
  case nodes
}

/// How a set of Kubernetes objects is judged where clusters differ.
public struct InspectionOptions: Sendable {
  /// Nil for Cilium's if there are Cilium policies, else the generic ones.
  public var semantics: Semantics?
  /// Whether an option about Cilium's agents was given, which asks for Cilium's rules.
  public var isAboutCilium = false
  public var cilium = CiliumProfile()
  /// What a pod in its node's network counts as, in the generic semantics. (NP-37)
  public var hostNetwork = HostNetwork.pods
  /// Whether blocks match pods that have an address inside, in the generic semantics. (NP-29)
  public var matchesPodAddresses = false
  /// Where pods get addresses from, for pods whose addresses the objects do not tell.
  public var podBlocks: [CIDR] = []
  /// The address families that are shown.
  public var families = AddressFamily.allCases
  /// Whether findings include what is probably not meant.
  public var lints = false

  public init() {}
}

/// What a set of Kubernetes objects allows, without any graph.
public struct Inspection: Sendable {
  public let report: AccessReport
  public let findings: [Diagnostic]
  /// Whether pods or workloads were read.
  public let hasWorkloads: Bool
  /// The namespaces with pods that stand for those which were not read, sorted.
  public let inferredNamespaces: [String]
  /// Whether policies were read, be it refused ones. Without any, nothing is closed.
  public let hasPolicies: Bool
  /// Whose rules were taken where clusters differ, in words; nil where the answer does not hang on it.
  public let reading: String?

  public init(of sources: [SourceText], options: InspectionOptions) {
    let cluster = ObservedCluster(of: sources, options: options)
    report = AccessReport(
      evaluation: cluster.completed, inventory: cluster.completed.inventory, families: options.families)
    findings = cluster.findings
    hasWorkloads = cluster.hasWorkloads
    inferredNamespaces = Set(cluster.inferred.workloads.map(\.namespace)).sorted()
    hasPolicies = cluster.hasPolicies
    let isInferred = options.semantics == nil && cluster.semantics == .cilium
    let isOpen = findings.contains { $0.code == .semanticsDependent }
    reading = isInferred || isOpen ? options.reading(cluster.semantics, isInferred ? cluster.signOfCilium : nil) : nil
    discard(cluster)
  }
}

extension InspectionOptions {
  fileprivate func reading(_ semantics: Semantics, _ sign: String?) -> String {
    switch semantics {
    case .cilium:
      return "judged by the rules of Cilium \(cilium.release.rawValue) in mode \"\(cilium.enforcement.rawValue)\""
        + (sign.map { ", because \($0)" } ?? "")
    case .generic:
      return
        "judged by the rules of Kubernetes, with pods in their node's network as \(hostNetwork.rawValue), and with "
        + (matchesPodAddresses ? "blocks that match pods" : "blocks for addresses outside only")
    }
  }
}

extension ManifestReading {
  /// A policy that Cilium's agents refuse shows whose cluster it is no less than others. (TC-13)
  var hasCiliumPolicies: Bool {
    policies.policies.contains(where: \.id.api.isCilium) || refused.keys.contains(where: \.api.isCilium)
  }
}

extension ClusterInventory {
  /// NP-37, each where a pod or template of the workload stands.
  func hostNetworkWarnings(_ observation: ClusterObservation) -> [Diagnostic] {
    let places = observation.pods.filter(\.workload.usesHostNetwork)
    return workloads.filter(\.usesHostNetwork).map { workload in
      let place = places.first { $0.workload.namespace == workload.namespace && $0.workload.labels == workload.labels }
      return Diagnostic(
        .semanticsDependent,
        "\"\(workload.namespace)/\(workload.name)\" uses its node's network, and is shown as if policies governed it (NP-37)",
        at: place?.span, help: "many network plugins never do; `--host-network nodes` shows what is open then")
    }
  }

  /// The same workloads in networks of their own.
  var withoutHostNetwork: ClusterInventory {
    ClusterInventory(
      namespaces: namespaces,
      workloads: workloads.map { workload in
        Workload(
          namespace: workload.namespace, name: workload.name, kind: workload.kind, labels: workload.labels,
          ports: workload.ports, addresses: workload.addresses, serviceAccount: workload.serviceAccount)
      }, services: services, nodes: nodes)
  }
}
