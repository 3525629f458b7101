import Diagnostics
import Foundation
import Testing

/// Every renderer against its golden file in `Rendered`. `UPDATE_GOLDEN=1` rewrites them.
@Suite struct RendererTests {
  @Test func text() throws { try compare(SampleFindings.all.renderedAsText(), with: "findings.txt") }

  @Test func colours() throws {
    let text = SampleFindings.all.renderedAsText(style: .ansi)
    try compare(text.replacing("\u{1B}", with: "ESC"), with: "findings.ansi.txt")
  }

  @Test func json() throws {
    let text = SampleFindings.all.renderedAsJSON()
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    try compare(text, with: "findings.json")
  }

  @Test func gitHub() throws { try compare(SampleFindings.all.renderedAsGitHubCommands(), with: "findings.github.txt") }

  @Test func sarif() throws { try compare(SampleFindings.all.renderedAsSARIF(), with: "findings.sarif") }

  @Test func nothingFound() {
    let none: [Diagnostic] = []
    #expect(none.renderedAsText() == "")
    #expect(none.renderedAsGitHubCommands() == "")
    #expect(none.severityCounts == "no findings")
    #expect(none.renderedAsJSON().contains("\"findings\" : ["))
  }

  @Test func foldersHoldNothingElse() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(names == ["findings.ansi.txt", "findings.github.txt", "findings.json", "findings.sarif", "findings.txt"])
  }

  /// Nothing that comes from a file may steer the terminal.
  @Test func foreignTextIsHarmless() {
    let source = SourceText(path: "a\u{1B}[2J.yaml", "x: \u{1B}[31m\u{202E}\u{9B}1m\n")
    let span = Span(source: source, start: Position(line: 1, column: 4), end: Position(line: 1, column: 9))
    let finding = Diagnostic(
      .wrongType, "bad \u{1B}]0;title\u{7}", at: span,
      notes: [Note("n\u{1B}", at: nil), Note("m\u{1B}", at: Span(startOf: source))],
      help: "h\u{1B}\u{8}")
    for text in [[finding].renderedAsText(), [finding].renderedAsGitHubCommands()] {
      let controls = text.unicodeScalars.filter { $0 != "\n" && $0.properties.generalCategory == .control }
      #expect(controls.isEmpty)
      #expect(!text.unicodeScalars.contains("\u{202E}"))
    }
  }

  /// A span may point past the end of its line or of its text: a broken file can end anywhere.
  @Test(arguments: [(1, 1), (1, 99), (2, 1), (99, 1), (0, 0)])
  func placesOutsideOfTheText(line: Int, column: Int) {
    let source = SourceText(path: "a.yaml", "abc")
    let place = Position(line: line, column: column)
    let finding = Diagnostic(.invalidYAML, "broken", at: Span(source: source, start: place, end: place))
    let text = [finding].renderedAsText()
    #expect(text.hasPrefix("error[invalid-yaml]: broken\n"))
    #expect(text.contains("--> a.yaml:\(line):\(column)\n"))
    #expect(text.contains("1 | abc\n") == (line == 1))
  }

  @Test func manyFindingsAreCounted() {
    let source = SourceText(path: "a.yaml", "abc")
    let findings = (1...70).map { Diagnostic(.invalidYAML, "number \($0)", at: Span(startOf: source)) }
    let limited = FindingLimit(findings + [Diagnostic(.unusedGrant, "other", at: nil)], limit: 50)
    #expect(limited.shown.count == 51)
    #expect(limited.remark == "… and 20 more of invalid-yaml; --all shows them\n")
    let text = limited.shown.renderedAsText(counting: findings)
    #expect(text.contains("number 50\n") && !text.contains("number 51\n"))
    #expect(text.hasSuffix("\n70 errors\n"))
    #expect(FindingLimit(findings, limit: nil).shown.count == 70)
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Rendered")

  private func compare(_ text: String, with name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: file)
    } else {
      #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == text)
    }
  }
}
