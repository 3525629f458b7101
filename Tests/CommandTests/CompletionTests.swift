import Foundation
import TestSupport
import Testing

/// What shells offer while somebody types.
@Suite struct CompletionTests {
  @Test(arguments: [
    ("easement com", ["compile"]),
    ("easement check --for", ["--format"]),
    ("easement explain shop/", ["shop/checkout"]),
    ("easement explain shop/checkout payments/", ["payments/api", "payments/ledger"]),
    ("easement diagram --focus ", ["payments", "shop"]),
    ("easement diagram --environment ", ["prod"]),
    ("easement verify --cluster ", ["main"]),
  ])
  func bash(_ line: String, _ expected: [String]) async throws {
    let outcome = try await Tool.bash(
      """
      source easement
      COMP_LINE='\(line)'; read -ra COMP_WORDS <<< "$COMP_LINE"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_POINT=${#COMP_LINE}
      _easement easement "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """, in: try await Self.scripts())
    #expect(outcome.output.split(separator: "\n").map(String.init) == expected, "\(outcome)")
  }

  @Test(
    .enabled(if: Machine.hasFish, "fish is missing"),
    arguments: [
      ("easement explain shop/", ["shop/checkout"]), ("easement diagram --focus ", ["payments", "shop"]),
      ("easement com", ["compile"]),
    ])
  func fish(_ line: String, _ expected: [String]) async throws {
    let outcome = try await Tool.bash(
      "fish --no-config -c 'source easement.fish; complete -C \"\(line)\"'", in: try await Self.scripts())
    let words = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").first.map(String.init) ?? "" }
    #expect(words == expected, "\(outcome)")
  }

  @Test(.enabled(if: Machine.hasZsh, "zsh is missing"))
  func zsh() async throws {
    let outcome = try await Tool.bash(
      "zsh -n _easement && grep -c -- '---completion' _easement", in: try await Self.scripts())
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Outside of a graph there is nothing to offer, and no word about it.
  @Test func nothingOutsideOfAGraph() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      "easement ---completion explain -- positional@0 2 0 easement explain ''", in: scratch)
    #expect(outcome.output.split(separator: "\n").isEmpty, "\(outcome)")
    #expect(outcome.errors == "")
  }

  /// A folder with a graph and the completions.
  private static func scripts() async throws -> Scratch {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      "cp -r examples/quickstart/* '\(scratch.path)'; scripts/completions \"$(command -v easement)\" '\(scratch.path)'")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }
}
