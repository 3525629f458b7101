import Foundation
import TestSupport
import Testing

/// Every rule of the semantics is cited by a test, or is one that no verdict on objects can show.
@Suite struct RuleCoverageTests {
  /// Those of `docs/rules.md`, but for limits, which are about what is compiled.
  private let rules: [String]

  init() throws {
    rules = try RulesPage().ids.filter { !$0.isCase && $0.prefix != "LIM" }.map(\.description)
  }

  /// Rules about what is not in objects, and why no test can cite them.
  static let unseen = [
    "NP-30": "what load balancers make of addresses", "NP-32": "replies: connections are judged, not packets",
    "NP-35": "a pod to itself is in no report",
    "NP-39": "policies know pods, and no containers", "NP-40": "a cluster that enforces nothing",
    "ANP-13": "a client older than its API", "CNP-23": "conditions that controllers write",
    "CNP-31": "a pod to itself is in no report", "CNP-32": "who implements what",
    "CIL-16": "an option of agents", "CIL-22": "fields that do not exist", "CIL-37": "meshed clusters",
    "CIL-81": "how many addresses agents remember",
    "CIL-90": "one agent's reading of another API, off by default",
  ]

  @Test func whatIsUnseenAreRules() {
    #expect(Set(Self.unseen.keys).isSubset(of: rules))
  }

  @Test func everyRuleIsCited() throws {
    let cited = try Self.cited()
    let missing = rules.filter { !cited.contains($0) && Self.unseen[$0] == nil }
    #expect(missing.isEmpty, "no test cites \(missing)")
    let seen = Self.unseen.keys.filter(cited.contains).sorted()
    #expect(seen.isEmpty, "\(seen) are tested, though the list says that they cannot be")
  }

  /// Everything in the tests that looks like the name of a rule.
  private static func cited() throws -> Set<String> {
    let tests = Repository.folder("Tests")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: tests.path()).sorted()
    var found: Set<String> = []
    for path in paths where path.hasSuffix(".swift") && !path.hasSuffix("RuleCoverageTests.swift") {
      let text = try String(contentsOf: tests.appending(path: path), encoding: .utf8)
      let names = text.matches(of: /(?:NP|NPV|ANP|CNP|CIL|CILV)-[0-9]+/).map { String($0.output) }
      found.formUnion(names)
    }
    return found
  }
}
