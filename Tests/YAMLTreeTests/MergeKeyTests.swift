import Diagnostics
import Testing
import YAMLTree

/// Merge keys mean what other readers make of them.
@Suite struct MergeKeyTests {
  private func read(_ text: String) -> (roots: [YAMLNode], findings: [Diagnostic]) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: "t.yaml", text), reportingTo: &log)
    return (documents.map(\.root), log.sorted)
  }

  private func words(_ node: YAMLNode) -> String {
    switch node.kind {
    case .scalar: node.text ?? ""
    case .sequence: "[\(node.elements.map(words).joined(separator: " "))]"
    case .mapping: "{\(node.entries.map { "\(words($0.key)):\(words($0.value))" }.sorted().joined(separator: " "))}"
    }
  }

  @Test(arguments: [
    ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: 4\n", "{a:{x:1 y:2} b:{x:1 y:3} c:4}"),
    ("a: &a {x: 1}\nb: {y: 3, <<: *a}\n", "{a:{x:1} b:{x:1 y:3}}"),
    (
      "- &a {x: 1}\n- &b {x: 2, z: [1, {q: r}]}\n- {<<: [*a, *b]}\n- end\n",
      "[{x:1} {x:2 z:[1 {q:r}]} {x:1 z:[1 {q:r}]} end]"
    ),
    ("a: {<<: {x: 1, y: [2]}, z: 3}\nb: c\n", "{a:{x:1 y:[2] z:3} b:c}"),
    (
      "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\nd: *b\n",
      "{a:{x:1} b:{x:1 y:2} c:{x:1 y:2 z:3} d:{x:1 y:2}}"
    ),
    ("<<: {a: b}\nc: d\n", "{a:b c:d}"), ("'<<': 1\na: 2\n", "{<<:1 a:2}"), ("a: <<\n", "{a:<<}"),
    ("a: &a {}\nb: {<<: *a}\nc: d\n", "{a:{} b:{} c:d}"),
  ])
  func follows(_ text: String, _ expected: String) throws {
    let (roots, findings) = read(text)
    #expect(findings.isEmpty, "\(findings.map(\.message))")
    #expect(roots.map(words) == [expected])
  }

  @Test(arguments: ["a: {<<: 1}\n", "a: &a [1]\nb: {<<: *a}\n", "a: {<<: [[{x: 1}]]}\n"])
  func takesMappingsOnly(_ text: String) {
    #expect(read(text).findings.map(\.code) == [.invalidYAML])
  }

  /// Each one adds to the last, which other readers copy again and again.
  @Test func longChainsAreRead() {
    let lines = (1...300).map { "k\($0): &k\($0) {<<: *k\($0 - 1), n\($0): v}" }
    let (roots, findings) = read((["k0: &k0 {n0: v}"] + lines).joined(separator: "\n"))
    #expect(findings.isEmpty)
    #expect(roots.first?["k300"].map { Array($0.entries).count } == 301)
  }

  @Test func manyDocumentsAreReadAlike() {
    let one = "a: &a {x: 1}\nb: {<<: *a, y: 2}\n"
    let (roots, findings) = read(Array(repeating: one, count: 5_000).joined(separator: "---\n"))
    #expect(findings.isEmpty && roots.count == 5_000)
    #expect(roots.allSatisfy { words($0) == "{a:{x:1} b:{x:1 y:2}}" })
  }
}
