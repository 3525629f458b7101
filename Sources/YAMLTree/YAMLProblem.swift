import Diagnostics

/// What libyaml could not read, and what was probably meant: libyaml itself names only what it expected.
struct YAMLProblem {
  private let problem: String
  private let context: String
  /// The rest of the line from where the problem is.
  private let text: Substring.UnicodeScalarView
  /// What stands before it.
  private let before: Substring.UnicodeScalarView

  init(_ problem: String, context: String?, at place: Position, in source: SourceText) {
    self.problem = problem
    self.context = context ?? ""
    let line = Substring(source.line(place.line) ?? "").unicodeScalars
    let start = line.first == "\u{FEFF}" ? line.dropFirst() : line[...]
    before = start.prefix(place.column - 1)
    text = start.dropFirst(place.column - 1)
  }

  var help: String? {
    if text.first == "\t" || problem.contains("tab character") { return "YAML does not indent with tabs; use spaces" }
    if context == "while scanning an alias" { return quoting(from: before.lastIndex(of: "*")) }
    return problem.contains("cannot start any token") ? quoting(from: text.startIndex) : nil
  }

  /// How to write the word at `start` as text.
  private func quoting(from start: Substring.UnicodeScalarView.Index?) -> String? {
    guard let start else { return nil }
    let rest = Array(before[min(start, before.endIndex)...]) + Array(text)
    let word = rest.prefix { !" \t,]}#".unicodeScalars.contains($0) }
    let quoted = word.filter { $0 != "\"" && $0 != "\\" }
    return "quote it: \"\(String(String.UnicodeScalarView(quoted)))\""
  }
}
