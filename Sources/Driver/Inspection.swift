public import Analysis
public import Diagnostics
import Manifests
public import PolicyModel

/// What a set of Kubernetes objects allows, without any graph.
public struct Inspection: Sendable {
  public let report: AccessReport
  public let findings: [Diagnostic]

  /// - Parameter families: the address families that are shown.
  public init(of sources: [SourceText], semantics: Semantics, families: [AddressFamily]) {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: sources, reportingTo: &log)
    let evaluation = PolicyEvaluation(
      inventory: reading.inventory, policies: reading.policies, semantics: semantics, matchesPodAddresses: false)
    report = AccessReport(evaluation: evaluation, inventory: reading.inventory, families: families)
    findings = log.sorted
  }
}
