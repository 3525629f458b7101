import Diagnostics
import Testing

@testable import YAMLTree

/// A stream that is read in parts says what it says when it is read from the start.
@Suite struct DocumentPartsTests {
  private let limits = YAMLLimits()

  private func whole(_ source: SourceText) -> [YAMLDocument] {
    var composer = YAMLComposer(source: source, limits: limits)
    composer.composeStream(of: source.bytes[...])
    return composer.documents
  }

  private func expectEqual(_ text: String, length: Int) throws {
    let source = SourceText(path: "t.yaml", text)
    let parts = try #require(DocumentParts(of: source.bytes[...], length: length))
    let read = try #require(parts.documents(of: source, limits: limits))
    #expect(read.map(\.root.tree) == whole(source).map(\.root.tree))
  }

  private static let pieces = [
    "a: 1\n", "a:\n  b: [1, 2]\n  c: {d: e}\n", "- x\n- - y\n", "text: |\n  one\n  ---\n  two\n\n",
    "text: >-\n  folded\n   ---\n", "k: \"a\n  --- b\"\n", "# only a comment\n", "", "a: &x 1\nb: *x\n",
    "é: \"日本\"\r\nb: 2\r\n",
    "plain\n  --- more\n", "k: 'a\n\n  b'\n...\n", "{\"a\": [1,\n 2]}\n", "a: b # c\n\n\n",
  ]

  @Test func equalsReadingFromTheStart() throws {
    var chance = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      var text = Self.pieces.randomElement(using: &chance) ?? ""
      for _ in 0..<Int.random(in: 20...60, using: &chance) {
        text += ["---\n", "--- # c\n", "---\r\n", "--- \n"].randomElement(using: &chance) ?? ""
        text += Self.pieces.randomElement(using: &chance) ?? ""
      }
      try expectEqual(text, length: Int.random(in: 1...100, using: &chance))
    }
  }

  @Test func leavesWhatIsWrongToOneReader() throws {
    let broken = String(repeating: "a: 1\n---\n", count: 20) + "a: [1\n---\nb: 2\n"
    let source = SourceText(path: "t.yaml", broken)
    #expect(try #require(DocumentParts(of: source.bytes[...], length: 10)).documents(of: source, limits: limits) == nil)
    let twice = SourceText(path: "t.yaml", String(repeating: "a: 1\na: 2\n---\n", count: 20))
    #expect(try #require(DocumentParts(of: twice.bytes[...], length: 10)).documents(of: twice, limits: limits) == nil)
  }

  @Test(arguments: [
    "a: \"x\u{85}y\"\n---\nb: 1\n", "a: é\u{2028}\n---\n- 1\n", "%YAML 1.1\n---\na: 1\n",
    "a: 1\n...\n%TAG ! x:\n---\n- b\n", "a: 1\n",
  ])
  func leavesDirectivesAndShortTextAlone(_ text: String) {
    #expect(DocumentParts(of: Array(text.utf8)[...], length: 3) == nil || text == "a: 1\n")
    #expect(DocumentParts(of: Array(text.utf8)[...]) == nil)
  }

  /// The same through the front door, where the text is long enough.
  @Test func readsLongStreams() throws {
    let documents = (0..<20_000).map { "name: n\($0)\nlist:\n- \($0)\n" }
    let source = SourceText(path: "t.yaml", documents.joined(separator: "---\n"))
    var log = DiagnosticLog()
    let read = YAMLDocument.documents(in: source, reportingTo: &log)
    #expect(read.count == 20_000 && log.sorted.isEmpty)
    #expect(read.last?.root["name"]?.text == "n19999")
    #expect(read.last?.root["name"]?.span.start == Position(line: 79_997, column: 7))
  }
}
