import Foundation
import TestSupport
import Testing

/// Runs where `/proc` is missing, as in a chroot or a strict sandbox: Swift finds no arguments there, and Dispatch ends the
/// process once it looks for its threads. What cannot do without threads says so.
@Suite struct SandboxTests {
  private func bash(_ script: String, in scratch: Scratch) async throws -> Tool.Outcome {
    try scratch.write("mount -t tmpfs none /proc\n\(script)", to: "script")
    return try await Tool.bash("unshare -m bash script", in: scratch)
  }

  private static let needsMounts: Comment = "mounting is not allowed here"

  @Test(
    .enabled(if: Machine.canHideProcesses, needsMounts),
    arguments: [
      ("check graph", 0), ("check broken", 1), ("check nowhere", 66), ("check --nosuch", 64), ("nosuch", 64),
      ("compile graph -o out", 0), ("compile graph -o new --check", 1), ("compile broken -o out", 1),
      ("verify broken", 1), ("verify graph --against out", 1), ("--version", 0), ("", 64), ("codeowners graph", 0),
      ("diff git:HEAD graph", 74), ("diagram graph -o g.svg", 74), ("access out", 74), ("report graph -o g.html", 74),
    ])
  func statusesAreTheSame(_ command: String, _ status: Int) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try scratch.copy("examples/quickstart", to: "broken")
    try scratch.write("not: [yaml", to: "broken/x.yaml")
    try scratch.write("not: [yaml", to: "out/x.yaml")
    let outcome = try await bash("easement \(command)", in: scratch)
    #expect(outcome.status == status, "\(outcome)")
    if status == 74 { #expect(outcome.errors == "easement: threads: they cannot be seen in /proc; mount it\n") }
    #expect(!outcome.output.contains("OVERVIEW"))
  }
}
