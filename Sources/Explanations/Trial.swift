import Diagnostics
import GraphFormat
import Proof
import Resolution

extension GraphQuestion {
  /// Why a graph with these claims would be refused; nil when it would be no worse than this one.
  ///
  /// Nobody should be told to write what the next check then refuses.
  func objection(to claims: [ProposedClaim]) -> Diagnostic? {
    var log = DiagnosticLog()
    let proposed = document.adding(claims, reportingTo: &log)
    if let error = log.firstError { return error }
    let known = Set(resolved(document).errors.map(\.sentence))
    let trial = resolved(proposed)
    return trial.errors.first { !known.contains($0.sentence) } ?? trial.graph.flatMap(brokenPromise)
  }

  private func resolved(_ document: GraphDocument) -> (graph: TenantGraph?, errors: [Diagnostic]) {
    var log = DiagnosticLog()
    let graph = TenantGraph(resolving: document, today: today, reportingTo: &log)
    // What only a platform tenant may write is no advice to anybody, and opens nothing on some clusters.
    return (graph, log.sorted.filter { $0.severity == .error || $0.code == .clusterAddresses })
  }

  /// A guardrail or an assertion that holds in this graph and would not in `proposed`.
  private func brokenPromise(of proposed: TenantGraph) -> Diagnostic? {
    let findings = proposed.unkeptGuardrails() + proposed.brokenAssertions().map(\.diagnostic)
    guard !findings.isEmpty else { return nil }
    let known = Set((graph.unkeptGuardrails() + graph.brokenAssertions().map(\.diagnostic)).map(\.sentence))
    return findings.first { !known.contains($0.sentence) }
  }
}

extension DiagnosticLog {
  fileprivate var firstError: Diagnostic? { sorted.first { $0.severity == .error } }
}

extension Diagnostic {
  /// What makes a finding the same before and after a change elsewhere.
  fileprivate var sentence: String { "\(code.rawValue) \(message)" }
}
