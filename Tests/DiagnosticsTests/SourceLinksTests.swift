import Diagnostics
import Testing

/// Addresses of lines on a git host.
@Suite struct SourceLinksTests {
  private static func address(_ base: String, _ path: String, line: Int = 2) throws -> String {
    try SourceLinks(base).address(ofLine: line, in: path)
  }

  @Test(arguments: ["https://git.example.com/graph/blob/main", "https://git.example.com/graph/blob/main/"])
  func pathsAreEncoded(_ base: String) throws {
    #expect(
      try Self.address(base, "tenants/a b\"#?.yaml")
        == "https://git.example.com/graph/blob/main/tenants/a%20b%22%23%3F.yaml#L2")
  }

  /// Bitbucket names the branch behind the path.
  @Test func queriesStandBehindThePath() throws {
    #expect(
      try Self.address("https://git.example.com/browse?at=main", "a.yaml")
        == "https://git.example.com/browse/a.yaml?at=main#L2")
  }

  @Test func schemesAndHostsMayBeWrittenInAnyWay() throws {
    #expect(try Self.address("HTTPS://[2001:db8::1]:8443", "a.yaml") == "https://[2001:db8::1]:8443/a.yaml#L2")
  }

  @Test(arguments: [
    ("http://git.example.com/graph", "https://"), ("javascript:alert(1)", "https://"), ("//host", "https://"),
    ("file:///etc", "https://"), ("data:text/html,x", "https://"), ("", "https://"), ("https:", "https://"),
    ("https://", "no host"), ("https:///x", "no host"), ("https://?x", "no host"), ("https://:", "no host"),
    ("https://user:pw@host/", "password"), ("https://token@host/x", "password"), ("https://a#b", "#"),
    ("https://x/#", "#"), ("https://a b", "\" \""), ("https://a\"b", "cannot stand"), ("https://a<b", "cannot stand"),
    ("https://é", "cannot stand"), ("https://a\nb", "\\u{a}"), ("https://x/\u{202E}", "\\u{202e}"),
  ])
  func othersAreRefusedWithAReason(_ base: String, _ reason: String) {
    #expect { try SourceLinks(base) } throws: { error in
      (error as? SourceLinks.Refusal)?.message.contains(reason) == true
    }
  }

  /// What stands in a path is no name and no password.
  @Test func pathsMayHoldAnAtSign() throws {
    #expect(try Self.address("https://host/@team/graph", "a.yaml") == "https://host/@team/graph/a.yaml#L2")
  }
}
