import Diagnostics
import GraphFormat
import Proof
import Resolution
import Synchronization

/// What came of claims that were tried: the environments of a question mostly lack the same ones.
final class Trials: Sendable {
  private let objections = Mutex<[[ProposedClaim]: Diagnostic?]>([:])

  func objection(to claims: [ProposedClaim], _ attempt: () -> Diagnostic?) -> Diagnostic? {
    if let known = objections.withLock({ $0[claims] }) { return known }
    let objection = attempt()
    objections.withLock { $0[claims] = .some(objection) }
    return objection
  }
}

extension GraphQuestion {
  /// Why a graph with these claims would be refused; nil when it would be no worse than this one.
  ///
  /// Nobody should be told to write what the next check then refuses.
  func objection(to claims: [ProposedClaim]) -> Diagnostic? {
    guard triesProposals else { return nil }
    return trials.objection(to: claims) { refusal(of: claims) }
  }

  private func refusal(of claims: [ProposedClaim]) -> Diagnostic? {
    var log = DiagnosticLog()
    let proposed = document.adding(claims, reportingTo: &log)
    if let error = log.firstError { return error }
    let trial = resolved(proposed)
    if !trial.errors.isEmpty {
      let known = Set(resolved(document).errors.map(\.sentence))
      if let error = trial.errors.first(where: { !known.contains($0.sentence) }) { return error }
    }
    return trial.graph.flatMap(brokenPromise)
  }

  private func resolved(_ document: GraphDocument) -> (graph: TenantGraph?, errors: [Diagnostic]) {
    var log = DiagnosticLog()
    let graph = TenantGraph(resolving: document, today: today, reportingTo: &log)
    // What only a platform tenant may write is no advice to anybody, and opens nothing on some clusters.
    return (graph, log.sorted.filter { $0.severity == .error || $0.code == .clusterAddresses })
  }

  /// A guardrail or an assertion that holds in this graph and would not in `proposed`.
  private func brokenPromise(of proposed: TenantGraph) -> Diagnostic? {
    let findings = proposed.guardrailFindings() + proposed.brokenAssertions().map(\.diagnostic)
    guard !findings.isEmpty else { return nil }
    let known = Set((graph.guardrailFindings() + graph.brokenAssertions().map(\.diagnostic)).map(\.sentence))
    return findings.first { !known.contains($0.sentence) }
  }
}

extension DiagnosticLog {
  fileprivate var firstError: Diagnostic? { sorted.first { $0.severity == .error } }
}

extension Diagnostic {
  /// What makes a finding the same before and after a change elsewhere: a need of several ports still lacks a grant when
  /// one more of them has got it, in other words.
  fileprivate var sentence: String {
    code == .needWithoutGrant ? "\(code.rawValue) \(span?.location ?? message)" : "\(code.rawValue) \(message)"
  }
}
