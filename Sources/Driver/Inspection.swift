public import Analysis
public import Diagnostics
import Manifests
public import PolicyModel

/// What a set of Kubernetes objects allows, without any graph.
public struct Inspection: Sendable {
  public let report: AccessReport
  public let findings: [Diagnostic]

  /// - Parameters:
  ///   - semantics: nil for Cilium's if there are Cilium policies, else the generic ones.
  ///   - families: the address families that are shown.
  public init(of sources: [SourceText], semantics: Semantics?, families: [AddressFamily]) {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: sources, reportingTo: &log)
    let evaluation = PolicyEvaluation(
      inventory: reading.inventory, policies: reading.policies, semantics: semantics ?? reading.policies.likelySemantics,
      matchesPodAddresses: false)
    report = AccessReport(evaluation: evaluation, inventory: reading.inventory, families: families)
    findings = log.sorted
  }
}

extension PolicySet {
  fileprivate var likelySemantics: Semantics {
    policies.contains { [.ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy].contains($0.id.api) } ? .cilium : .generic
  }
}
