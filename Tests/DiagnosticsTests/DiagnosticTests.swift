import Testing

@testable import Diagnostics

@Suite struct DiagnosticTests {
  let source = SourceText(path: "b.yaml", "one\ntwo\n")

  func span(_ line: Int, _ column: Int = 1, in source: SourceText? = nil) -> Span {
    let start = Position(line: line, column: column)
    return Span(source: source ?? self.source, start: start, end: start)
  }

  @Test("A log lists each finding once, by place, those without one first") func order() {
    var log = DiagnosticLog()
    #expect(!log.hasErrors)
    let other = SourceText(path: "a.yaml", "")
    let findings = [
      Diagnostic(.unusedGrant, "m", at: span(2)), Diagnostic(.invalidName, "z", at: span(2)),
      Diagnostic(.invalidName, "a", at: span(1, 9)), Diagnostic(.invalidName, "b", at: span(7, in: other)),
      Diagnostic(.emptyGraph, "e", at: nil),
    ]
    log.report(contentsOf: findings + findings)
    #expect(log.sorted.map(\.message) == ["e", "b", "a", "z", "m"])
    #expect(log.hasErrors)
  }

  @Test("What could not be read comes before what is missed for it") func readingFirst() {
    let findings = [
      Diagnostic(.driftedObject, "missing", at: nil), Diagnostic(.invalidName, "name", at: span(1)),
      Diagnostic(.invalidYAML, "broken", at: span(2)), Diagnostic(.unreadableFile, "closed", at: nil),
    ]
    #expect(findings.sorted().map(\.message) == ["closed", "broken", "missing", "name"])
  }

  @Test("Warnings and notices are no errors") func severities() {
    var log = DiagnosticLog()
    log.report(Diagnostic(.unusedGrant, "m", at: nil))
    log.report(Diagnostic(.expiringGrant, "m", at: nil))
    #expect(!log.hasErrors)
    log.report(Diagnostic(.unusedGrant, "m", at: nil, severity: .error))
    #expect(log.hasErrors)
    #expect(Severity.allCases.sorted() == [.error, .warning, .notice])
  }

  @Test("A code is words in lower case between hyphens") func codes() {
    for code in DiagnosticCode.allCases {
      #expect(
        code.rawValue.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
          !word.isEmpty && word.allSatisfy { $0.isLowercase && $0.isASCII }
        })
    }
  }

  @Test("Lines end where YAML ends them") func lines() {
    let text = SourceText(path: "t", "a\r\nb\rc\u{85}d\u{2028}e\u{2029}\n")
    #expect((1...8).map { text.line($0) } == ["a", "b", "c", "d", "e", "", "", nil])
    #expect(SourceText(path: "t", "").line(1)?.isEmpty == true)
    #expect(SourceText(path: "t", "x").line(2) == nil)
    #expect(SourceText(path: "t", bytes: [0xE2, 0x80]).line(1) != nil)
  }

  @Test("A span never ends before it starts") func spans() {
    let backwards = Span(source: source, start: Position(line: 2, column: 3), end: Position(line: 1, column: 1))
    #expect(backwards.end == backwards.start)
    #expect(backwards.location == "b.yaml:2:3")
  }
}

@Suite struct TextTests {
  @Test("What steers a terminal is made visible, other text is not touched") func terminal() {
    #expect("\u{1b}[31m".escapedForTerminal == "\\u{1b}[31m")
    #expect("a\nb\u{202e}c\u{9b}d".escapedForTerminal == "a\\u{a}b\\u{202e}c\\u{9b}d")
    #expect("größe 日本 🎉".escapedForTerminal == "größe 日本 🎉")
    #expect("a\r\nb".escapedForTerminal == "a\\u{d}\\u{a}b")
  }

  @Test(
    "Distances count swaps of neighbours once",
    arguments: [
      ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
      ("Kafka", "kafka", 0),
      ("ca", "abc", 3),
    ])
  func distance(one: String, two: String, distance: Int) {
    #expect(one.editDistance(to: two) == distance)
    #expect(two.editDistance(to: one) == distance)
  }

  @Test("A suggestion is near, and the same on every run") func suggestions() {
    #expect("spce".nearest(in: ["kind", "spec"]) == "spec")
    #expect("zzz".nearest(in: ["kind", "spec"]) == nil)
    #expect("ab".nearest(in: ["ac", "ad", "aa"]) == "aa")
    #expect("spec".nearest(in: ["spec"]) == nil, "a name is no correction of itself")
    #expect(("a" + String(repeating: "\u{301}", count: 2_000_000)).nearest(in: ["ab", "ac"]) == nil, "and soon told")
    #expect(String(repeating: "a", count: 300).nearest(in: [String(repeating: "a", count: 299)]) == nil)
  }
}
