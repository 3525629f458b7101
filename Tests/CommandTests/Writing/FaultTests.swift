import Foundation
import TestSupport
import Testing

/// A system call that fails, whichever and whenever, leaves the old tree or the new one, and the status says which.
///
/// `EASEMENT_CRASHES=100` lets a hundred times as many of them fail.
@Suite(.serialized, .enabled(if: Machine.hasStrace, "strace is missing or may not trace")) struct FaultTests {
  private static let calls = [
    "openat", "read", "write", "close", "fstat", "newfstatat", "getdents64", "mkdirat", "linkat", "renameat",
    "renameat2",
    "unlinkat", "fchmod", "flock",
  ]

  /// On one processor, where all calls come from one thread in an order that stays the same.
  private func run(_ injections: [String], output: String = "/dev/null", in graphs: WrittenGraphs) async throws
    -> Tool.Outcome
  {
    try await Tool.bash(
      """
      processors=$(taskset -cp $$); exec taskset -c "$(grep -oE '[0-9]+' <<< "${processors##*: }" | head -1)" \
        strace -f -qq -o \(output) -e trace=\(Self.calls.joined(separator: ",")),rt_sigaction \
        \(injections.map { "-e inject=\($0)" }.joined(separator: " ")) easement compile after -o out
      """, in: graphs.scratch)
  }

  /// For a call, how many of them come before the program listens, and how many there are in all.
  private func counts(_ refusal: [String], in graphs: WrittenGraphs) async throws -> [String: ClosedRange<Int>] {
    try await graphs.restore()
    let outcome = try await run(refusal, output: "trace", in: graphs)
    #expect(outcome.status == 0, "\(outcome)")
    let lines = try graphs.scratch.text(of: "trace").split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.contains("rt_sigaction(SIGTERM, {") })
    return Self.calls.reduce(into: [:]) { counts, call in
      let places = lines.indices.filter { lines[$0].contains(" \(call)(") }
      let before = places.count { $0 < start }
      if before < places.count { counts[call] = before + 1...places.count }
    }
  }

  /// Some of the steps, or all of them.
  private func steps(_ range: ClosedRange<Int>) -> [Int] {
    let stride = max(1, range.count / (2 * Machine.patience))
    return Array(Swift.stride(from: range.lowerBound, through: range.upperBound, by: stride))
  }

  @Test(arguments: ["EIO", "EACCES"], [false, true])
  func anyCallMayFail(_ error: String, _ isInPlace: Bool) async throws {
    let graphs = try await WrittenGraphs()
    let refusal = isInPlace ? ["renameat2:error=EINVAL"] : []
    let counts = try await counts(refusal, in: graphs)
    #expect(counts.count > 10)
    for (call, range) in counts.sorted(by: { $0.key < $1.key }) where !(isInPlace && call == "renameat2") {
      for step in steps(range) {
        try await graphs.restore()
        let outcome = try await run(refusal + ["\(call):error=\(error):when=\(step)"], in: graphs)
        try await judge(
          outcome, "\(call) \(step) of \(range): \(error)", isExchanged: !isInPlace && error != "EACCES", graphs)
      }
    }
  }

  private func judge(
    _ outcome: Tool.Outcome, _ context: String, isExchanged: Bool, _ graphs: WrittenGraphs
  ) async throws {
    let tree = try graphs.tree()
    // A result that cannot be told is a failure as well.
    let isSilenced = outcome.errors.contains("standard output")
    switch outcome.status {
    case 0: #expect(tree == graphs.after, "\(context): \(outcome)")
    case 1, 74:
      #expect(!isExchanged || tree == (isSilenced ? graphs.after : graphs.before), "\(context): \(outcome)")
    default: Issue.record("\(context): \(outcome)")
    }
    for (path, text) in tree {
      #expect(text == graphs.before[path] || text == graphs.after[path], "\(context): \(path)")
    }
    try await graphs.nextRunSucceeds(context)
  }

  /// What is left unread of a folder is not taken for absent.
  @Test(arguments: [
    ("compile after -o out", 74, "easement: "), ("check after", 1, "error[unreadable-file]"),
    ("access out", 1, "error[unreadable-file]"), ("compile after -o out --check", 1, "error[unreadable-file]"),
  ])
  func foldersAreReadToTheirEnd(_ command: String, _ status: Int, _ says: String) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let first = command == "compile after -o out" ? 8 : 2
    let outcome = try await Tool.bash(
      "exec strace -f -qq -o /dev/null -e trace=getdents64 -e inject=getdents64:error=EIO:when=\(first)+ easement \(command)",
      in: graphs.scratch)
    #expect(outcome.status == status, "\(outcome)")
    #expect((outcome.output + outcome.errors).contains(says), "\(outcome)")
    #expect((outcome.output + outcome.errors).contains("input/output error"), "\(outcome)")
    #expect(try graphs.tree() == graphs.before)
  }
}
