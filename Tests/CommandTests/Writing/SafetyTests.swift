import Foundation
import TestSupport
import Testing

/// What stands in an output folder, or claims to, is never trusted.
@Suite struct SafetyTests {
  private func compiled() async throws -> WrittenGraphs {
    let graphs = try await WrittenGraphs(foreign: [:])
    try await graphs.restore()
    return graphs
  }

  private func compile(_ options: String = "", in graphs: WrittenGraphs) async throws -> Tool.Outcome {
    try await Tool.bash("easement compile after -o out \(options)", in: graphs.scratch)
  }

  // MARK: the folder

  @Test(arguments: [".", "after", "./after/", "after/tenants", "after/tenants/..", "link", "../*"])
  func aFolderThatHoldsFilesOfTheGraphIsRefused(_ folder: String) async throws {
    let graphs = try await compiled()
    let before = try graphs.scratch.contents()
    let outcome = try await Tool.bash(
      "ln -s after link; easement compile after -o \(folder == "../*" ? "$PWD" : folder)", in: graphs.scratch)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains("this folder holds files of the graph"))
    try graphs.scratch.remove("link")
    #expect(try graphs.scratch.contents() == before)
  }

  @Test func aFolderInsideTheGraphIsFine() async throws {
    let graphs = try await compiled()
    try await Tool.bash("cd after && easement compile -o out && easement compile -o out --check", in: graphs.scratch)
      .mustSucceed()
  }

  @Test(arguments: ["/", "missing/..", "file", "dangling"])
  func whatIsNoFolderIsStatus74(_ path: String) async throws {
    let graphs = try await compiled()
    let outcome = try await Tool.bash(
      "touch file; ln -s nowhere dangling; easement compile after -o \(path)", in: graphs.scratch)
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasSuffix("folder\n") || outcome.errors.hasSuffix("written\n"), "\(outcome.errors)")
  }

  @Test func aLinkStaysALink() async throws {
    let graphs = try await compiled()
    let outcome = try await Tool.bash(
      """
      mkdir far; mv out far/real; ln -s far/real out; easement compile after -o out >&2
      test -L out && ls -A far && diff -r far/real out.after
      """, in: graphs.scratch)
    #expect(outcome.output == "real\n", "\(outcome)")
  }

  /// Permissions that somebody chose are kept, and unchanged files are not written again.
  @Test func onlyWhatChangedIsWritten() async throws {
    let graphs = try await compiled()
    let outcome = try await Tool.bash(
      """
      chmod 2775 out out/main; touch -d 2001-01-01 $(find out -type f)
      easement compile after -o out >&2; stat -c %a out out/main; find out -type f -newermt 2002-01-01 | wc -l
      """, in: graphs.scratch)
    // Two files changed, two came, and the kustomization and the index with them.
    #expect(outcome.output == "2775\n2775\n6\n", "\(outcome)")
    #expect(try graphs.tree() == graphs.after)
  }

  // MARK: files in it

  @Test(arguments: [
    ("mkdir -p $f/x", "is a folder"), ("mkfifo $f", "is a file"), ("ln -s /etc/passwd $f", "symbolic link"),
  ])
  func whatCannotBeReplacedIsAnErrorEvenWithForce(_ script: String, _ reason: String) async throws {
    let graphs = try await compiled()
    try await Tool.bash(
      "f=out/main/namespaces/payments/easement-workload-api.yaml; rm $f; \(script)", in: graphs.scratch
    ).mustSucceed()
    let outcome = try await compile("--force", in: graphs)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[unsafe-output]"), "\(outcome.errors)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }

  @Test func aFileWhereAFolderHasToBeIsAnError() async throws {
    let graphs = try await compiled()
    try await Tool.bash("rm -r out/main/namespaces; echo mine > out/main/namespaces", in: graphs.scratch).mustSucceed()
    let outcome = try await compile("--force", in: graphs)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("\"main/namespaces\" is a file, and a folder has to stand there"), "\(outcome.errors)")
    #expect(try graphs.scratch.text(of: "out/main/namespaces") == "mine\n")
  }

  @Test func filesDeletedByHandComeBack() async throws {
    let graphs = try await compiled()
    try graphs.scratch.remove("out/main/namespaces/payments")
    let outcome = try await compile(in: graphs)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try graphs.tree() == graphs.after)
  }

  /// Names that are not UTF-8 cannot be linked by us; they stay all the same.
  @Test func foreignNamesOfAnyBytesAreKept() async throws {
    let graphs = try await compiled()
    let outcome = try await Tool.bash(
      "echo mine > $'out/\\xff\\xfe'; easement compile after -o out && cat $'out/\\xff\\xfe'", in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("mine\n"))
  }

  // MARK: the index

  @Test func aMissingIndexIsWrittenAnew() async throws {
    let graphs = try await compiled()
    try graphs.scratch.remove("out/easement.sha256")
    let outcome = try await compile(in: graphs)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("is in the way"), "\(outcome.errors)")
    // Files that are as they have to be are in nobody's way.
    let same = try await Tool.bash("easement compile before -o out", in: graphs.scratch)
    #expect(same.status == 0, "\(same.errors)")
    #expect(try graphs.tree() == graphs.before)
  }

  @Test(arguments: [
    "../../etc/passwd", "/etc/passwd", "main/../../x", "main//x", "main/./x", "x", ".git/config", "main/.hidden",
    "main/a\\nb", "main/a b", "main/ä", "main/\u{1B}[2J", "easement.sha256", "",
  ])
  func anIndexOfOddPathsIsRefused(_ path: String) async throws {
    let graphs = try await compiled()
    try graphs.scratch.write(
      try graphs.scratch.text(of: "out/easement.sha256") + String(repeating: "0", count: 64) + "  \(path)\n",
      to: "out/easement.sha256")
    let before = try graphs.scratch.contents()
    for option in ["", "--force", "--check"] {
      let outcome = try await compile(option, in: graphs)
      #expect(outcome.status == 74)
      #expect(outcome.errors.hasPrefix("easement: out/easement.sha256: is damaged"), "\(outcome.errors)")
    }
    #expect(try graphs.scratch.contents() == before)
  }

  @Test(arguments: ["cat i i > j; mv j i", "truncate -s -1 i", "sed -i 1iconflict i", "tr a-f A-F < i > j; mv j i"])
  func aDamagedIndexIsRefused(_ script: String) async throws {
    let graphs = try await compiled()
    try await Tool.bash("cd out; mv easement.sha256 i; \(script); mv i easement.sha256", in: graphs.scratch)
      .mustSucceed()
    let outcome = try await compile("--force", in: graphs)
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("is damaged"), "\(outcome.errors)")
  }

  /// A folder that looks like the decision of a killed run comes with a pull request too.
  @Test func aForgedDecisionStaysInside() async throws {
    let graphs = try await compiled()
    try graphs.scratch.write("safe\n", to: "victim/x.yaml")
    try await Tool.bash(
      """
      mkdir -p out/.easement-commit/main; ln -s $PWD/victim out/link; ln -s $PWD/victim out/.easement-commit/link
      echo evil > out/.easement-commit/main/x.yaml
      for p in link/x.yaml main/x.yaml; do echo "$(echo evil | sha256sum | cut -c-64)  $p"; done \
        > out/.easement-commit/easement.sha256
      """, in: graphs.scratch
    ).mustSucceed()
    _ = try await compile("--force", in: graphs)
    #expect(try graphs.scratch.text(of: "victim/x.yaml") == "safe\n")
  }
}
