import Analysis
public import Diagnostics
import Manifests
public import PolicyModel

/// A cluster as a set of Kubernetes objects shows it: what runs there, and which policies are in force.
public struct ObservedCluster: Sendable {
  public let inventory: ClusterInventory
  /// The same with pods in their node's network as such.
  let inventoryAsRead: ClusterInventory
  public let policies: PolicySet
  /// Where each policy stood.
  let spans: [PolicyID: Span]
  let evaluation: PolicyEvaluation
  /// Pods of namespaces that policies govern and of which none was read; without any pod, all that selectors describe.
  let inferred: InferredPods
  /// The same policies with the inferred pods among those that were read.
  let completed: PolicyEvaluation
  let options: InspectionOptions
  let semantics: Semantics
  /// Why the objects are likely those of a cluster with Cilium; nil if nothing says so.
  let signOfCilium: String?
  public let findings: [Diagnostic]

  /// - Parameter options: how the objects are judged where clusters differ.
  public init(of sources: [SourceText], options: InspectionOptions = InspectionOptions()) {
    self.options = options
    var log = DiagnosticLog()
    let applied = AppliedFiles(of: sources)
    let reading = ManifestReading(
      reading: sources, for: options.cilium.release, placedIn: applied.placements(of:), reportingTo: &log)
    log.report(contentsOf: applied.findings(about: reading))
    signOfCilium =
      reading.hasCiliumPolicies
      ? "there are policies of Cilium" : options.isAboutCilium ? "an option about its agents was given" : nil
    let semantics = options.semantics ?? (signOfCilium == nil ? .generic : .cilium)
    self.semantics = semantics
    var inventory = reading.inventory
    if semantics == .generic, options.hostNetwork == .pods {
      log.report(contentsOf: inventory.hostNetworkWarnings(reading.observation))
      inventory = inventory.withoutHostNetwork
    }
    self.inventory = inventory
    inventoryAsRead = reading.inventory
    policies = reading.policies
    hasPolicies = !reading.policies.policies.isEmpty || !reading.refused.isEmpty
    spans = reading.spans
    evaluation = PolicyEvaluation(
      inventory: inventory, policies: reading.policies, semantics: semantics, cilium: options.cilium,
      matchesPodAddresses: options.matchesPodAddresses)
    inferred = InferredPods(
      from: [evaluation], in: reading.inventory.workloads.isEmpty ? .everySelector : .governedNamespaces)
    completed = evaluation.adding(inferred)
    log.report(contentsOf: evaluation.findings(at: reading.spans, podBlocks: options.podBlocks))
    if options.lints {
      log.report(
        contentsOf: evaluation.lints(
          at: reading.spans, refused: reading.refused,
          withoutPodsOf: Set(reading.podMakers.compactMap(\.namespace))))
    }
    findings = MixedClusters(among: sources).explaining(log.sorted).sorted()
  }

  /// Whether there are policies among the objects, be it refused ones.
  let hasPolicies: Bool

  /// Whether the objects say which pods run.
  public var hasWorkloads: Bool { !inventory.workloads.isEmpty }
}
