import TestSupport
import Testing

/// What `--quiet` and `--verbose` mean is the same in every command.
@Suite struct VerbosityTests {
  private static let commands = [
    "check examples/acme", "compile examples/acme -o OUT/acme", "compile examples/acme -o OUT/acme --check",
    "verify examples/acme", "access out.yaml", "explain shop/checkout payments/api examples/quickstart",
    "diff examples/quickstart examples/quickstart", "diagram examples/quickstart -o OUT/g.svg",
    "report examples/quickstart -o OUT/r.html", "codeowners examples/acme", "schema", "init OUT/new",
  ]

  /// What prints a result that somebody asked for prints it in any case.
  private static let printsResults = ["access", "explain", "diff", "codeowners", "schema"]

  @Test(arguments: commands) func quietIsErrorsAndResults(_ command: String) async throws {
    let scratch = try Self.scratch()
    if command.hasSuffix("--check") { _ = try await Self.run("compile examples/acme -o OUT/acme", in: scratch) }
    let outcome = try await Self.run("\(command) --quiet", in: scratch)
    #expect(outcome.errors == "", "\(command)")
    let hasResult = Self.printsResults.contains(where: command.hasPrefix)
    #expect(outcome.output.isEmpty != hasResult, "\(command): \(outcome.output)")
    #expect(outcome.status == 0)
  }

  @Test(arguments: commands)
  func verboseNamesPhases(_ command: String) async throws {
    let scratch = try Self.scratch()
    _ = try await Self.run("compile examples/acme -o OUT/acme", in: scratch)
    let ordinary = try await Self.run(command, in: scratch)
    if command.hasPrefix("init") { try scratch.remove("out/new") }
    let outcome = try await Self.run("\(command) --verbose", in: scratch)
    #expect(outcome.status == ordinary.status)
    #expect(outcome.output == ordinary.output)
    #expect(
      outcome.errors.contains(/easement: (reading|evaluating|writing|describing) [^\n]*\(\d+\.\d{3} s\)\n/),
      "\(outcome.errors)")
    #expect(!ordinary.errors.contains(" s)\n"))
  }

  @Test func quietKeepsErrors() async throws {
    let scratch = try Self.scratch()
    try scratch.write("kind: Platfrom\n", to: "graph/platform.yaml")
    for command in ["check", "compile -o out", "verify", "diagram -o g.svg", "report -o r.html"] {
      let outcome = try await Tool.bash("easement \(command) graph --quiet", in: scratch)
      #expect(outcome.status == 1)
      #expect((outcome.output + outcome.errors).contains("error["), "\(command)")
    }
    let missing = try await Tool.bash("easement check nowhere -q", in: scratch)
    #expect(missing.status == 66)
    #expect(missing.errors.hasPrefix("easement: "))
    let stale = try await Tool.bash("easement compile examples/quickstart -o out --check -q", in: scratch)
    #expect(stale.status == 1)
    #expect(stale.output != "")
  }

  /// Warnings are not errors, in a form for programs either.
  @Test func quietLeavesWarningsOut() async throws {
    let scratch = try Self.scratch()
    let loud = try await Tool.bash("easement check examples/acme --format json --today 2026-12-01", in: scratch)
    let quiet = try await Tool.bash("easement check examples/acme --format json --today 2026-12-01 -q", in: scratch)
    #expect(loud.output.contains("\"warning\"") || loud.output.contains("\"notice\""))
    #expect(!quiet.output.contains("\"severity\""), "\(quiet.output)")
  }

  @Test func bothAtOnceIsWrongUsage() async throws {
    let outcome = try await Tool.run("check", "examples/quickstart", "--quiet", "--verbose")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: --quiet and --verbose ask for opposite things"), "\(outcome.errors)")
  }

  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples", to: "examples")
    try scratch.write(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {}\n---\n"
        + "apiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n", to: "out.yaml")
    return scratch
  }

  private static func run(_ command: String, in scratch: Scratch) async throws -> Tool.Outcome {
    try await Tool.bash("easement \(command.replacing("OUT", with: "out"))", in: scratch)
  }
}
