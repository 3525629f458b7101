public import Diagnostics
import GraphFormat
public import PolicyModel
import Resolution

extension Difference {
  /// The finding for people.
  ///
  /// - Parameter spans: where policies stand that were read from text.
  public func diagnostic(on cluster: String, policiesAt spans: [PolicyID: Span]) -> Diagnostic {
    let isOpen = !gained.isEmpty
    let message =
      isOpen
      ? "\(source) reaches \(destination) on \(gained.words), which the graph does not allow"
      : "\(source) cannot reach \(destination) on \(lost.words), though the graph allows it"
    let reasons = isOpen && deciding.isEmpty ? [.nothingIsolates] : deciding.prefix(6).map { $0.note(spans) }
    let notes = reasons + assumptions + origins.prefix(3).flatMap(\.notes) + others
    return Diagnostic(
      .proofFailed, "in cluster \"\(cluster)\", \(message)", at: deciding.first.flatMap { spans[$0.policy] },
      notes: notes,
      help: isOpen
        ? "compile again to restore what the graph says; if the flow is wanted, it needs a need and a grant"
        : "compile again to restore what the graph says")
  }

  /// `and 12 more like it: a => b; c => d; …`
  private var others: [Note] {
    guard alikeCount > 0 else { return [] }
    let names = alike.map { "\($0.source) => \($0.destination)" } + (alikeCount > alike.count ? ["…"] : [])
    return [Note("and \(alikeCount) more like it: \(names.joined(separator: "; "))")]
  }

  fileprivate var assumptions: [Note] {
    guard !namespaceLabels.isEmpty else { return [] }
    let labels = namespaceLabels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return [Note("this is so once the namespaces have the label \(labels)")]
  }
}

extension ForeignInfluence {
  /// The finding for people.
  public func diagnostic(on cluster: String, policiesAt spans: [PolicyID: Span]) -> Diagnostic {
    let left = tenants.count - 5
    let owners = tenants.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    let whom = tenants.isEmpty ? "pods that no tenant owns" : owners
    let what =
      isWidening
      ? "opens to \(whom) what the graph closes: \(witness.source) reaches \(witness.destination) on "
        + "\(witness.gained.words)"
      : "closes to \(whom) what the graph opens: \(witness.source) cannot reach \(witness.destination) on "
        + "\(witness.lost.words)"
    let more = count > 1 ? [Note("this is one of \(isWhole ? "" : "more than ")\(count) such flows")] : []
    let rules = witness.deciding.filter { $0.policy == policy }.prefix(3).map { $0.note(spans) }
    return Diagnostic(
      .foreignPolicy, "in cluster \"\(cluster)\", \(policy), which was not compiled, \(what)", at: spans[policy],
      notes: rules + witness.assumptions + witness.origins.prefix(3).flatMap(\.notes) + more,
      help: isWidening
        ? "delete it; if the flow is wanted, it needs a need and a grant"
        : "delete it, or take the edge that it closes out of the graph")
  }
}

extension UnfilteredFlow {
  /// The finding for people.
  public func diagnostic(on cluster: String, policiesAt spans: [PolicyID: Span]) -> Diagnostic {
    let found = actual.map { "for \($0.words)" } ?? "for any request"
    return Diagnostic(
      .proofFailed,
      "in cluster \"\(cluster)\", \(source) reaches \(destination) on \(connections.words) \(found), and the graph allows "
        + "\(expected.words)", at: deciding.first.flatMap { spans[$0.policy] },
      notes: deciding.prefix(6).map { $0.note(spans) } + origins.prefix(3).flatMap(\.notes),
      help: "compile again to restore what the graph says, and delete policies of others that allow the same ports")
  }
}

extension [HTTPMatch] {
  fileprivate var words: String {
    isEmpty ? "none" : map(\.words).joined(separator: ", ")
  }
}

extension Note {
  /// Where no policy governs an end, there is no rule to name.
  fileprivate static let nothingIsolates = Note("no policy isolates either of them")
}

extension DecidingRule {
  fileprivate func note(_ spans: [PolicyID: Span]) -> Note {
    let what =
      rule.map { "\(action == .allow ? "allows" : "denies") it in \($0)" }
      ?? "isolates for \(direction.rawValue), and no rule allows it"
    return Note("\(policy) \(what)", at: spans[policy])
  }
}

extension EdgeOrigin {
  var notes: [Note] {
    [need.map { Note("the graph needs it here", at: $0) }, grant.map { Note("the graph grants it here", at: $0) }]
      .compactMap { $0 }
  }
}

extension AssertionFailure {
  /// What is open or missing, inside a sentence.
  public var openings: String { connections.words }

  public var diagnostic: Diagnostic {
    let message =
      switch assertion.claim {
      case .never: "\(path.joined(separator: " reaches ")) on \(connections.words)"
      case .always: "\(path.joined(separator: " cannot reach ")) on \(connections.words)"
      }
    return Diagnostic(
      .assertionFailed, "the assertion \"\(assertion.name)\" does not hold in cluster \"\(cluster)\": \(message)",
      at: assertion.span, notes: [assumption.map { Note($0) }].compactMap(\.self) + origins.prefix(6).flatMap(\.notes),
      help: remedy)
  }

  private var remedy: String {
    switch assertion.claim {
    case .always: "grant and need the flow, or change the assertion"
    case .never where endsAtOwnNode:
      "nothing can close it on this cluster; let the assertion name addresses besides those of nodes, or enforce with Cilium"
    case .never where origins.isEmpty:
      "no edge opens it: look at `withinTenant`, webhooks and policies from elsewhere, or change the assertion"
    case .never where assumption != nil:
      "take back the edge that opens it, or let the assertion name blocks of addresses that must stay closed"
    case .never: "take back the edge that opens it, or change the assertion"
    }
  }
}

extension ConnectionSet {
  /// The set inside a sentence.
  var words: String {
    if isAll { return "every port" }
    return TransportProtocol.allCases.filter { !self[$0].isEmpty }.map { "\($0.rawValue) \(self[$0].portList)" }
      .joined(separator: ", ")
  }
}
