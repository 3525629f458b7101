import Foundation
import TestSupport
import Testing

@testable import GraphFormat

/// `docs/model.md` lists every field of the format, with what the format says of it, and no other.
@Suite struct ModelDocumentTests {
  private static let file = Repository.folder("docs/model.md")

  /// Chapters, and the fields that their tables have.
  private static let chapters: [(title: String, rows: [FieldRow])] = [
    ("Platform", FieldRow.rows(of: .platform)), ("Tenant", FieldRow.rows(of: .tenant)),
    ("References", FieldRow.rows(of: .reference)), ("Selectors", FieldRow.rows(of: .selector)),
  ]

  @Test func tablesHaveEveryField() throws {
    if GoldenFolder.isUpdating { try Self.update() }
    let lines = try Self.lines()
    for (title, rows) in Self.chapters {
      let written = Self.chapter(title, in: lines).filter { Self.path(of: $0) != nil }.map(String.init)
      #expect(Set(written.compactMap { Self.path(of: $0[...]) }).count == written.count, "\(title) lists a field twice")
      #expect(written.sorted() == rows.map(\.text).sorted(), "\(title); UPDATE_GOLDEN=1 rewrites the rows")
    }
  }

  @Test func noOtherChapterHasFields() throws {
    let lines = try Self.lines()
    let known = Self.chapters.flatMap { Self.chapter($0.title, in: lines) }.filter { Self.path(of: $0) != nil }
    #expect(lines.count { Self.path(of: $0) != nil } == known.count)
  }

  /// Rows of six cells that begin with a path.
  private static func path(of line: Substring) -> String? {
    // A bar behind a backslash parts no cells.
    guard line.hasPrefix("| `"), line.replacing("\\|", with: "").split(separator: "|").count == 6 else { return nil }
    return line.dropFirst(3).prefix { $0 != "`" }.description
  }

  private static func lines() throws -> [Substring] {
    String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The lines from a heading of the second level to the next.
  private static func chapter(_ title: String, in lines: [Substring]) -> [Substring] {
    guard let start = lines.firstIndex(of: "## \(title)") else { return [] }
    return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("## ") })
  }

  /// Writes the rows anew, each at its place, and those that are new behind the field before.
  private static func update() throws {
    var lines = try lines()
    for (title, rows) in chapters {
      guard let start = lines.firstIndex(of: "## \(title)") else { continue }
      let old = chapter(title, in: lines)
      var new = old
      for (index, row) in rows.enumerated() {
        if let place = new.firstIndex(where: { path(of: $0) == row.path }) {
          new[place] = Substring(row.text)
        } else if index > 0, let place = new.firstIndex(where: { path(of: $0) == rows[index - 1].path }) {
          new.insert(Substring(row.text), at: place + 1)
        }
      }
      let known = Set(rows.map(\.path))
      new.removeAll { line in path(of: line).map { !known.contains($0) } ?? false }
      lines.replaceSubrange(start + 1..<start + 1 + old.count, with: new)
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
  }
}
