import Diagnostics
import Foundation
import TestSupport
import Testing

/// Every code can be looked up, and the entry says how grave it is.
@Suite struct DiagnosticsDocumentTests {
  private let entries: [Entry]

  init() throws {
    entries = try Entry.all(in: "docs/diagnostics.md")
  }

  @Test func headingsAreCodes() {
    #expect(entries.map(\.heading).filter { DiagnosticCode(rawValue: $0) == nil } == [])
  }

  /// Findings about objects that were probably not meant have a section of their own at the end, in their own order.
  @Test func everyCodeStandsOnceInOrder() {
    let found = entries.compactMap(\.code)
    #expect(found.filter { !$0.isLint } == DiagnosticCode.allCases.filter { !$0.isLint })
    #expect(found.filter(\.isLint) == DiagnosticCode.allCases.filter { $0.isLint && found.contains($0) })
  }

  /// The first word is the severity that a code has unless its finding says otherwise.
  @Test func severitiesAreThoseOfTheCodes() {
    for entry in entries {
      guard let code = entry.code else { continue }
      #expect(entry.severity == "\(code.severity)", "\(code.rawValue)")
    }
  }

  @Test func everyEntryHasAReasonAndExamples() {
    for entry in entries where entry.code?.isLint == false {
      #expect(entry.text.contains("\nWhy it matters: "), "\(entry.heading)")
      #expect(entry.shows("wrong") && entry.shows("right"), "\(entry.heading)")
    }
  }
}

/// What stands below one heading of the third level.
private struct Entry {
  let heading: String
  let text: String

  var code: DiagnosticCode? { DiagnosticCode(rawValue: heading) }

  /// The first word of the entry, which stands in italics.
  var severity: String? { text.prefixMatch(of: /\s*\*([A-Za-z]+)/).map { $0.1.lowercased() } }

  /// A fragment that begins with this comment, or a sentence where a fragment makes no sense.
  func shows(_ verdict: String) -> Bool {
    text.contains("\n# \(verdict)\n") || text.contains("\n\(verdict.capitalized): ")
  }

  static func all(in path: String) throws -> [Entry] {
    let page = String(decoding: try Data(contentsOf: Repository.folder(path)), as: UTF8.self)
    return page.split(separator: "\n## ").flatMap { section in
      section.split(separator: "\n### ").dropFirst().map { entry in
        let lines = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return Entry(heading: String(lines[0]), text: String(lines.last ?? ""))
      }
    }
  }
}

extension DiagnosticCode {
  fileprivate var isLint: Bool { rawValue.hasPrefix("lint-") }
}
