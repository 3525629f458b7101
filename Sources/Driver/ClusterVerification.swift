import Analysis
public import Diagnostics
import GraphFormat
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
  /// What nobody can tell about policies that may bear on tenants, from what was read.
  let questions: [OpenQuestion]
  /// Namespaces of the cluster that no tenant owns there.
  public let unownedNamespaces: [String]
  /// What could not be read, where graph and cluster differ, and what the cluster runs that the graph does not know.
  public let findings: [Diagnostic]
  /// Whether nothing at all could be read: each object would be called missing, and the cause be lost among them.
  public let isBlind: Bool

  public var holds: Bool { proof.holds && !findings.contains { $0.severity == .error } }

  /// - Parameters:
  ///   - objects: the text of the cluster's objects.
  ///   - unreadable: findings about files that gave no text.
  ///   - compiled: what the graph compiles to, where somebody knows already.
  ///   - withDelivery: whether the objects that deliver the cluster's folder were read as well.
  ///   - limit: how many differences are explained; nil for all.
  public init(
    of graph: TenantGraph, on cluster: Cluster, objects: [SourceText], unreadable: [Diagnostic] = [],
    compiled: PolicySet? = nil, withDelivery: Bool = false, explaining limit: Int? = 20
  ) {
    var log = DiagnosticLog()
    log.report(contentsOf: unreadable)
    let reading = ManifestReading(reading: objects, for: cluster.ciliumProfile.release, reportingTo: &log)
    isBlind = log.hasErrors && reading.isEmpty
    let unread = log.sorted
    let questions = reading.questions(about: graph, on: cluster)
    self.questions = questions
    proof = Proof(
      that: reading.policies, on: cluster, enforce: graph, observing: reading.observation, explaining: limit)
    let expected = compiled ?? PolicySet(lowering: graph, for: cluster)
    drifted = reading.policies.drift(
      from: expected, lifecycles: reading.lifecycles.compactMapValues { $0.without(cluster.expects) })
    let spans = reading.spans
    log.report(contentsOf: proof.differences.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.influences.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.precedences.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.unfiltered.map { $0.diagnostic(on: cluster.name, policiesAt: spans) })
    log.report(contentsOf: proof.failures.map(\.diagnostic))
    let home = ObjectHome(of: cluster.name, policiesAt: spans)
    log.report(contentsOf: drifted.map { $0.diagnostic(on: cluster.name, policiesAt: spans, in: home) })
    let check = ObservationCheck(of: reading.observation, in: graph, on: cluster)
    unownedNamespaces = check.unownedNamespaces
    log.report(contentsOf: check.findings)
    let kustomizations = Kustomizations(among: objects)
    let judged = Kustomizations.Judged(policies: spans, others: reading.claimed)
    let isFolder = kustomizations.isFolder(of: judged)
    log.report(
      contentsOf: EmittedObjects(of: graph, on: cluster, policies: expected).findings(
        about: reading.claimed, isFolder ? .folder(withDelivery: withDelivery) : .dump))
    log.report(
      contentsOf: kustomizations.findings(
        about: judged, unapplied: (try? ClusterFiles(of: expected.policies, graph, on: cluster))?.unapplied ?? []))
    if isFolder {
      log.report(
        contentsOf: DeliveryMarks.findings(
          about: reading.policies, compiledAs: expected, on: cluster.name, at: spans))
    }
    let found = (isBlind ? unread : log.sorted).asking(questions)
    findings = isFolder ? found.refusingRepetition : found
  }
}

extension Cluster {
  /// Capsule makes itself the owner of what it replicates. Only the platform deletes a GlobalTenantResource; a
  /// TenantResource is a tenant's.
  fileprivate func expects(_ owner: ObjectOwner) -> Bool {
    emissions.contains(.capsule) && owner.isOf(group: "capsule.clastix.io") && owner.kind == "GlobalTenantResource"
  }
}

extension ManifestReading {
  fileprivate var isEmpty: Bool {
    policies.policies.isEmpty && refused.isEmpty && observation.pods.isEmpty && observation.namespaces.isEmpty
  }
}
