import TestSupport
import Testing

/// Long work is named on a terminal while it runs, and nowhere else.
@Suite struct ProgressTests {
  /// A pod that takes longer to come than anybody waits without a word.
  private static let slow = "{ sleep 3; echo '{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a}}'; }"
  private static let erased = "\r\u{1B}[2K"

  /// What a terminal shows of a command line.
  private static func shown(_ command: String, terminal: String = "xterm") async throws -> String {
    let scratch = try Scratch()
    try scratch.write(command, to: "command")
    let outcome = try await Tool.bash("TERM=\(terminal) script -qec 'bash command' /dev/null", in: scratch)
    #expect(outcome.status == 0)
    return outcome.output
  }

  @Test func isShownOnATerminalAndErased() async throws {
    let shown = try await Self.shown("\(Self.slow) | easement access -")
    #expect(shown.hasPrefix("\(Self.erased)reading files … "))
    #expect(shown.split(separator: Self.erased).last?.contains("…") == false)
  }

  /// Rows that scroll by are progress enough; a line between them would tear them apart.
  @Test func isNotShownAmongTheResult() async throws {
    let pods =
      "for i in {1..500}; do printf -- '---\\n{apiVersion: v1, kind: Pod, metadata: {name: x%s, namespace: a}}\\n' $i; done"
    let shown = try await Self.shown("easement access <(\(pods)) -f md")
    #expect(shown.contains("| a/x1\\[Pod\\] |") && !shown.contains("rendering the result"))
    let elsewhere = try await Self.shown("easement access <(\(pods)) -f md > result; tail -n 1 result")
    #expect(elsewhere.contains("rendering the result"))
  }

  @Test func isNotShownWhereNobodyLooks() async throws {
    let piped = try await Tool.bash("\(Self.slow) | easement access -")
    #expect(piped.errors == "easement: no policy was read, so nothing is closed\n")
    #expect(!piped.output.contains("…"))
    #expect(try await !Self.shown("\(Self.slow) | easement access - 2>/dev/null").contains("…"))
    #expect(try await !Self.shown("\(Self.slow) | easement access -", terminal: "dumb").contains("…"))
  }
}
