extension Sequence where Element == Diagnostic {
  /// The findings for programs.
  ///
  /// An object with `version` (1), `summary` (`errors`, `warnings`, `notices`) and `findings`. A finding has `code`,
  /// `severity`, `message`, `notes`, and where they exist `help` and `place`; a note has `message` and perhaps `place`.
  /// A place has `file`, `line`, `column`, `endLine` and `endColumn`: all from 1, columns in Unicode scalars, the end
  /// being the first column that is not part of it.
  public func renderedAsJSON() -> String {
    jsonText(FindingsJSON(Array(self)))
  }
}

private struct FindingsJSON: Encodable {
  struct Summary: Encodable {
    let errors: Int
    let warnings: Int
    let notices: Int
  }

  let version = 1
  let summary: Summary
  let findings: [FindingJSON]

  init(_ findings: [Diagnostic]) {
    func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }
    summary = Summary(errors: count(.error), warnings: count(.warning), notices: count(.notice))
    self.findings = findings.map(FindingJSON.init)
  }
}

private struct FindingJSON: Encodable {
  let code: String
  let severity: String
  let message: String
  let help: String?
  let place: PlaceJSON?
  let notes: [NoteJSON]

  init(_ finding: Diagnostic) {
    code = finding.code.rawValue
    severity = finding.severity.rawValue
    message = finding.message
    help = finding.help
    place = finding.span.map(PlaceJSON.init)
    notes = finding.notes.map { NoteJSON(message: $0.message, place: $0.span.map(PlaceJSON.init)) }
  }
}

private struct NoteJSON: Encodable {
  let message: String
  let place: PlaceJSON?
}

private struct PlaceJSON: Encodable {
  let file: String
  let line: Int
  let column: Int
  let endLine: Int
  let endColumn: Int

  init(_ span: Span) {
    file = span.source.path
    line = span.start.line
    column = span.start.column
    endLine = span.end.line
    endColumn = span.end.column
  }
}
