import Foundation
import TestSupport

/// The name of a rule: `NP-42`.
struct RuleID: Hashable, Comparable, CustomStringConvertible {
  /// In the order of the page.
  static let prefixes = ["NP", "NPV", "ANP", "CNP", "CIL", "CILV", "LIM", "T", "TC"]

  let prefix: String
  let number: Int

  /// Nil for everything else.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.prefixes.contains(String(parts[0])), let number = Int(parts[1]), number > 0,
      String(number) == parts[1]
    else { return nil }
    prefix = String(parts[0])
    self.number = number
  }

  /// Whether this is a case of the tests, and no rule.
  var isCase: Bool { prefix == "T" || prefix == "TC" }

  /// Whatever looks like the name of a rule in a file, or in the code and documentation below a folder.
  static func cited(in path: String) throws -> Set<RuleID> {
    let root = Repository.folder(path)
    let below = FileManager.default.subpaths(atPath: root.path) ?? []
    let files = below.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }.map { root.appending(path: $0) }
    return try (files.isEmpty ? [root] : files).reduce(into: []) { found, file in
      let text = try String(contentsOf: file, encoding: .utf8)
      found.formUnion(text.matches(of: /\b[A-Z]+-[0-9]+\b/).compactMap { RuleID($0.output) })
    }
  }

  static func < (left: RuleID, right: RuleID) -> Bool {
    (left.place, left.number) < (right.place, right.number)
  }

  private var place: Int { Self.prefixes.firstIndex(of: prefix) ?? 0 }

  var description: String { "\(prefix)-\(number)" }
}

/// `docs/rules.md`: an entry for each rule, below a heading of the third level.
struct RulesPage {
  struct Entry {
    let heading: String
    let text: String

    var id: RuleID? { RuleID(heading) }

    /// The names of the sources that the entry refers to.
    var sources: [String] { text.matches(of: /\]\[([^\]]+)\]/).map { String($0.1) } }
  }

  let entries: [Entry]
  /// Addresses by the names that entries have for them.
  let sources: [String: String]

  init() throws {
    let page = try String(contentsOf: Repository.folder("docs/rules.md"), encoding: .utf8)
    entries = page.split(separator: "\n## ").flatMap { section in
      section.split(separator: "\n### ").dropFirst().map { entry in
        let lines = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return Entry(heading: String(lines[0]), text: String(lines.last ?? ""))
      }
    }
    let named = page.matches(of: /(?m)^\[([^\]]+)\]: (\S+)$/).map { (String($0.1), String($0.2)) }
    sources = Dictionary(named) { first, _ in first }
  }

  var ids: [RuleID] { entries.compactMap(\.id) }
}
