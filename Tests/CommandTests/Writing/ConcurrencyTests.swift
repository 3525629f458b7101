import Foundation
import TestSupport
import Testing

/// Runs into the same folder at the same time come one after the other.
@Suite struct ConcurrencyTests {
  /// - Parameter prepare: makes `out` of what it is; `.git` in it leads to writing in place.
  @Test(arguments: ["true", "git init -q out"])
  func runsNeverMix(_ prepare: String) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      set -e; \(prepare)
      for run in 1 2 3 4; do
        easement compile before -o out >> log 2>&1 & one=$!; easement compile after -o out >> log 2>&1 & two=$!
        easement compile before -o out >> log 2>&1 & three=$!
        wait $one; wait $two; wait $three
        cp -r out out.$run
      done
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors) \((try? graphs.scratch.text(of: "log")) ?? "")")
    for run in 1...4 {
      try await Tool.bash("rm -rf out; cp -r out.\(run) out", in: graphs.scratch).mustSucceed()
      let tree = try graphs.tree()
      #expect(tree == graphs.before || tree == graphs.after, "run \(run)")
    }
    #expect(try await graphs.leftovers() == "")
  }

  /// Several clusters of one graph, each written by a job of its own.
  @Test func jobsForClustersAddUp() async throws {
    let scratch = try Scratch()
    let acme = "\(Repository.root.path)/examples/acme --today 2026-12-01"
    try await Tool.bash(
      """
      easement compile \(acme) -o whole
      easement compile \(acme) -o out --cluster prod & one=$!
      easement compile \(acme) -o out --cluster nonprod & two=$!
      wait $one && wait $two && diff -r whole out
      """, in: scratch
    ).mustSucceed()
  }

  /// The lock ends with the process: there is nothing to clear away by hand.
  @Test func aKilledRunLocksNobodyOut() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      for delay in 0.03 0.05 0.07; do timeout -s KILL $delay easement compile after -o out; done 2>/dev/null
      timeout 120 easement compile after -o out
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try graphs.tree() == graphs.after)
  }

  /// A lock that somebody holds is waited for.
  @Test func aLockedFolderIsWaitedFor() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      exec 9< .; flock 9
      easement compile after -o out 9<&- & run=$!
      sleep 0.4; diff -r out out.before && echo waited
      flock -u 9; wait $run
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("waited\n"), "\(outcome.output)")
    #expect(try graphs.tree() == graphs.after)
  }
}
