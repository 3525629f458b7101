import Analysis
public import Diagnostics
import Lowering
import Manifests
public import PolicyModel
public import Proof
public import Resolution

/// The proof that the policies of one cluster are what a graph says, and its findings.
public struct ClusterVerification: Sendable {
  public let proof: Proof
  /// Objects that are not what would be compiled now.
  public let drifted: [DriftedPolicy]
  /// What could not be read, where graph and cluster differ, and what the cluster runs that the graph does not know.
  public let findings: [Diagnostic]
  /// Whether nothing at all could be read: each object would be called missing, and the cause be lost among them.
  public let isBlind: Bool

  public var holds: Bool { proof.holds && !findings.contains { $0.severity == .error } }

  /// - Parameters:
  ///   - objects: the text of the cluster's objects.
  ///   - unreadable: findings about files that gave no text.
  ///   - compiled: what the graph compiles to, where somebody knows already.
  ///   - limit: how many differences are explained; nil for all.
  public init(
    of graph: TenantGraph, on cluster: Cluster, objects: [SourceText], unreadable: [Diagnostic] = [],
    compiled: PolicySet? = nil, explaining limit: Int? = 20
  ) {
    var log = DiagnosticLog()
    log.report(contentsOf: unreadable)
    let reading = ManifestReading(reading: objects, for: cluster.ciliumProfile.release, reportingTo: &log)
    isBlind = log.hasErrors && reading.isEmpty
    let unread = log.sorted
    proof = Proof(
      that: reading.policies, on: cluster, enforce: graph, observing: reading.observation, explaining: limit)
    let expected = compiled ?? PolicySet(lowering: graph, for: cluster)
    drifted = reading.policies.drift(from: expected)
    let spans = reading.spans
    log.report(contentsOf: proof.differences.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.influences.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.unfiltered.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.failures.map(\.diagnostic))
    log.report(contentsOf: drifted.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: ObservationCheck(of: reading.observation, in: graph, on: cluster).findings)
    log.report(
      contentsOf: Kustomizations(among: objects).findings(
        about: spans, unapplied: (try? ClusterFiles(of: expected, graph, on: cluster))?.unapplied ?? []))
    findings = isBlind ? unread : log.sorted
  }
}

extension ManifestReading {
  fileprivate var isEmpty: Bool {
    policies.policies.isEmpty && refused.isEmpty && observation.pods.isEmpty && observation.namespaces.isEmpty
  }
}
