public import Analysis
public import Diagnostics
import Manifests
public import PolicyModel

/// A cluster as a set of Kubernetes objects shows it: what runs there, and which policies are in force.
public struct ObservedCluster: Sendable {
  public let inventory: ClusterInventory
  public let policies: PolicySet
  /// Where each policy stood.
  let spans: [PolicyID: Span]
  let evaluation: PolicyEvaluation
  public let findings: [Diagnostic]

  /// - Parameters:
  ///   - semantics: nil for Cilium's if there are Cilium policies, else the generic ones.
  ///   - hostNetwork: what a pod in its node's network counts as, in the generic semantics. (NP-37)
  public init(of sources: [SourceText], semantics: Semantics? = nil, hostNetwork: HostNetwork = .pods) {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: sources, reportingTo: &log)
    let semantics = semantics ?? reading.policies.likelySemantics
    var inventory = reading.inventory
    if semantics == .generic, hostNetwork == .pods {
      log.report(contentsOf: inventory.hostNetworkWarnings)
      inventory = inventory.withoutHostNetwork
    }
    self.inventory = inventory
    policies = reading.policies
    spans = reading.spans
    evaluation = PolicyEvaluation(
      inventory: inventory, policies: reading.policies, semantics: semantics, matchesPodAddresses: false)
    findings = log.sorted
  }
}
