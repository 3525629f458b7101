import Diagnostics
import Testing
import YAMLTree

/// What others find in a text that is read here.
@Suite struct OtherReadersTests {
  private func read(_ text: String, for readers: YAMLReaders) -> (documents: [YAMLDocument], findings: [Diagnostic]) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(
      in: SourceText(path: "t.yaml", text), limits: YAMLLimits(readers: readers), reportingTo: &log)
    return (documents, log.sorted)
  }

  // MARK: People

  private static let hidden = [
    "\u{85}", "\u{2028}", "\u{2029}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}", "\u{200E}", "\u{200F}", "\u{202A}",
    "\u{202E}", "\u{2060}", "\u{2066}", "\u{2069}", "\u{34F}", "\u{115F}", "\u{3164}", "\u{FFA0}", "\u{FE00}",
    "\u{FEFF}", "\u{E0001}", "\u{E0041}", "\u{E0100}", "\u{200D}", "\u{200C}", "\u{FE0F}",
  ]

  /// Wherever it stands: in a comment, a key, a plain text or one in quotes.
  @Test(arguments: hidden, ["# a%b\nk: v\n", "k%l: v\n", "k: a%b\n", "k: \"a%b\"\n", "k: 'a%b'\n", "k: |\n  a%b\n"])
  func peopleSeeAllThatIsThere(_ sign: String, _ text: String) throws {
    let (documents, findings) = read(text.replacing("%", with: sign), for: .people)
    #expect(documents.isEmpty)
    #expect(findings.map(\.code) == [.hiddenText])
    #expect(try #require(findings.first?.span).start.line == text.prefix { $0 != "%" }.count { $0 == "\n" } + 1)
    #expect(read(text.replacing("%", with: sign), for: .programs).findings.allSatisfy { $0.code != .hiddenText })
  }

  /// A sign that is in the way of a Character, such as a mark behind a blank, is no shelter.
  @Test func combiningMarksHideNothing() {
    #expect(read("# a\u{85}\u{301}b\n", for: .people).findings.map(\.code) == [.hiddenText])
    #expect(read("# a\u{301}\u{200B}\u{301}b\n", for: .people).findings.map(\.code) == [.hiddenText])
  }

  @Test(arguments: ["a: 1\rb: 2\r", "# a\rb: 2\n", "a: \"b\r c\"\n", "a: b\r\r\n"])
  func aCarriageReturnAloneEndsNoLine(_ text: String) {
    #expect(read(text, for: .people).findings.map(\.code).contains(.hiddenText))
    #expect(read(text, for: .people).documents.isEmpty)
  }

  @Test(arguments: [
    "a: b\r\nc: d\r\n", "a: Grüße, 日本語, عربي\n", "a: e\u{301}\n", "a: ❤\u{FE0F}\n", "a: 👩\u{200D}💻\n",
    "a: 1\u{FE0F}\u{20E3}\n", "a: می\u{200C}خواهم\n", "a: \"\\u202E\\N\\L\"\n", "\u{FEFF}a: b\n", "a:\tb\n",
    "a: \u{A0}b\n",
  ])
  func whatShowsMayStand(_ text: String) {
    #expect(read(text, for: .people).findings == [])
    #expect(read(text, for: .people).documents.count == 1)
  }

  @Test func placesAndNumber() {
    let findings = read("a: b\n# ü\u{202E}\n# \u{85}# \u{200B}\n", for: .people).findings
    #expect(findings.compactMap(\.span?.start).map { [$0.line, $0.column] } == [[2, 4], [3, 3], [4, 3]])
    #expect(read(String(repeating: "\u{200B}", count: 1_000), for: .people).findings.count == 20)
  }

  // MARK: kubectl

  /// kubectl 1.32 read the first document of each and nothing more, or refused the file, or read two where YAML has one.
  @Test(arguments: [
    "a: 1\n# x\u{85}---\u{85}b: 2\n", "a: 1\n# x\u{2028}---\nb: 2\n", "a: 1\n# x\u{2029}---\nb: 2\n",
    "a: 1\n# x\r---\rb: 2\n", "a: 1\r---\nb: 2\n", "a: 1\n--- {b: 2}\n", "--- {a: 1}\n---\nb: 2\n",
    "a: 1\n--- !x\nb: 2\n",
    "a: \"\n---#\n\"\n", "a: '\n---\u{A0}\n'\n", "a: \"\n---b\"\n", "---a: 1\n",
  ])
  func kubectlFindsTheSameDocuments(_ text: String) {
    let findings = read(text, for: .kubectl).findings
    #expect(findings.contains { $0.code == .invalidYAML && $0.message.contains("kubectl") }, "\(findings)")
    #expect(!read(text, for: .programs).findings.contains { $0.message.contains("kubectl") })
  }

  /// In long streams, which are read in parts, as well.
  @Test func kubectlFindsTheSameInLongStreams() {
    let text = String(repeating: "a: 1\n---\n", count: 40_000) + "b: 1\n# x\r---\nc: 1\n"
    #expect(read(text, for: .kubectl).findings.map(\.span?.start.line) == [80_003])
  }

  @Test(arguments: [
    ("a: 1\n---\nb: 2\n", 2), ("a: 1\r\n---\r\nb: 2\r\n", 2), ("---\na: 1\n--- # c\nb: 2\n---", 3),
    ("---\u{20}\na: 1\n", 1),
    ("a: |\n  ---\n  --- x\n", 1), ("a: 1\n...\n---\nb: 2\n", 2), ("# x\u{85}a: 1\n", 1), ("a: \"x\u{2028}y\"\n", 1),
    ("--\n", 1), ("{\"a\": \"---\"}", 1),
  ])
  func whatBothReadAlikeStays(_ text: String, _ count: Int) {
    let (documents, findings) = read(text, for: .kubectl)
    #expect(findings == [])
    #expect(documents.count == count)
  }

  /// Files that were joined: each has its mark.
  @Test func byteOrderMarksBehindALineBetweenDocuments() {
    let (documents, findings) = read("\u{FEFF}a: é\n---\n\u{FEFF}b: 2\n--- # c\r\n\u{FEFF}c: 3\n", for: .kubectl)
    #expect(findings == [])
    #expect(documents.map { $0.root.entries.map(\.key.text) } == [["a"], ["b"], ["c"]])
    #expect(documents.last?.root["c"]?.span.start == Position(line: 5, column: 4))
  }
}
