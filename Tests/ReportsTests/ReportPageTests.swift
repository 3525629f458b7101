import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Reports

/// The page as text. What a browser makes of it stands in `Tests/browser`.
@Suite struct ReportPageTests {
  private static func html(of report: Report, links: SourceLinks? = nil) throws -> String {
    try ReportPage(of: report, picture: nil, remark: "none", links: links).html
  }

  @Test func everythingIsInOneFile() throws {
    let html = try Self.html(of: SampleReport().report)
    #expect(html.hasPrefix("<!doctype html>\n"))
    #expect(html.contains("default-src &#39;none&#39;; script-src &#39;sha256-"))
    #expect(!html.contains("unsafe-inline"))
    for word in ["src=\"", "@import", "url(", "http://", "<link rel=\"stylesheet"] {
      #expect(
        !html.replacing("http://www.w3.org/2000/svg", with: "").replacing("'http://www.w3.org", with: "").contains(
          word), "\(word)")
    }
    #expect(html.contains("12,345 pairs compared"))
    #expect(html.contains("shop-pays: holds"))
  }

  @Test func equalGraphsGiveEqualBytes() throws {
    #expect(try Self.html(of: SampleReport().report) == Self.html(of: SampleReport(reversed: true).report))
  }

  /// The shape of the page without its texts: no text may change it.
  private static func skeleton(_ html: String) -> [String] {
    html.matches(of: /<\/?[a-zA-Z!][^<>]*>/).map { match in
      String(match.output).replacing(/"[^"]*"/, with: "\"\"")
    }
  }

  @Test func noTextBecomesMarkup() throws {
    let plain = Self.skeleton(try Self.html(of: SampleReport().report))
    var generator = SeededGenerator(seed: 3)
    let texts =
      HostileText.samples.filter { !$0.isEmpty } + (0..<150).map { _ in HostileText.random(using: &generator) }
    for text in texts where !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      guard let report = try? SampleReport(text: text).report else { continue }
      let html = try Self.html(of: report)
      #expect(Self.skeleton(html) == plain, "\(text.debugDescription)")
      #expect(html.components(separatedBy: "<script").count == 3)
    }
  }

  @Test func mustReadMostHostileTexts() {
    let readable = HostileText.samples.filter { (try? SampleReport(text: $0)) != nil }
    #expect(readable.count > HostileText.samples.count / 2)
  }

  @Test func placesAreLinksOnlyWhereTheyCanBeSeen() throws {
    let report = try SampleReport().report
    #expect(!(try Self.html(of: report).contains("platform.yaml#L")))
    let links = try SourceLinks("https://git.example.org/graph/blob/main")
    #expect(
      try Self.html(of: report, links: links).contains(
        "href=\"https://git.example.org/graph/blob/main/platform.yaml#L12\""))
  }

  /// Whoever reads the page sees that something is there.
  @Test func nothingHides() throws {
    let html = try Self.html(of: SampleReport(text: Unseen.text).report)
    let hidden = html.unicodeScalars.filter { $0.isUnseen && $0 != "\n" }
    #expect(hidden.isEmpty, "\(Set(hidden.map { String($0.value, radix: 16) }))")
    // In the tables as people read it, in the data as JSON writes it.
    #expect(html.contains(Unseen.text.escapedForTerminal.replacing("'", with: "&#39;")))
    #expect(html.contains(Unseen.inJSON))
  }

  /// One combining mark makes a character of `"` and itself; a browser still sees the `"`. Mustache's own escaping does not.
  @Test func quotesWithCombiningMarksAreEscaped() {
    #expect(
      "a\"\u{301}<\u{301}&\u{301}'\u{301}".escapedForMarkup == "a&quot;\u{301}&lt;\u{301}&amp;\u{301}&#39;\u{301}")
  }
}
