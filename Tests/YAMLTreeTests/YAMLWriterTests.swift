import Diagnostics
import Testing
import YAMLTree

@Suite struct YAMLWriterTests {
  @Test func blockStyle() {
    let value: YAMLValue = [
      "kind": "NetworkPolicy", "metadata": ["name": "a", "labels": [:]], "ports": [["port": 80], []], "on": true,
    ]
    #expect(
      value.text == """
        kind: NetworkPolicy
        metadata:
          name: a
          labels: {}
        ports:
        - port: 80
        - []
        "on": true

        """)
  }

  @Test func documentsAreSeparated() {
    #expect(YAMLValue.text(of: ["a", ["b": 1]]) == "a\n---\nb: 1\n")
    #expect(YAMLValue.text(of: []) == "")
  }

  @Test func absentFieldsAreLeftOut() {
    #expect(YAMLValue.fields(["a": nil, "b": "c"]).text == "b: c\n")
  }

  @Test(arguments: ["payments-api", "10.0.0.0/8", "k8s:app", "/v1/.*", "app.kubernetes.io/name", "a b", "ADR-112 card"])
  func plainWherePossible(_ text: String) {
    #expect(YAMLValue.string(text).text == "\(text)\n")
  }

  /// What some reader takes for a number, a boolean, null, a date, a merge key or syntax.
  @Test(arguments: [
    "", "~", "null", "Null", "true", "True", "yes", "NO", "on", "off", "y", "N", "80", "0o17", "010", "0x1F", "1e3",
    "1_000", "1:30", "190:20:30.15", ".5", ".inf", "-.inf", ".nan", "+1", "-1", "1.18", "2027-03-31",
    "2001-12-14t21:59:43.10-05:00", "=", "<<", "*", "&a", "!b", "- a", "a: b", "a #b", "#a", "a:", " a", "a ", "[a",
    "{a",
    "%a", "@a", "`a", "'a", "\"a", "|", ">", "---", "...", "?", "a\nb", "a\tb", "\u{7}", "\u{85}", "é", "\u{2028}",
    "1p5", "0x1p-2",
  ])
  func quotedOtherwise(_ text: String) throws {
    let written = YAMLValue.string(text).text
    #expect(written.hasPrefix("\"") && written.hasSuffix("\"\n"))
    #expect(try read(written) == [.string(text)])
  }

  @Test func controlCharactersAreEscaped() {
    #expect(YAMLValue.string("a\u{0}b\u{1B}[31m\u{7F}").text == "\"a\\0b\\e[31m\\x7F\"\n")
  }

  /// What would hide in a diff or turn the text around it; what people can read stays as it is.
  @Test func whatNobodySeesIsEscaped() {
    let text = YAMLValue.string("card \u{202E}payments\u{200B} é 日本 \u{E0041}").text
    #expect(text == #""card \u202Epayments\u200B é 日本 \U000E0041""# + "\n")
    let key: YAMLValue = ["a\u{2066}": "b\u{FE0F}é"]
    #expect(key.text == #""a\u2066": "b"# + "\u{FE0F}é\"\n")
  }

  @Test(arguments: [
    ("web", "web"), ("shop/on", "shop/on"), ("10.0.0.0/8", "10.0.0.0/8"), ("on", #""on""#), ("10", #""10""#),
    ("1e3", #""1e3""#), ("*", #""*""#), ("a,b", #""a,b""#), ("\"a\\", #""\"a\\""#), ("\u{202E}é", #""\u202Eé""#),
  ])
  func entriesOfFlowCollections(_ text: String, _ written: String) throws {
    #expect(text.inFlow == written)
    #expect(try read("{a: \(text.inFlow), b: [\(text.inFlow)]}") == [["a": .string(text), "b": [.string(text)]]])
  }

  @Test(arguments: 0..<40) func writtenReadsBackEqual(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let documents = (0..<5).map { _ in value(depth: 4, &random) }
    let text = YAMLValue.text(of: documents)
    #expect(try read(text) == documents)
    #expect(YAMLValue.text(of: try read(text)) == text)
    #expect(!text.unicodeScalars.contains { $0.isUnseen && $0 != "\n" })
  }

  // MARK: Random values

  private func value(depth: Int, _ random: inout SeededGenerator) -> YAMLValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .integer(Int.random(in: -1_000...1_000_000, using: &random))
    case 1: return .boolean(Bool.random(using: &random))
    case 2...4: return .string(text(&random))
    case 5: return .sequence((0..<Int.random(in: 0...5, using: &random)).map { _ in value(depth: depth - 1, &random) })
    default:
      let keys = Set((0..<Int.random(in: 0...5, using: &random)).map { _ in text(&random) }).sorted()
      return .mapping(keys.map { YAMLValue.Entry($0, value(depth: depth - 1, &random)) })
    }
  }

  private func text(_ random: inout SeededGenerator) -> String {
    let scalars: [Unicode.Scalar] =
      Array(" \t\n\r:#-?,[]{}&*!|>'\"%@`~=<./\\_+0123456789abcdefnoyxONY\u{0}\u{7}\u{1B}\u{7F}".unicodeScalars)
      + [
        "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFD}", "\u{E000}", "\u{1F600}",
        "\u{301}", "é", "\u{10FFFF}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{3164}", "\u{E0041}", "日", "\u{FE0F}",
      ]
    let words = ["true", "null", "<<", "---", "...", "1e5", "0x", ": ", " #", "\r\n"]
    var text = String.UnicodeScalarView()
    let length = Int.random(in: 0...(Int.random(in: 0..<20, using: &random) == 0 ? 300 : 8), using: &random)
    for _ in 0..<length {
      if Int.random(in: 0..<10, using: &random) == 0, let word = words.randomElement(using: &random) {
        text.append(contentsOf: word.unicodeScalars)
      } else if let scalar = scalars.randomElement(using: &random) {
        text.append(scalar)
      }
    }
    return String(text)
  }

  // MARK: Reading back

  private func read(_ text: String) throws -> [YAMLValue] {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: "t.yaml", text), reportingTo: &log)
    #expect(log.sorted.isEmpty, "\(log.sorted.map(\.message)) in \(text)")
    return try documents.map { try value(of: $0.root) }
  }

  private func value(of node: YAMLNode) throws -> YAMLValue {
    switch node.kind {
    case .sequence: return .sequence(try node.elements.map(value))
    case .mapping:
      return .mapping(try node.entries.map { YAMLValue.Entry(try #require($0.key.string), try value(of: $0.value)) })
    case .scalar:
      if let number = node.integer { return .integer(number) }
      if let flag = node.boolean { return .boolean(flag) }
      return .string(try #require(node.string))
    }
  }
}
