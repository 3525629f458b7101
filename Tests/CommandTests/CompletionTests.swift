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
    ("easement compile --emit ky", ["kyverno"]),
    ("easement compile --emit kyverno,", ["kyverno,vap", "kyverno,capsule", "kyverno,argocd"]),
    ("easement help co", ["compile", "codeowners"]),
  ])
  func bash(_ line: String, _ expected: [String]) async throws {
    let outcome = try await Tool.bash(
      """
      source ./easement
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
      ("easement com", ["compile"]), ("easement compile --emit vap,ky", ["vap,kyverno"]),
      ("easement help co", ["codeowners", "compile"]), ("easement check help", []),
    ])
  func fish(_ line: String, _ expected: [String]) async throws {
    let outcome = try await Tool.bash(
      "fish --no-config -c 'source ./easement.fish; complete -C \"\(line)\"'", in: try await Self.scripts())
    let words = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").first.map(String.init) ?? "" }
    #expect(words == expected, "\(outcome)")
  }

  /// A shell on a terminal of its own, in which somebody presses the key.
  @Test(
    .enabled(if: Machine.hasZsh, "zsh is missing"),
    arguments: [
      ("easement explain shop/checkout payments/", ["payments/api", "payments/ledger"]),
      ("easement diagram --focus ", ["payments", "shop"]),
      ("easement verify --cluster ", ["easement verify --cluster main"]),
      ("easement com", ["easement compile"]),
      ("easement compile --emit ky", ["easement compile --emit kyverno"]),
      ("easement compile --emit vap,ky", ["easement compile --emit vap,kyverno"]),
      ("easement help co", ["codeowners", "compile"]),
    ])
  func zsh(_ line: String, _ expected: [String]) async throws {
    let folder = try await Self.scripts()
    try folder.write(
      """
      zmodload zsh/zpty && zpty shell zsh -f -i || exit 99
      zpty -w shell "PS1=; fpath=($PWD \\$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; unsetopt zle_bracketed_paste"
      zpty -w shell "stty cols 200; print rea''dy"
      zpty -r shell seen '*ready*' || exit 98
      zpty -w -n shell "$1"$'\t'
      seen=; for _ in {1..100}; do
        sleep 0.1; while zpty -r -t shell more; do seen+=$more; done
        [[ $seen == *"$2"* ]] && break
      done
      print -r -- "$seen"; zpty -d shell
      """, to: "press.zsh")
    let outcome = try await Tool.bash(
      "zsh -n _easement && timeout 30 zsh -f press.zsh '\(line)' '\(expected.last ?? "")'", in: folder)
    let words = outcome.output.replacing(/\u{1b}\[[0-9;?]*[A-Za-z]/, with: "").replacing("\u{8}", with: "")
    for word in expected { #expect(words.contains(word), "\(outcome)") }
    #expect(outcome.status == 0, "\(outcome)")
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
