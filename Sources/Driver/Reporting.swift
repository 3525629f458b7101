public import Changes
import Lowering
import PolicyModel
import Proof
public import Reports
import Resolution

extension Compilation {
  /// The report of a run; nil when the sources make no graph.
  ///
  /// - Parameters:
  ///   - verification: of what was compiled; nil while the graph has errors.
  ///   - changes: against another state of the graph.
  public func report(verification: Verification?, changes: AccessChanges? = nil) -> Report? {
    guard let graph else { return nil }
    let policies = graph.clusters.map { ($0.name, self.policies(for: $0)) }
    let failures = hasErrors ? graph.brokenAssertions() : verification?.proofs.flatMap(\.failures) ?? []
    return Report(
      of: graph, today: today, findings: findings + (verification?.findings ?? []),
      policies: Dictionary(policies) { first, _ in first },
      proofs: verification.map { $0.clusters.map(ReportedProof.init) }, failures: failures,
      question: hasErrors ? nil : question, changes: changes)
  }
}

extension ReportedProof {
  fileprivate init(_ verification: ClusterVerification) {
    let proof = verification.proof
    self.init(
      cluster: proof.cluster, holds: verification.holds, peerCount: proof.peerCount, pairCount: proof.pairCount,
      connectionSetCount: proof.connectionSetCount, differenceCount: proof.differenceCount)
  }
}
