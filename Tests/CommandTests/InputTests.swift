import Foundation
import TestSupport
import Testing

/// What commands make of files that are missing, odd or wrong.
@Suite struct InputTests {
  @Test(arguments: [
    "check nowhere", "compile nowhere -o out", "verify nowhere", "access nowhere", "diagram nowhere -o graph.dot",
    "access README.md nowhere",
  ])
  func missingInputIsStatus66(_ arguments: String) async throws {
    let outcome = try await Tool.bash("easement \(arguments)")
    #expect(outcome.status == 66)
    #expect(outcome.output == "")
    #expect(outcome.errors == "easement: nowhere: there is no such file or folder\n")
  }

  @Test func emptyFolderIsAFinding() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.run("check", in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("error[empty-graph]"), "\(outcome.output)")
    let compiled = try await Tool.run("compile", "-o", "out", in: scratch)
    #expect(compiled.status == 1)
    #expect(compiled.output == "")
    #expect(compiled.errors.hasPrefix("error[empty-graph]"))
    #expect(try scratch.contents() == [:])
  }

  @Test func currentFolderIsTheDefault() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash("cd graph && easement check", in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output == "quickstart: 2 tenants, 3 workloads, 1 flow, 0 guardrails, 0 assertions: no errors\n")
    #expect(outcome.errors == "")
  }

  /// Each of them would leave a part of the graph out in silence, and hang or crash a careless reader.
  @Test(arguments: [
    ("ln -s nowhere graph/lost.yaml", "the link leads nowhere"), ("ln -s loop.yaml graph/loop.yaml", "symbolic links"),
    ("mkfifo graph/pipe.yaml", "is neither a file nor a folder"),
    ("ln -s /dev/zero graph/endless.yaml", "is neither a file nor a folder"),
    ("mkdir -p graph/$(printf 'd/%.0s' {1..70}) ", "folders nest deeper than 64 levels"),
    ("truncate -s 65M graph/large.yaml", "is larger than 64 MB"),
  ])
  func oddFilesAreFindings(_ script: String, _ reason: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash("\(script) && timeout 60 easement check graph", in: scratch)
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.output.contains("error[unreadable-file]"), "\(outcome.output)")
    #expect(outcome.output.contains(reason), "\(outcome.output)")
    #expect(!outcome.output.contains("no errors"))
  }

  @Test func foldersThatLookLikeFilesAreSearched() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      mv graph/tenants graph/tenants.yaml && ln -s .. graph/tenants.yaml/up && ln -s . graph/self.yaml
      echo 'not: [yaml' > graph/notes.txt && mkdir graph/.git && echo 'not: [yaml' > graph/.git/x.yaml
      easement check graph
      """, in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("quickstart: 2 tenants,"), "\(outcome.output)")
  }

  @Test func aFileThatNobodyMayReadIsAFinding() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      "chmod 000 graph/tenants/shop.yaml; test -r graph/tenants/shop.yaml && exit 99; easement check graph", in: scratch
    )
    if outcome.status == 99 { return }  // Root reads everything.
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("permission denied"), "\(outcome.output)")
  }

  @Test func oneFileIsAGraph() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      for file in \(Repository.root.path)/examples/quickstart/platform.yaml \(Repository.root.path)/examples/quickstart/*/*.yaml
      do echo ---; cat $file; done > graph.yaml
      easement check graph.yaml
      """, in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("quickstart: "))
  }

  @Test(arguments: ["json", "sarif", "github"])
  func findingsForPrograms(_ format: String) async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.run("check", "--format", format, in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("empty-graph"))
    if format != "github" { _ = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) }
  }
}
