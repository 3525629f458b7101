import Diagnostics
import Foundation
import Testing

/// Text of which a reader would not see everything.
@Suite struct UnseenTextTests {
  private static let hidden: [Unicode.Scalar] = [
    "\0", "\u{1B}", "\u{7F}", "\u{85}", "\u{AD}", "\u{34F}", "\u{61C}", "\u{115F}", "\u{180E}", "\u{200B}", "\u{200F}",
    "\u{202A}", "\u{202E}", "\u{2028}", "\u{2060}", "\u{2066}", "\u{2069}", "\u{3164}", "\u{E000}", "\u{FE00}",
    "\u{FEFF}", "\u{FFA0}", "\u{E0001}", "\u{E0041}", "\u{E0100}",
  ]

  @Test(arguments: hidden)
  func isMadeVisible(_ scalar: Unicode.Scalar) throws {
    let digits = String(scalar.value, radix: 16)
    let text = "a\(String(scalar))b"
    #expect(text.escapedForTerminal == "a\\u{\(digits)}b")
    #expect(text.escapedForReaders == "a\\u{\(digits)}b")
  }

  @Test func visibleTextStays() {
    for text in ["plain", "Grüße, 日本語, عربي", "e\u{301}", "❤\u{FE0F}", "a b", ""] {
      #expect(text.escapedForTerminal == text && text.escapedForReaders == text)
    }
  }

  /// Pages and tables lay these out; a terminal would move its cursor.
  @Test func linesAreForReaders() {
    #expect("a\n\tb\r".escapedForReaders == "a\n\tb\\u{d}")
    #expect("a\n\tb\r".escapedForTerminal == "a\\u{a}\\u{9}b\\u{d}")
  }

  /// Programs get the value, people who look at the document see that something is there.
  @Test func documentsKeepTheValue() throws {
    let text = "a" + Self.hidden.map { String($0) + "b" }.joined()
    let findings = [Diagnostic(.unusedGrant, text, at: Span(startOf: SourceText(path: "x\u{202E}.yaml", "")))]
    for document in [findings.renderedAsJSON(), findings.renderedAsSARIF()] {
      let raw = document.unicodeScalars.filter { $0.isUnseen && $0 != "\n" }
      #expect(raw.isEmpty, "\(raw.map { String($0.value, radix: 16) })")
      #expect(document.contains(#"\u202e"#) && document.contains(#"\udb40\udc41"#))
      let value = try JSONSerialization.jsonObject(with: Data(document.utf8))
      #expect(Self.texts(in: value).contains { Array($0.unicodeScalars) == Array(text.unicodeScalars) })
    }
  }

  private static func texts(in value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(texts)
    case let object as [String: Any]: object.values.flatMap(texts)
    default: []
    }
  }

  @Test(arguments: [
    (0, "0 edges"), (1, "1 edge"), (2, "2 edges"), (1000, "1,000 edges"), (1_234_567, "1,234,567 edges"),
    (-1000, "-1,000 edges"),
  ])
  func counts(_ number: Int, _ words: String) { #expect(number.counted("edge") == words) }

  @Test func irregularNouns() {
    #expect(1.counted("policy", "policies") == "1 policy" && 3.counted("policy", "policies") == "3 policies")
  }
}
