import Changes
import Diagnostics
import GraphFormat
import PolicyModel
import Proof
import Resolution

extension ReportedGuardrail {
  init(_ guardrail: Guardrail, of graph: TenantGraph) {
    let flow = "from \(guardrail.from.words(in: graph)) to \(guardrail.to.words(in: graph))\(guardrail.ports.suffix)"
    let exceptions = guardrail.exceptions.map { "\($0.from.words(in: graph)) to \($0.to.words(in: graph))" }
    let tail = exceptions.isEmpty ? "" : ", except \(exceptions.joined(separator: "; "))"
    self.init(name: guardrail.name, words: flow + tail, reason: guardrail.reason, place: Place(guardrail.span))
  }
}

extension ReportedAssertion {
  init(_ assertion: Assertion, of graph: TenantGraph, failures: [AssertionFailure]) {
    let places = assertion.environments.isEmpty ? "" : " in \(assertion.environments.joined(separator: ", "))"
    let paths = assertion.isTransitive ? ", over any path" : ""
    let flow = "\(assertion.from.words(in: graph)) → \(assertion.to.words(in: graph))\(assertion.ports.suffix)"
    let own = failures.filter { $0.assertion.span == assertion.span && $0.assertion.name == assertion.name }
    self.init(
      name: assertion.name, words: "\(assertion.claim.rawValue): \(flow)\(places)\(paths)",
      place: Place(assertion.span),
      failures: own.map { failure in
        let verb = assertion.claim == .never ? "open" : "missing"
        return "\(failure.cluster): \(failure.path.joined(separator: " → ")), \(verb): \(failure.connections)"
      })
  }
}

extension [EdgePort] {
  fileprivate var suffix: String {
    isEmpty ? "" : " on " + map { "\($0.range)" }.joined(separator: ", ")
  }
}

extension Population {
  fileprivate func words(in graph: TenantGraph) -> String {
    switch self {
    case .tenants(let names) where names.count == graph.tenants.count: "every tenant"
    case .tenants(let names): names.shortList
    case .workloads(let ids): ids.map(\.description).shortList
    case .outside(let inner): "everybody but \(inner.words(in: graph))"
    case .addresses(let block): "\(EdgeEnd.addresses(block))"
    case .domain(let pattern): pattern.text
    case .internet: "the internet"
    case .apiServer: "the API server"
    }
  }
}

extension [String] {
  /// Nobody reads more than a few names.
  fileprivate var shortList: String {
    isEmpty
      ? "nobody" : count <= 5 ? joined(separator: ", ") : "\(prefix(4).joined(separator: ", ")) and \(count - 4) more"
  }
}

/// Which tenant's document a line belongs to.
struct DocumentPlaces {
  private let starts: [String: [(line: Int, tenant: Int)]]

  init(of graph: TenantGraph) {
    let places = graph.tenants.enumerated().map { (span: $1.span, tenant: $0) }
    starts = Dictionary(grouping: places) { $0.span.source.path }
      .mapValues { $0.map { (line: $0.span.start.line, tenant: $0.tenant) }.sorted { $0.line < $1.line } }
  }

  /// Nil for files of the platform.
  func tenant(at span: Span) -> Int? {
    let documents = starts[span.source.path] ?? []
    // A finding above the first line of a tenant, such as its `apiVersion`, is about that tenant.
    return (documents.last { $0.line <= span.start.line } ?? documents.first)?.tenant
  }
}

extension ReportedFinding {
  init(_ finding: Diagnostic, in places: DocumentPlaces) {
    self.init(
      severity: finding.severity, code: finding.code.rawValue, message: finding.message,
      place: finding.span.map(Place.init),
      notes: finding.notes.map { ReportedNote(message: $0.message, place: $0.span.map(Place.init)) },
      help: finding.help, tenant: finding.span.flatMap(places.tenant))
  }
}

extension ReportedChanges {
  init(_ changes: AccessChanges) {
    self.init(
      flows: changes.flows.map(ReportedFlowChange.init),
      others: changes.others.map {
        ReportedOtherChange(category: $0.category.rawValue, name: $0.name, before: $0.before, after: $0.after)
      })
  }
}

extension ReportedFlowChange {
  fileprivate init(_ change: FlowChange) {
    self.init(
      kind: change.kind.rawValue, source: change.source.name, destination: change.destination.name,
      owner: change.destination.owner ?? change.source.owner,
      environments: change.environments.map(\.words).joined(separator: ", "), before: change.before.words,
      after: change.after.words, until: change.until)
  }
}

extension FlowState {
  fileprivate var words: String {
    let open = connections.isEmpty ? "closed" : connections.description
    return requests.isEmpty ? open : "\(open) (\(requests.joined(separator: ", ")))"
  }
}
