import Testing

/// Every rule that anything cites can be looked up in `docs/rules.md`.
@Suite struct RulesPageTests {
  private let page: RulesPage

  init() throws {
    page = try RulesPage()
  }

  @Test func headingsAreRulesInOrder() {
    #expect(page.entries.map(\.heading).filter { RuleID($0) == nil } == [])
    #expect(page.ids == Set(page.ids).sorted())
  }

  @Test(arguments: ["Sources", "docs", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
  func everyRuleThatIsCitedHasAnEntry(_ path: String) throws {
    let missing = try RuleID.cited(in: path).subtracting(page.ids).sorted()
    #expect(missing.isEmpty, "\(path) cites \(missing), and docs/rules.md has no entry for it")
  }

  /// Tests have more cases than the code refers to.
  @Test func everyRuleThatIsTestedHasAnEntry() throws {
    let missing = try RuleID.cited(in: "Tests").subtracting(page.ids).filter { !$0.isCase }.sorted()
    #expect(missing.isEmpty, "tests cite \(missing), and docs/rules.md has no entry for it")
  }

  @Test func everyEntryIsCited() throws {
    let cited = try RuleID.cited(in: "Sources").union(RuleID.cited(in: "Tests"))
    #expect(page.ids.filter { !cited.contains($0) } == [])
  }

  @Test func everyEntryHasASource() {
    for entry in page.entries {
      #expect(!entry.sources.isEmpty, "\(entry.heading)")
      #expect(entry.sources.filter { page.sources[$0] == nil } == [], "\(entry.heading)")
    }
    #expect(Set(page.entries.flatMap(\.sources)) == Set(page.sources.keys))
    #expect(page.sources.values.filter { !$0.hasPrefix("https://") } == [])
  }
}
