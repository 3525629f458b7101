import Foundation
import TestSupport
import Testing

/// A run that is killed at any point leaves the old tree or the new one, and the next run ends what it began.
///
/// `EASEMENT_CRASHES=100` kills a hundred times as often.
@Suite(.serialized) struct CrashTests {
  /// Every step that changes something on the disk.
  private static let steps = "mkdirat,linkat,renameat,renameat2,unlinkat,write,fchmod,openat,close,flock"

  enum Way: CaseIterable {
    /// The new tree takes the place of the old one.
    case exchange
    /// File by file: what file systems without an exchange get.
    case inPlace

    var refusal: String { self == .exchange ? "" : "-e inject=renameat2:error=EINVAL" }
    /// For strace, each system call has one fate.
    var steps: String {
      self == .exchange ? CrashTests.steps : CrashTests.steps.replacingOccurrences(of: "renameat2,", with: "")
    }
  }

  /// Runs that end by a signal at their `step`-th change. strace counts the steps of each thread by themselves: on one
  /// processor all are taken by one thread, in an order that stays the same.
  private func run(_ way: Way, _ signal: String, at step: Int, in graphs: WrittenGraphs) async throws -> Tool.Outcome {
    try await Tool.bash(
      """
      processors=$(taskset -cp $$); exec taskset -c "$(grep -oE '[0-9]+' <<< "${processors##*: }" | head -1)" \
        strace -f -qq -o /dev/null -e trace=\(Self.steps) \(way.refusal) \
        -e inject=\(way.steps):signal=\(signal):when=\(step) easement compile after -o out
      """, in: graphs.scratch)
  }

  /// Steps from `first` to the one after the last, some of them or all.
  private func forSteps(
    of way: Way, _ signal: String, from first: Int, by stride: Int,
    check: (WrittenGraphs, Int, Tool.Outcome) async throws -> Void
  ) async throws {
    let graphs = try await WrittenGraphs()
    // A stride that is no divisor of anything, so that a few tries are spread over the run.
    let stride = max(1, stride / Machine.patience)
    var step = first
    while true {
      try await graphs.restore()
      let outcome = try await run(way, signal, at: step, in: graphs)
      if outcome.status == 0 { return }
      try await check(graphs, step, outcome)
      step += stride
    }
  }

  @Test(.enabled(if: Machine.hasStrace, "strace is missing or may not trace"), arguments: Way.allCases)
  func killedAtEveryStep(_ way: Way) async throws {
    var count = 0
    var seen: Set<Bool> = []
    try await forSteps(of: way, "KILL", from: 30, by: 31) { graphs, step, outcome in
      #expect(outcome.status == -9)
      let tree = try graphs.tree()
      switch way {
      case .exchange: #expect(tree == graphs.before || tree == graphs.after, "step \(step)")
      case .inPlace: expectWholeFiles(tree, graphs, step)
      }
      seen.insert(tree == graphs.before)
      count += 1
      try await graphs.nextRunSucceeds("\(way), step \(step)")
    }
    print("killed \(way) at \(count) steps")
    #expect(count >= 5)
    #expect(seen.contains(true))
  }

  /// No file is torn, and those of others are there.
  private func expectWholeFiles(_ tree: [String: String], _ graphs: WrittenGraphs, _ step: Int) {
    for (path, text) in tree {
      #expect(text == graphs.before[path] || text == graphs.after[path], "step \(step): \(path)")
    }
    for path in graphs.before.keys where graphs.after[path] != nil {
      #expect(tree[path] != nil, "step \(step): \(path)")
    }
  }

  /// What the next run finds of the old tree is not taken for files of somebody else.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing or may not trace"), arguments: [1, 2, 3, 5, 8, 12])
  func killedWhileTheOldTreeIsCleared(_ step: Int) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      exec strace -f -qq -o /dev/null -e trace=unlinkat -e inject=unlinkat:signal=KILL:when=\(step) \
        easement compile after -o out
      """, in: graphs.scratch)
    #expect(outcome.status == -9)
    try await graphs.nextRunSucceeds("removal \(step)")
  }

  /// A tree that was built and given up again belongs to nobody: the next run, of another graph, brings nothing of it back.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing or may not trace"), arguments: [1, 2, 3, 5, 8, 12])
  func killedWhileItsOwnTreeIsDiscarded(_ step: Int) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      exec strace -f -qq -o /dev/null -e trace=unlinkat,renameat2 -e inject=renameat2:error=EINVAL \
        -e inject=unlinkat:signal=KILL:when=\(step) easement compile after -o out
      """, in: graphs.scratch)
    #expect(outcome.status == -9)
    #expect(try graphs.tree() == graphs.before)
    try await graphs.nextRunSucceeds(compiling: "before", "removal \(step)")
  }

  @Test func killedAtAnyMoment() async throws {
    let graphs = try await WrittenGraphs()
    for number in 1...8 * Machine.patience {
      try await graphs.restore()
      let delay = Int.random(in: 5...110)
      let outcome = try await Tool.bash(
        "timeout -s KILL 0.\(String(format: "%03d", delay)) easement compile after -o out", in: graphs.scratch)
      #expect(outcome.status == 0 || outcome.status == 137 || outcome.status == -9)
      let tree = try graphs.tree()
      #expect(tree == graphs.before || tree == graphs.after, "run \(number), \(delay) ms")
      try await graphs.nextRunSucceeds("run \(number), \(delay) ms")
    }
  }

  /// One line, nothing left behind, and an end by the signal itself, which shells show as 128 + n.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing or may not trace"), arguments: [("INT", 2), ("TERM", 15)])
  func interrupted(_ signal: String, _ number: Int) async throws {
    let first = try await firstStepThatListens()
    for way in Way.allCases {
      var count = 0
      try await forSteps(of: way, signal, from: first, by: 17) { graphs, step, outcome in
        #expect(outcome.status == -number, "step \(step)")
        #expect(outcome.errors == "easement: interrupted\n", "step \(step)")
        let tree = try graphs.tree()
        #expect(tree == graphs.before || tree == graphs.after, "\(way), step \(step)")
        #expect(try await graphs.leftovers() == "", "\(way), step \(step)")
        count += 1
      }
      #expect(count >= 5)
    }
  }

  /// strace counts each system call by itself, and loading a program is mostly openat: after as many of them as it has
  /// libraries somebody listens.
  private func firstStepThatListens() async throws -> Int {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      strace -f -qq -o trace -e trace=openat,rt_sigaction easement compile after -o out >/dev/null 2>&1
      sed '/rt_sigaction(SIGTERM, {/,$d' trace | grep -c openat
      """, in: graphs.scratch)
    return try #require(Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(outcome)") + 1
  }

  @Test func interruptionsThatAreIgnoredStaySo() async throws {
    let graphs = try await WrittenGraphs()
    let outcome = try await Tool.bash(
      "trap '' INT TERM HUP; easement compile after -o out & sleep 0.02; kill -INT $!; kill -TERM $!; wait $!",
      in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("interrupted"))
  }

  /// What somebody saves into the folder at the last moment is not lost with the old tree.
  @Test(.enabled(if: Machine.hasStrace, "strace is missing or may not trace"))
  func lateFilesMoveToTheNewTree() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    // Stops before the exchange, which comes after everything was linked.
    let outcome = try await Tool.bash(
      """
      strace -f -qq -o /dev/null -e trace=renameat2 -e inject=renameat2:delay_enter=1500000 easement compile after -o out &
      until ls -d .out.easement-*/main/mine/x.yaml; do sleep 0.02; done
      sleep 0.2; echo late > out/late.txt; mkdir out/new; echo late > out/new/late.txt
      echo saved > out/save; touch -d tomorrow out/save; mv out/save out/README.md
      wait $!
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let late = ["late.txt": "late\n", "new/late.txt": "late\n", "README.md": "saved\n"]
    #expect(try graphs.tree() == graphs.after.merging(late) { _, new in new })
    #expect(try await graphs.leftovers() == "")
  }
}
