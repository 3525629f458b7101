import Diagnostics
import Testing

@testable import YAMLTree

/// JSON has a reader of its own, and YAML's reader is its oracle.
@Suite struct JSONReaderTests {
  private struct Reading {
    let documents: [YAMLDocument]
    let findings: [Diagnostic]

    /// Whether it was read to its end: keys that stand twice stop nobody.
    var isWhole: Bool { findings.allSatisfy { $0.code == .duplicateKey } }
  }

  private func read(_ text: String, limits: YAMLLimits = YAMLLimits()) -> Reading {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: "t.json", text), limits: limits, reportingTo: &log)
    return Reading(documents: documents, findings: log.sorted)
  }

  /// What YAML's reader makes of it.
  private func oracle(_ text: String, limits: YAMLLimits = YAMLLimits()) -> Reading {
    let source = SourceText(path: "t.json", text)
    var composer = YAMLComposer(source: source, limits: limits)
    composer.composeStream(of: text.hasPrefix("\u{FEFF}") ? source.bytes[3...] : source.bytes[...])
    return Reading(documents: composer.documents, findings: composer.findings.sorted())
  }

  private func expectEqual(_ text: String, limits: YAMLLimits = YAMLLimits()) {
    let (fast, slow) = (read(text, limits: limits), oracle(text, limits: limits))
    #expect(fast.documents.map(\.root.tree) == slow.documents.map(\.root.tree), "\(text.debugDescription)")
    #expect(fast.findings == slow.findings, "\(text.debugDescription)")
  }

  @Test(arguments: [
    "{}", "[]", "{\"a\":1}", "[1,-2.5e+3,true,false,null,\"x\"]", "{\"a\": {\"b\": [{}, []]}, \"c\": \"\"}",
    "\n\n  {\r\n\"a\" :\t1 ,\n \"b\": [ ] }\n\n", "{\"é\": \"日本\", \"a\": 1}",
    "[\"\\n\\t\\\"\\\\\\/\\b\\f\\r\\u00e9\"]",
    "\u{FEFF}{\"a\": [1]}", "[\"a b\", \"on\", \"1\", \"~\", \"<<\", \"*x\", \"# y\"]",
    "{\"a\":1,\"b\":2,\"a\":3,\"a\":4}",
    "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"1\":1,\"9\":2}",
    "[0, -0, 1.5, 1E5, 12345678901234567890]",
  ])
  func readsAsYAML(_ text: String) { expectEqual(text) }

  /// What is no JSON is YAML's to read or to refuse.
  @Test(arguments: [
    "{a: 1}", "{\"a\": 1,}", "[1,]", "[,1]", "{\"a\" 1}", "[1 2]", "{\"a\": 1} x", "{\"a\": 1}\n---\n{\"b\": 2}", "[1",
    "{\"a\"",
    "[\"a]", "['a']", "{\"a\": b}", "[1, # one\n2]", "[\"a\nb\"]", "[\"a\u{2028}b\"]", "[\"a\u{85}b\"]", "[\"\\x41\"]",
    "[\"\\q\"]", "[nul]", "[-]", "[1.2.3]", "[\"\\ud800\"]", "[\"\\u12\"]", "{\"a\": &x 1, \"b\": *x}", "{? \"a\" : 1}",
    "[\"\u{7F}\"]", "[\"a\tb\"]", "{\"a\": \"b\" : 1}", "{[1]: 2}", "[[[1]]", "[]]", "]", "{]", "[}", "{\"a\": ]",
  ])
  func leavesTheRestToYAML(_ text: String) { expectEqual(text) }

  @Test func readsPairsOfSurrogates() throws {
    let root = try #require(read("[\"\\ud83d\\ude00\", 2]").documents.first).root
    #expect(root.elements.map(\.text) == ["😀", "2"])
    #expect(read("[\"\\ude00\\ud83d\"]").documents.isEmpty)
  }

  @Test func respectsLimits() {
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    for depth in [39, 40, 41] { expectEqual(deep, limits: YAMLLimits(depth: depth)) }
    let wide = "[" + Array(repeating: "1", count: 50).joined(separator: ",") + "]"
    for nodes in [49, 50, 51, 52] { expectEqual(wide, limits: YAMLLimits(nodes: nodes)) }
    #expect(read(deep, limits: YAMLLimits(depth: 39)).findings.map(\.code) == [.nestingTooDeep])
  }

  @Test func equalsYAMLOnRandomJSON() {
    var chance = SeededGenerator(seed: 7)
    for _ in 0..<400 {
      var text = ""
      chance.writeJSON(to: &text, depth: 4, isRoot: true)
      expectEqual(text)
      // The same with a wrong character somewhere.
      var broken = Array(text.unicodeScalars)
      broken[Int.random(in: broken.indices, using: &chance)] =
        "[]{},:\"\\x1 \n\t".unicodeScalars
        .randomElement(using: &chance) ?? "x"
      let wrong = String(String.UnicodeScalarView(broken))
      // YAML wants a key and its colon in one line, JSON does not.
      if oracle(wrong).isWhole || !read(wrong).isWhole { expectEqual(wrong) }
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func writeJSON(to text: inout String, depth: Int, isRoot: Bool = false) {
    switch Int.random(in: isRoot ? 0...1 : 0...(depth > 0 ? 5 : 3), using: &self) {
    case 0 where depth > 0, 4: writeList("[", "]", to: &text) { $0.writeJSON(to: &$1, depth: depth - 1) }
    case 1 where depth > 0, 5:
      writeList("{", "}", to: &text) {
        $0.writeString(to: &$1)
        $1 += [":", " :"].randomElement(using: &$0) ?? ":"
        $0.writeSpace(to: &$1)
        $0.writeJSON(to: &$1, depth: depth - 1)
      }
    case 2: text += ["1", "-17", "2.5", "1e9", "true", "false", "null"].randomElement(using: &self) ?? "0"
    default: writeString(to: &text)
    }
  }

  private mutating func writeList(
    _ start: String, _ end: String, to text: inout String, _ element: (inout Self, inout String) -> Void
  ) {
    text += start
    for position in 0..<Int.random(in: 0...12, using: &self) {
      if position > 0 { text += "," }
      writeSpace(to: &text)
      element(&self, &text)
      writeSpace(to: &text)
    }
    text += end
  }

  private mutating func writeString(to text: inout String) {
    let parts = ["a", "b", "key", "é", "日", "😀", " ", "\\n", "\\\"", "\\\\", "\\u0041", "\\/", "~", "0"]
    text += "\""
    for _ in 0..<Int.random(in: 0...3, using: &self) { text += parts.randomElement(using: &self) ?? "" }
    text += "\""
  }

  private mutating func writeSpace(to text: inout String) {
    text += ["", "", " ", "\n", "\r\n  ", "\n\t"].randomElement(using: &self) ?? ""
  }
}
