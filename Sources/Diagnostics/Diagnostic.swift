/// How much a finding weighs. Any error means that nothing is written and that the exit status is 1.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  case error, warning, notice

  public static func < (left: Severity, right: Severity) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}

/// Another place that a finding involves.
public struct Note: Hashable, Sendable {
  public let message: String
  public let span: Span?

  public init(_ message: String, at span: Span? = nil) {
    self.message = message
    self.span = span
  }
}

/// One finding: what rule is broken, where, what else is involved, and what to write instead.
public struct Diagnostic: Hashable, Sendable {
  public let code: DiagnosticCode
  public let severity: Severity
  /// Lower case, no final full stop, the user's own names in quotes.
  public let message: String
  /// Nil for findings about no place in particular, such as an empty folder.
  public let span: Span?
  public let notes: [Note]
  public let help: String?

  /// The severity is what the code says, unless the same rule weighs differently here.
  public init(
    _ code: DiagnosticCode, _ message: String, at span: Span?, severity: Severity? = nil, notes: [Note] = [],
    help: String? = nil
  ) {
    self.code = code
    self.severity = severity ?? code.severity
    self.message = message
    self.span = span
    self.notes = notes
    self.help = help
  }
}

extension Diagnostic: Comparable {
  /// What could not be read first, since that explains what is missed; then by place, findings without one first; then by
  /// weight, code and message, so that any two runs agree.
  public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    guard left.isAboutReading == right.isAboutReading else { return left.isAboutReading }
    switch (left.span, right.span) {
    case (nil, .some): return true
    case (.some, nil): return false
    case (let first?, let second?) where first != second: return first < second
    default:
      return (left.severity, left.code.rawValue, left.message) < (right.severity, right.code.rawValue, right.message)
    }
  }
}

extension Diagnostic {
  /// Whether a document gave less than it holds, so that others may find something missing.
  private var isAboutReading: Bool { severity == .error && code.isAboutReading }
}

/// The findings of a run, gathered stage by stage.
public struct DiagnosticLog: Sendable {
  private var findings: [Diagnostic] = []

  public init() {}

  /// Every finding in the order in which it was reported.
  public var unsorted: [Diagnostic] { findings }

  public mutating func report(_ diagnostic: Diagnostic) {
    findings.append(diagnostic)
  }

  public mutating func report(contentsOf diagnostics: some Sequence<Diagnostic>) {
    findings.append(contentsOf: diagnostics)
  }

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Every finding once, sorted.
  public var sorted: [Diagnostic] {
    guard findings.count > 1 else { return findings }
    var seen: Set<Diagnostic> = []
    return findings.filter { seen.insert($0).inserted }.sorted()
  }
}
