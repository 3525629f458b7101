extension Sequence where Element == Diagnostic {
  /// The findings for people at a terminal: each with its source line, and their number at the end.
  ///
  /// Empty when there are none.
  ///
  /// - Parameter counted: all findings of the run, if these are only some of them.
  public func renderedAsText(style: DiagnosticStyle = .plain, counting counted: [Diagnostic]? = nil) -> String {
    let findings = Array(self)
    guard !findings.isEmpty else { return "" }
    let parts = findings.map { $0.renderedAsText(style: style) }
    return (parts + ["\((counted ?? findings).severityCounts)\n"]).joined(separator: "\n")
  }

  /// `2 errors, 1 warning`
  public var severityCounts: String {
    let findings = Array(self)
    let counts = Severity.allCases.compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : count.counted(severity.rawValue)
    }
    return counts.isEmpty ? "no findings" : counts.joined(separator: ", ")
  }
}

extension Diagnostic {
  /// One finding with its source lines, its notes and its help. Every line ends with a line break.
  public func renderedAsText(style: DiagnosticStyle = .plain) -> String {
    TextRendering(of: self, style: style).lines.joined(separator: "\n") + "\n"
  }
}

/// One finding, laid out as lines. All places share one gutter.
private struct TextRendering {
  let style: DiagnosticStyle
  let gutter: Int
  private(set) var lines: [String] = []

  init(of diagnostic: Diagnostic, style: DiagnosticStyle) {
    self.style = style
    let places = [diagnostic.span] + diagnostic.notes.map(\.span)
    gutter = places.compactMap { $0.map { String($0.start.line).count } }.max() ?? 1
    let role = diagnostic.severity.role
    addHeadline("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", diagnostic.message, role)
    if let span = diagnostic.span { addPlace(span, mark: "^", role) }
    let elsewhere = diagnostic.notes.filter { $0.span != nil && $0.span?.location != diagnostic.span?.location }
    for note in diagnostic.notes where !elsewhere.contains(note) { addRemark("note", note.message, .note) }
    if let help = diagnostic.help { addRemark("help", help, .help) }
    for note in elsewhere {
      guard let span = note.span else { continue }
      addHeadline("note", note.message, .note)
      addPlace(span, mark: "-", .note)
    }
  }

  private mutating func addHeadline(_ title: String, _ message: String, _ role: DiagnosticStyle.Role) {
    lines.append(style.paint(title, as: role) + style.paint(": \(message.escapedForTerminal)", as: .headline))
  }

  /// A line, or several, that belong to the place above.
  private mutating func addRemark(_ title: String, _ text: String, _ role: DiagnosticStyle.Role) {
    let parts = text.parts(at: "\n").map(\.escapedForTerminal)
    let start = "\(indent) \(style.paint("=", as: .frame)) \(style.paint("\(title):", as: role))"
    let continuation = String(repeating: " ", count: gutter + title.count + 5)
    for (number, part) in parts.enumerated() {
      lines.append(number == 0 ? "\(start) \(part)" : "\(continuation)\(part)")
    }
  }

  /// The place with its source line and a row of marks under what the span covers.
  private mutating func addPlace(_ span: Span, mark: Character, _ role: DiagnosticStyle.Role) {
    lines.append("\(indent)\(style.paint("-->", as: .frame)) \(span.location.escapedForTerminal)")
    guard let excerpt = SourceExcerpt(of: span) else { return }
    let number = String(excerpt.lineNumber)
    let padding = String(repeating: " ", count: gutter - number.count)
    let marks = String(repeating: mark, count: excerpt.width)
    let bar = style.paint("|", as: .frame)
    lines.append("\(indent) \(bar)")
    lines.append("\(padding)\(style.paint(number, as: .frame)) \(bar) \(excerpt.text)")
    lines.append("\(indent) \(bar) \(String(repeating: " ", count: excerpt.indent))\(style.paint(marks, as: role))")
  }

  private var indent: String { String(repeating: " ", count: gutter) }
}
