import Diagnostics
import Testing
import YAMLTree

/// What is said about text that is not YAML, where libyaml only says what it expected.
@Suite struct YAMLProblemTests {
  private func help(_ text: String) throws -> String? {
    var log = DiagnosticLog()
    _ = YAMLDocument.documents(in: SourceText(path: "t.yaml", text), reportingTo: &log)
    let finding = try #require(log.sorted.first)
    #expect(finding.code == .invalidYAML)
    return finding.help
  }

  @Test(arguments: [
    ("to: *\n", "*"), ("- {to: *, workload: api}\n", "*"), ("[*]\n", "*"), ("to: *  # all\n", "*"), ("to: *", "*"),
    ("fqdn: *.example.com\n", "*.example.com"), ("- {fqdn: *.example.com}\n", "*.example.com"),
    ("owner: @acme/payments\n", "@acme/payments"), ("owner: `x`\n", "`x`"), ("é: @a\n", "@a"),
    ("\u{FEFF}a: @b\n", "@b"),
    ("a: %b\n", "%b"), ("a: @b\"c\\d\n", "@bcd"),
  ])
  func quotes(_ text: String, _ word: String) throws {
    #expect(try help(text) == "quote it: \"\(word)\"")
  }

  @Test(arguments: ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "\ta: 1\n", "- a\n\t- b: 1\n"])
  func tabs(_ text: String) throws {
    #expect(try help(text) == "YAML does not indent with tabs; use spaces")
  }

  @Test(arguments: ["{a: b\n", "a: b: c\n", "\"a\n", "a: [1, 2\n"])
  func otherProblemsSpeakForThemselves(_ text: String) throws {
    #expect(try help(text) == nil)
  }
}
