import Diagnostics
import GraphFormat
import Testing

/// Whatever a file holds, reading it ends soon and with a finding.
@Suite(.timeLimit(.minutes(1))) struct HostileInputTests {
  private func codes(_ bytes: [UInt8]) -> [DiagnosticCode] {
    var log = DiagnosticLog()
    _ = GraphDocument(reading: [SourceText(path: "graph.yaml", bytes: bytes)], reportingTo: &log)
    #expect(!log.sorted.renderedAsText().isEmpty)
    return log.sorted.map(\.code)
  }

  private func codes(_ text: String) -> [DiagnosticCode] { codes(Array(text.utf8)) }

  @Test func brackets() {
    // libyaml gives up before us here: it looks for the end of a possible key first.
    #expect(codes(String(repeating: "[", count: 1 << 20)) == [.nestingTooDeep])
    #expect(codes(String(repeating: "{a: ", count: 1 << 18)) == [.nestingTooDeep])
    #expect(codes(String(repeating: "- ", count: 1 << 19)) == [.nestingTooDeep])
    #expect(codes(String(repeating: "[", count: 20_000)) == [.nestingTooDeep])
  }

  @Test func aliasBomb() {
    let lines = (0..<30).map { "l\($0): &l\($0) [\(String(repeating: "*l\(max(0, $0 - 1)),", count: 9))]" }
    #expect(codes((["a: &a x"] + lines).joined(separator: "\n")) == [.anchorOrMergeKey])
  }

  @Test func manyNodes() {
    #expect(codes("[" + String(repeating: "a,", count: 400_000) + "]") == [.documentTooLarge])
  }

  @Test func encodings() {
    #expect(codes([0]) == [.invalidEncoding])
    #expect(codes([0xFF, 0xFE, 0x61, 0x00]) == [.invalidEncoding])
    #expect(codes([0xED, 0xA0, 0x80]) == [.invalidEncoding])
    #expect(codes("kind: Tenant\u{0}") == [.invalidEncoding])
    #expect(codes("\u{1B}[31m: x") == [.invalidYAML])
  }

  @Test func nothingAtAll() {
    for text in ["", "\n", "# nothing", "---\n---\n", "\u{FEFF}", "~", "text", "[]", "{}"] {
      #expect(codes(text) == [.emptyGraph], "\(text.debugDescription)")
    }
  }

  /// A grant in what reviewers see as a comment.
  @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}", "\r"])
  func linesThatOnlyYAMLSees(_ lineBreak: String) {
    let text =
      "apiVersion: easement.dev/v1alpha1\nkind: Platform\n# named below\(lineBreak)metadata: {name: acme}\nspec: {}\n"
    #expect(codes(text) == [.hiddenText])
  }

  @Test func wrongShapesOfDocuments() {
    let head = "apiVersion: easement.dev/v1alpha1\n"
    #expect(codes(head + "kind: [Platform]\n") == [.unknownKind])
    #expect(
      codes(head + "? [a]\n: b\n? {c: d}\n: e\nkind: Platform\nmetadata: {name: a}\nspec: x\n")
        == [.wrongType, .wrongType, .wrongType])
    #expect(codes("apiVersion: [easement.dev/v1alpha1]\nkind: Platform\n") == [.emptyGraph])
  }

  /// One finding for each field, told apart quickly, however many there are.
  @Test func manyUnknownFields() {
    let fields = (0..<5_000).map { "f\($0): 1" }.joined(separator: ", ")
    let text = "apiVersion: easement.dev/v1alpha1\nkind: Platform\nmetadata: {name: a}\nspec: {\(fields)}\n"
    let codes = codes(text)
    #expect(codes.count { $0 == .unknownField } == 5_000)
    #expect(codes.count { $0 == .missingField } == 2)
  }

  /// Line ends and a byte order mark are the editor's business.
  @Test(arguments: ["\n", "\r\n"], ["", "\u{FEFF}"])
  func editors(lineBreak: String, mark: String) {
    let text = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: acme}
      spec:
        environments: [prod]
        clusters: [{name: prod, environments: [prod], enforcement: Cilium}]
      """
    var log = DiagnosticLog()
    let bytes = Array((mark + text.replacing("\n", with: lineBreak)).utf8)
    let graph = GraphDocument(reading: [SourceText(path: "graph.yaml", bytes: bytes)], reportingTo: &log)
    #expect(graph?.platform.name.value == "acme")
    #expect(log.sorted.map { $0.span?.location } == ["graph.yaml:6:62"])
    #expect(log.sorted.renderedAsText().contains("\n  |\(String(repeating: " ", count: 62))^^^^^^\n"))
  }

  /// The order in which files are found changes nothing.
  @Test func orderOfFiles() {
    func findings(_ sources: [SourceText]) -> [Diagnostic] {
      var log = DiagnosticLog()
      _ = GraphDocument(reading: sources, reportingTo: &log)
      return log.sorted
    }
    let sources = ["c", "a", "b"].map { name in
      SourceText(path: name, "apiVersion: easement.dev/v1alpha1\nkind: Tenant\nmetadata: {name: shop}\nspec: {}\n")
    }
    #expect(findings(sources) == findings(sources.reversed()))
    #expect(findings(sources).contains { $0.code == .duplicateName && $0.notes.first?.span?.source.path == "a" })
  }
}
