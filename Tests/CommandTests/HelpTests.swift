import Foundation
import TestSupport
import Testing

/// What the program says about itself.
@Suite struct HelpTests {
  @Test func version() async throws {
    let outcome = try await Tool.run("--version")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.wholeMatch(of: /easement \d+\.\d+\.\d+( \([0-9a-f]{7,40}(-dirty)?\))?\n/) != nil,
      "\(outcome.output)")
  }

  @Test(arguments: [
    ("check", ["GRAPH", "--today", "--format", "--color"]),
    (
      "compile",
      ["GRAPH", "--output", "--cluster", "--check", "--force", "--emit", "--format", "--diagnostics", "--today"]
    ),
    ("verify", ["GRAPH", "--against", "--cluster", "--format", "--diagnostics", "--today"]),
    (
      "access",
      [
        "PATH", "--format", "--ip-family", "--semantics", "--host-network", "--pod-addresses", "--cilium-version",
        "--cilium-mode", "--cilium-cluster", "--cilium-cidr-match", "--lint", "--diagnostics",
      ]
    ),
    ("explain", ["FROM", "TO", "GRAPH", "--port", "--manifests", "--all", "--environment", "--format", "--today"]),
    ("diff", ["OLD", "NEW", "--format", "--exit-code", "--today", "git:REV"]),
    ("report", ["GRAPH", "--output", "--diff", "--link-base", "--with-errors", "--today", "--diagnostics"]),
    ("preview", ["GRAPH", "--port", "--today", "--color"]),
    ("diagram", ["GRAPH", "--output", "--view", "--environment", "--focus", "--depth", "--engine", "--time-limit"]),
  ])
  func help(_ command: String, _ words: [String]) async throws {
    let outcome = try await Tool.run(command, "--help")
    #expect(outcome.status == 0)
    for word in words {
      #expect(outcome.output.lowercased().contains(word.lowercased()), "\(command) --help says nothing of \(word)")
    }
    #expect(outcome.output.contains("Example: "))
    #expect(try await Tool.run("--help").output.contains("  \(command) "))
  }

  /// A script whose words got lost has not succeeded.
  @Test func noWordsAreWrongUsage() async throws {
    let outcome = try await Tool.run()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("USAGE: easement <subcommand>"), "\(outcome.errors)")
  }

  /// What only a run can find ends with the usage of the command, as what the parser finds does.
  @Test(arguments: [
    ("diagram", "examples/quickstart -o - --focus shp"), ("diagram", "examples/quickstart -o - --view teams"),
    ("compile", "examples/quickstart -o /tmp/never --cluster nowhere"), ("compile", "examples/acme -o -"),
    ("explain", "a b --manifests - --manifests -"),
  ])
  func wrongUsageShowsTheCommand(_ command: String, _ arguments: String) async throws {
    let outcome = try await Tool.bash("easement \(command) \(arguments)")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: "), "\(outcome.errors)")
    #expect(outcome.errors.contains("\nUsage: easement \(command) ["), "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("\n  See 'easement \(command) --help' for more information.\n"))
  }

  /// The table of commands leaves none out, and no option either.
  @Test(arguments: [
    "init", "check", "compile", "verify", "access", "explain", "diff", "diagram", "report", "preview", "schema",
    "codeowners",
  ])
  func everyOptionIsDocumented(_ command: String) async throws {
    let lines = String(decoding: try Data(contentsOf: Repository.folder("docs/model.md")), as: UTF8.self)
      .split(separator: "\n")
    let table = lines.drop { $0 != "## Command line" }.prefix { $0 != "## Output folder" }
    let row = try #require(table.first { $0.starts(with: "| `\(command)") })
    let common = table.filter { !$0.starts(with: "|") }.joined(separator: "\n")
    let inherited = row.contains("the options of `access`") ? table.first { $0.starts(with: "| `access") } ?? "" : ""
    let help = try await Tool.run(command, "--help").output
    for option in help.matches(of: /^ +(?:-\w, )?(--[a-z-]+)/.anchorsMatchLineEndings()).map(\.1)
    where !["--help", "--version"].contains(option) {
      #expect((row + common + inherited).contains("`\(option)"), "\(command) \(option)")
    }
  }

  @Test(arguments: [
    ["--nonsense"], ["check", "--format", "xml"], ["explain", "shop/checkout"],
    ["explain", "shop/checkuot", "payments/api", "examples/quickstart"], ["diff", "examples/quickstart"],
    ["explain", "shop/checkout", "payments/api", "examples/quickstart", "--port", "0"],
    ["explain", "shop/checkout", "payments/api", "examples/quickstart", "--environment", "prd"],
    ["compile", "examples/quickstart"], ["access"],
    ["compile", "examples/quickstart", "-o", "/tmp/never", "--emit", "vap,helm"],
    ["check", "--today", "2026-13-01"], ["diagram", "examples/quickstart", "-o", "graph.bmp"],
    ["diagram", "examples/quickstart", "-o", "-", "--focus", "shp"],
    ["compile", "examples/quickstart", "-o", "/tmp/never", "--cluster", "nowhere"],
  ])
  func wrongUsage(_ arguments: [String]) async throws {
    let outcome = try await Tool.bash("easement " + arguments.joined(separator: " "))
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: ") || outcome.errors.hasPrefix("easement: "), "\(outcome.errors)")
  }
}
