public import Diagnostics
import Manifests
import PolicyModel
public import Proof
public import Resolution

/// The proof that the policies of each cluster are what a graph says, and its findings.
public struct Verification: Sendable {
  public let proofs: [Proof]
  /// What could not be read, and where graph and policies differ.
  public let findings: [Diagnostic]

  public var holds: Bool { proofs.allSatisfy(\.holds) && !findings.contains { $0.severity == .error } }

  /// How many differences are explained, of all that there are.
  private static let limit = 20

  /// - Parameter objects: for each cluster the text of its objects.
  public init(of graph: TenantGraph, clusters: [Cluster], objects: [String: [SourceText]]) {
    var log = DiagnosticLog()
    var proofs: [Proof] = []
    for cluster in clusters {
      let reading = ManifestReading(reading: objects[cluster.name] ?? [], reportingTo: &log)
      let proof = Proof(that: reading.policies, on: cluster, enforce: graph)
      log.report(
        contentsOf: proof.differences.prefix(Self.limit).map {
          $0.diagnostic(on: cluster.name, policiesAt: reading.spans)
        })
      log.report(contentsOf: proof.failures.map(\.diagnostic))
      proofs.append(proof)
    }
    self.proofs = proofs
    findings = log.sorted
  }

  /// What was compared, and the outcome, a line each.
  public var summary: String {
    let lines = proofs.map { proof in
      "\(proof.cluster): compared \(proof.peerCount) peers, \(proof.pairCount) pairs, "
        + "\(proof.connectionSetCount) distinct connection sets"
    }
    let differences = proofs.reduce(0) { $0 + $1.differences.count }
    let verdict =
      holds
      ? "proved: what was compiled is what the graph says"
      : "not proved: \(differences) difference\(differences == 1 ? "" : "s")"
        + (differences > Self.limit ? ", the first ones are explained" : "")
    return (lines + [verdict]).joined(separator: "\n") + "\n"
  }
}
