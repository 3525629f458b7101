import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Analysis
@testable import Changes
@testable import Diagrams
@testable import Reports

/// Whatever a text holds, readers that are not ours find it in every form, whole and as nothing but text.
@Suite struct EscapingLawTests {
  private struct Written: Encodable {
    /// How it is read.
    let form: String
    /// What comes out.
    let text: String
    let written: String
  }

  private func mismatches(_ written: [Written]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "easement-written-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try JSONEncoder().encode(written).write(to: file)
    let run = try Python.run([Repository.folder("Tests/DriverTests/read-back.py").path, file.path])
    #expect(run.status == 0)
    return String(decoding: run.output, as: UTF8.self)
  }

  private func expectRead(_ form: String, _ write: (String) -> (text: String, written: String)) throws {
    let written = HostileScalars.samples.map(write).map { Written(form: form, text: $0.text, written: $0.written) }
    #expect(try mismatches(written) == "\(written.count) read\n")
  }

  private static let needsPython: Comment = "python3 is missing"

  @Test(.enabled(if: Python.has("csv"), needsPython)) func csv() throws {
    try expectRead("csv") { ($0.escapedForReaders, "\($0.csvCell),x,\($0.csvCell)\r\n") }
  }

  @Test(.enabled(if: Python.has("html"), needsPython)) func markdown() throws {
    try expectRead("markdown") { ($0.escapedForTerminal, "| \($0.markdownCell) | x | \($0.markdownCell) |") }
    try expectRead("code") { ($0.escapedForTerminal, "| \($0.code) | x | \($0.code) |") }
  }

  @Test(.enabled(if: Python.has("html"), needsPython)) func html() throws {
    try expectRead("html") { ($0.escapedForReaders, "<i title=\"\($0.escapedForMarkup)\">\($0.escapedForMarkup)</i>") }
  }

  @Test(.enabled(if: Python.has("html"), needsPython)) func dot() throws {
    try expectRead("dot") { ($0.escapedForTerminal, DOTText.label([$0])) }
    try expectRead("dotMarkup") { ($0.escapedForTerminal, DOTText.markup($0)) }
  }

  @Test(.enabled(if: Python.has("json"), needsPython)) func findings() throws {
    func finding(_ text: String) -> [Diagnostic] {
      [Diagnostic(.unusedGrant, text, at: Span(startOf: SourceText(path: text, bytes: [])), severity: .error)]
    }
    try expectRead("github") { ($0.visibleButForLines, finding($0).renderedAsGitHubCommands()) }
    try expectRead("json") { ($0, finding($0).renderedAsJSON()) }
    try expectRead("sarif") { ($0, finding($0).renderedAsSARIF()) }
  }
}

extension String {
  /// As annotations have it: line breaks stay.
  fileprivate var visibleButForLines: String {
    replacingScalars { $0 == "\r" || $0 == "\n" ? nil : String($0).escapedForTerminal }
  }
}
