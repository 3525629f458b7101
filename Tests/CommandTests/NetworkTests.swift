import Testing

/// The tool opens no socket, whatever it is asked for; only `preview` listens.
@Suite struct NetworkTests {
  @Test(
    .enabled(if: Machine.hasStrace, "strace is missing, or may not trace"),
    arguments: [
      "check examples/acme", "compile examples/acme -o out/acme", "verify examples/acme", "--help",
      "compile examples/quickstart -o examples/compiled --check", "compile examples/quickstart -o -",
      "verify examples/quickstart --against examples/compiled", "explain --all examples/quickstart",
      "diagram examples/quickstart --diff git:HEAD -o out/changes.svg",
      "report examples/quickstart --diff git:HEAD -o out/changes.html",
      "---completion diagram -- --focus 2 0 easement diagram --focus ''",
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

  /// It listens on the loopback address, and calls nobody.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing, or may not trace"))
  func previewOnlyListens() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      \(Self.traced("easement preview graph --port 0")) > address 2>&1 & tracer=$!
      for _ in {1..200}; do grep -q 'no errors' address && break; sleep 0.1; done
      kill -TERM $(pgrep -P $tracer); wait $tracer
      """, in: scratch)
    let calls = try scratch.text(of: "calls").split(separator: "\n")
    let said = try scratch.text(of: "address")
    #expect(outcome.status == 0, "\(outcome)\n\(said)")
    #expect(calls.contains { $0.contains(/bind\(.*127\.0\.0\.1/) } && calls.contains { $0.contains("listen(") })
    #expect(calls.allSatisfy { !$0.contains("connect(") && !$0.contains("0.0.0.0") }, "\(calls)")
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
