import Testing

/// The tool opens no connection, whatever it is asked for.
@Suite struct NetworkTests {
  @Test(
    .enabled(if: Machine.hasStrace, "strace is missing, or may not trace"),
    arguments: [
      "check examples/acme", "compile examples/acme -o out/acme", "verify examples/acme",
      "access examples/compiled", "access examples/compiled -f svg",
      "explain shop/checkout payments/api examples/quickstart", "diff examples/quickstart examples/acme",
      "diff git:HEAD:examples/quickstart examples/quickstart", "diagram examples/quickstart -o out/graph.svg",
      "diagram examples/quickstart -o out/graph.png", "diagram examples/quickstart -o out/graph.pdf",
      "report examples/quickstart -o out/report.html", "codeowners examples/acme", "schema", "init out/new",
      "--version",
    ])
  func noSocketIsOpened(_ command: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples", to: "examples")
    let setup = """
      git init --quiet; git add --all; git -c user.name=a -c user.email=a@b commit --quiet -m a
      mkdir out; easement compile examples/quickstart -o examples/compiled --quiet
      """
    let outcome = try await Tool.bash("set -e; \(setup)\n\(Self.traced("easement \(command)"))", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try scratch.text(of: "calls") == "")
  }

  /// The trace would show one.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing, or may not trace"))
  func aSocketWouldBeSeen() async throws {
    let scratch = try Scratch()
    _ = try await Tool.bash(Self.traced("bash -c 'exec 3<>/dev/udp/127.0.0.1/9'"), in: scratch)
    #expect(try scratch.text(of: "calls").contains("socket(AF_INET"))
  }

  private static func traced(_ command: String) -> String {
    "strace -f -qq -e trace=network -e signal=none -o calls \(command)"
  }
}
