public import Diagnostics
public import Proof
public import Resolution
import Workers

/// The proof that the policies of each cluster are what a graph says, and its findings.
public struct Verification: Sendable {
  public let clusters: [ClusterVerification]
  /// What could not be read, and where graph and policies differ.
  public let findings: [Diagnostic]

  /// Of the clusters that anything is known of.
  public var proofs: [Proof] { clusters.filter { !$0.isBlind }.map(\.proof) }
  public var holds: Bool { clusters.allSatisfy(\.holds) }

  public init(_ clusters: [ClusterVerification]) {
    self.clusters = clusters
    var log = DiagnosticLog()
    for cluster in clusters { log.report(contentsOf: cluster.findings) }
    findings = log.sorted
  }

  /// - Parameter objects: for each cluster the text of its objects.
  public init(of graph: TenantGraph, clusters: [Cluster], objects: [String: [SourceText]]) {
    self.init(
      clusters.concurrentMap { ClusterVerification(of: graph, on: $0, objects: objects[$0.name] ?? []) })
  }

  /// What was compared, and the outcome, a line each.
  public var summary: String {
    let lines = proofs.map { proof in
      "\(proof.cluster): compared \(proof.peerCount.counted("peer")), \(proof.pairCount.counted("pair")), "
        + proof.connectionSetCount.counted("distinct connection set")
    }
    return (lines + [verdict]).joined(separator: "\n") + "\n"
  }

  private var verdict: String {
    if holds { return "proved: what was compiled is what the graph says" }
    let differences = proofs.reduce(0) { $0 + $1.differenceCount }
    guard differences > 0 else {
      return "not proved: connections are as the graph says, but \(flaws.joined(separator: ", "))"
    }
    let most = proofs.contains(where: \.isCutShort) ? "more than " : ""
    let rest = flaws.isEmpty ? "" : "; \(flaws.joined(separator: ", "))"
    return "not proved: \(most)\(differences.counted("difference"))\(causes)\(rest)"
  }

  /// What is wrong besides connections, each kind with its number.
  private var flaws: [String] {
    let requests = proofs.reduce(0) { $0 + $1.unfiltered.count }
    let assertions = proofs.reduce(0) { $0 + $1.failures.count }
    let errors = findings.filter { $0.severity == .error }
    let drifted = errors.count { $0.code == .driftedObject }
    let before = proofs.reduce(0) { $0 + $1.precedences.count }
    let edges = errors.count { $0.code == .hostNetworkPod }
    let questions = clusters.reduce(0) { $0 + $1.questions.count }
    let explained: Set<DiagnosticCode> = [
      .driftedObject, .assertionFailed, .proofFailed, .foreignPolicy, .hostNetworkPod,
    ]
    let rest = errors.count { !explained.contains($0.code) } - questions
    return [
      requests == 0 ? nil : requests.counted("flow with other requests", "flows with other requests"),
      assertions == 0 ? nil : assertions.counted("failed assertion"),
      before == 0 ? nil : before.counted("policy of others that comes first", "policies of others that come first"),
      edges == 0 ? nil : edges.counted("flow that ends at a node's network", "flows that end at a node's network"),
      questions == 0 ? nil : questions.counted("open question"),
      drifted == 0 ? nil : drifted.counted("drifted object"), rest <= 0 ? nil : rest.counted("other error"),
    ].compactMap(\.self)
  }

  /// How many causes the differences have, where that says more than their number.
  private var causes: String {
    let foreign = proofs.reduce(0) { $0 + $1.influences.count }
    let causes = proofs.reduce(foreign) { $0 + $1.causeCount }
    let explained = proofs.reduce(foreign) { $0 + $1.differences.count }
    let differences = proofs.reduce(0) { $0 + $1.differenceCount }
    let isWhole = proofs.allSatisfy(\.isWhole)
    if explained < causes || !isWhole {
      return
        ", \(explained) of \(isWhole ? "" : "at least ")\(causes.counted("cause")) explained; --all explains every one"
    }
    return causes < differences ? " of \(causes.counted("cause"))" : ""
  }
}
