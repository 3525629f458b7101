import Diagnostics
import Testing
import YAMLTree

@Suite struct YAMLReaderTests {
  private func read(_ text: String, limits: YAMLLimits = YAMLLimits()) -> (
    documents: [YAMLDocument], findings: [Diagnostic]
  ) {
    read(Array(text.utf8), limits: limits)
  }

  private func read(
    _ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()
  ) -> (documents: [YAMLDocument], findings: [Diagnostic]) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(
      in: SourceText(path: "t.yaml", bytes: bytes), limits: limits, reportingTo: &log)
    return (documents, log.sorted)
  }

  private func root(_ text: String) throws -> YAMLNode { try #require(read(text).documents.first).root }

  // MARK: The tree

  @Test func documentsOfAStream() {
    let (documents, findings) = read("a: 1\n---\n- b\n---\n{\"c\": [1, 2]}\n")
    #expect(documents.map(\.root.kind) == [.mapping, .sequence, .mapping])
    #expect(findings.isEmpty)
    #expect(read("").documents.isEmpty)
  }

  @Test func childrenInTheOrderOfTheText() throws {
    let node = try root("b: [x, [y, z], {k: v}]\na: w\n")
    #expect(node.entries.map { $0.key.text } == ["b", "a"])
    #expect(node["b"]?.elements.map(\.kind) == [.scalar, .sequence, .mapping])
    #expect(node["a"]?.text == "w")
    #expect(node["c"] == nil)
    #expect(Array(node.elements).isEmpty && node.text == nil && !node.isNull)
  }

  @Test func placesOfNodes() throws {
    let node = try root("ä: x\nb:\n  - \"c d\"\n")
    let value = try #require(node["b"]?.elements.first { _ in true })
    #expect(value.span.start == Position(line: 3, column: 5))
    #expect(value.span.end == Position(line: 3, column: 10))
    #expect(node["ä"]?.span.start == Position(line: 1, column: 4))
  }

  @Test("an explicit null counts as absent", arguments: ["a:", "a: ~", "a: null", "a: NULL"])
  func nulls(_ text: String) throws {
    #expect(try root(text)["a"] == nil)
    #expect(try root(text).entries.first { _ in true }?.value.isNull == true)
  }

  @Test func aliasesLeadToTheirNode() throws {
    let node = try root("a: &x {k: v}\nb: *x\n")
    #expect(node["b"]?["k"]?.text == "v")
  }

  @Test func blockScalars() throws {
    let node = try root("a: |\n  one\n  two\nb: >-\n  three\n  four\n")
    #expect(node["a"]?.string == "one\ntwo\n")
    #expect(node["b"]?.string == "three four")
  }

  @Test func byteOrderMark() {
    let (documents, findings) = read([0xEF, 0xBB, 0xBF] + Array("a: b".utf8))
    #expect(documents.first?.root["a"]?.text == "b")
    #expect(findings.isEmpty)
  }

  // MARK: Types

  @Test(arguments: [
    ("80", ScalarType.integer), ("-1", .integer), ("010", .integer), ("0x1F", .integer), ("1_000", .integer),
    ("1:30", .integer),
    ("1.5", .float), ("1e3", .float), (".5", .float), (".inf", .float), ("-.Inf", .float), (".nan", .float),
    ("190:20:30.15", .float),
    ("true", .boolean), ("Yes", .boolean), ("off", .boolean), ("n", .boolean), ("~", .null), ("\"80\"", .text),
    ("'true'", .text),
    ("!!str 80", .text), ("10.0.0.0/8", .text), ("10.0.0.1", .text), ("2027-03-31", .text), ("a", .text),
    ("1.2.3", .text), ("-", .text),
  ])
  func types(_ text: String, _ type: ScalarType) throws {
    #expect(try root("k: \(text == "-" ? "\"-\"" : text)").entries.first { _ in true }?.value.scalarType == type)
  }

  @Test func integersAsPeopleWriteThem() throws {
    #expect(try root("a: 80")["a"]?.integer == 80)
    for text in ["010", "0x10", "+1", "1_0", "\"80\"", "9223372036854775808", "1.0"] {
      #expect(try root("a: \(text)")["a"]?.integer == nil)
    }
  }

  @Test func booleansAsPeopleWriteThem() throws {
    #expect(try root("a: true")["a"]?.boolean == true)
    for text in ["yes", "True", "on", "\"true\""] { #expect(try root("a: \(text)")["a"]?.boolean == nil) }
  }

  // MARK: Findings

  @Test(
    "one finding, of this code, at this place",
    arguments: [
      ("a: 1\nb: 2\na: 3", DiagnosticCode.duplicateKey, 3, 1), ("x: {a: 1, \"a\": 2}", .duplicateKey, 1, 11),
      ("a: [1", .invalidYAML, 2, 1), ("a: b: c", .invalidYAML, 1, 5), ("\ta: 1", .invalidYAML, 1, 1),
      ("a: *x", .invalidYAML, 1, 4),
      ("a: &x [*x]", .invalidYAML, 1, 8),
    ])
  func findings(_ text: String, _ code: DiagnosticCode, _ line: Int, _ column: Int) throws {
    let findings = read(text).findings
    #expect(findings.map(\.code) == [code])
    #expect(findings.first?.span?.start == Position(line: line, column: column))
  }

  @Test("many keys are compared as well")
  func manyKeys() {
    let keys = (0..<100).map { "k\($0): 1" }
    #expect(read(keys.joined(separator: "\n")).findings.isEmpty)
    let findings = read((keys + ["k7: 2"]).joined(separator: "\n")).findings
    #expect(findings.map(\.code) == [.duplicateKey])
    #expect(findings.first?.notes.first?.span?.start.line == 8)
  }

  @Test("documents before a broken one are read")
  func brokenLater() {
    let (documents, findings) = read("a: 1\n---\nb: [\n")
    #expect(documents.count == 1)
    #expect(findings.map(\.code) == [.invalidYAML])
  }

  @Test(
    "documents behind a broken one are read, at their places",
    arguments: [
      "a: [\n---\nb: 1", "\ta: 1\n---\nb: 1", "a: \"\n--- # next\nb: 1", "a: {<<: [b]}\r\n---\r\nb: 1",
      "a: 1\nc\n---\nb: 1", "a: *x\n---\nb: 1", "{}{}\n---\nb: 1", "a: |\n  ---\n c\n---\nb: 1",
      "a: 'x\n---x'y\n---\nb: 1",
    ])
  func brokenBefore(_ text: String) throws {
    let (documents, findings) = read(text)
    #expect(findings.count == 1)
    let root = try #require(documents.last?.root)
    #expect(root["b"]?.integer == 1)
    #expect(root.span.start.line == text.split(whereSeparator: \.isNewline).count)
  }

  @Test("as many findings as broken documents")
  func brokenOften() {
    let (documents, findings) = read(String(repeating: "---\na: [\n---\nb: 1\n", count: 50))
    #expect(documents.count == 50)
    #expect(findings.compactMap(\.span?.start.line) == (0..<50).map { $0 * 4 + 3 })
  }

  @Test(
    "bytes that are no text",
    arguments: [[0x61, 0xFF], [0x61, 0x00], [0xC3], [0x61, 0x0A, 0xED, 0xA0, 0x80]] as [[UInt8]])
  func encoding(_ bytes: [UInt8]) {
    let (documents, findings) = read(bytes)
    #expect(documents.isEmpty)
    #expect(findings.map(\.code) == [.invalidEncoding])
  }

  // MARK: Tags

  @Test(
    "Tags of YAML's own say what a value is; others mean nothing",
    arguments: [
      ("!!str 5", ScalarType.text), ("!!int \"5\"", .integer), ("!!bool yes", .boolean), ("!!float 1", .integer),
      ("!foo 5", .text), ("! 5", .integer), ("! \"5\"", .integer), ("!<tag:yaml.org,2002:int> 5", .integer),
      ("!!timestamp 2027-03-31", .text), ("!!set 5", .text), ("!!null \"\"", .null), ("!!str", .text),
      ("!!str ~", .text),
    ])
  func tags(_ value: String, _ type: ScalarType) throws {
    let (documents, findings) = read("a: \(value)\nb: !bar {c: !!seq [d]}\n")
    #expect(findings.isEmpty)
    let document = try #require(documents.first)
    #expect(document.root.entries.first { _ in true }?.value.scalarType == type)
    #expect(document.root["b"]?["c"]?.elements.map(\.text) == ["d"])
    #expect(document.tags.count == 3)
    #expect(document.tags.first?.span?.start == Position(line: 1, column: 4))
  }

  @Test(
    "Encoded text is the text that it stands for, as a key and as a value",
    arguments: [
      "!!binary TmV0d29ya1BvbGljeQ==", "!!binary |\n  TmV0d29y\n  a1BvbGljeQ==\n",
      "!<tag:yaml.org,2002:binary> TmV0d29ya1BvbGljeQ==",
    ])
  func encodedText(_ value: String) throws {
    let node = try root("kind: \(value)\n")
    #expect(node["kind"]?.string == "NetworkPolicy")
    #expect(try root("? \(value)\n: x\n")["NetworkPolicy"]?.text == "x")
    #expect(try root("%TAG !e! tag:yaml.org,2002:\n---\n!e!binary a2luZA==: x\n")["kind"]?.text == "x")
  }

  @Test("Encoded keys are compared by what they stand for") func encodedKeys() {
    #expect(read("kind: a\n!!binary a2luZA==: b\n").findings.map(\.code) == [.duplicateKey])
    #expect(read("80: a\n0x50: b\n").findings.map(\.code) == [.duplicateKey])
  }

  @Test(arguments: ["!!merge <<", "!!merge \"<<\"", "! \"<<\"", "<<"]) func mergeKeys(_ key: String) {
    #expect(
      read("d: {\(key): {b: c}}\n", limits: YAMLLimits(allowsAliases: false)).findings.map(\.code) == [
        .anchorOrMergeKey
      ])
    let (documents, findings) = read("a: &a {b: c}\nd: {\(key): *a}\n")
    #expect(findings.isEmpty)
    #expect(documents.first?.root["d"]?["b"]?.text == "c")
  }

  @Test(
    "Numbers are those that a server gets",
    arguments: [
      ("80", 80), ("0x50", 80), ("0120", 80), ("0o120", 80), ("0b1010000", 80), ("8_0", 80), ("80.0", 80), ("80.", 80),
      ("8e1", 80), (".8e2", 80), ("+80", 80), ("-80", -80), ("0899", 899), ("!!int \"0x50\"", 80), ("!!float 80", 80),
      ("80.5", nil), ("1:20", nil), ("0x", nil), ("--8", nil), ("8e99", nil), ("\"80\"", nil), ("!!str 80", nil),
      ("eighty", nil), (".inf", nil), ("~", nil),
    ] as [(String, Int?)])
  func serverNumbers(_ value: String, _ number: Int?) throws {
    #expect(try root("a: \(value)\n")["a"]?.serverInteger == number)
  }

  @Test("Keys are the text that a server gets; in a graph they stay as they are written")
  func serverKeys() throws {
    let text = "{0x50: a, True: b, 1.0: c, yes: d, \"0x51\": e}"
    #expect(try root(text).entries.map { $0.key.text } == ["80", "true", "1", "yes", "0x51"])
    let graph = read(text, limits: YAMLLimits(allowsAliases: false)).documents.first?.root
    #expect(graph?.entries.map { $0.key.text } == ["0x50", "True", "1.0", "yes", "0x51"])
  }

  @Test(
    arguments: [
      "!!int five", "!!bool 5", "!!null x", "!!float one", "!!binary abc", "!!binary a*==", "!!binary a===",
      "!!binary =abc",
      "!!timestamp noon", "!!timestamp 2027-13-01",
    ]) func tagsThatDoNotFit(_ value: String)
  {
    let (documents, findings) = read("a: \(value)\n---\nb: c\n")
    #expect(findings.map(\.code) == [.invalidYAML])
    #expect(documents.map { $0.root["b"]?.text } == ["c"])
  }

  // MARK: Limits

  @Test func libraryLimit() {
    let findings = read(String(repeating: "[", count: 20_000)).findings
    #expect(findings.map(\.message) == ["collections nest deeper than 128 levels"])
    #expect(findings.first?.span?.start == Position(line: 1, column: 1))
  }

  @Test func depth() {
    let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(read(text).findings.map(\.code) == [.nestingTooDeep])
    #expect(read(text, limits: YAMLLimits(depth: 200)).findings.isEmpty)
  }

  @Test("a small text that aliases blow up stops early")
  func billionLaughs() {
    let levels = (1..<12).map { level in
      "l\(level): &l\(level) [\(Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", "))]"
    }
    let text = (["l0: &l0 [x, x]"] + levels).joined(separator: "\n")
    #expect(read(text).findings.map(\.code) == [.documentTooLarge])
  }

  @Test("a stream of nothing but documents stops once, whole or in parts")
  func countlessDocuments() {
    #expect(read(String(repeating: "---\n", count: 200_000)).findings.map(\.code) == [.documentTooLarge])
    #expect(read(String(repeating: "---\n", count: 100_000)).documents.count == 100_000)
  }

  @Test("anchors, aliases and merge keys can be refused", arguments: ["a: &x 1", "a: *x", "a: {<<: {b: c}}"])
  func anchors(_ text: String) {
    #expect(read(text, limits: YAMLLimits(allowsAliases: false)).findings.map(\.code) == [.anchorOrMergeKey])
  }

  @Test("whatever the bytes are, reading ends", arguments: 0..<20)
  func anyBytes(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab01:-[]{}&*!|>'\"%@,#? \n\t".utf8) + [0xC3, 0xA4, 0xFF]
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0..<60, using: &random)).compactMap { _ in alphabet.randomElement(using: &random)
      }
      let (documents, findings) = read(bytes)
      for document in documents { #expect(visits(document.root) > 0) }
      for finding in findings { #expect(finding.span != nil) }
    }
  }

  private func visits(_ node: YAMLNode) -> Int {
    let values = Array(node.elements) + node.entries.flatMap { [$0.key, $0.value] }
    return 1 + values.map(visits).reduce(0, +)
  }
}
