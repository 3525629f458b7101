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

  /// Where nothing could be read, nothing is called missing.
  @Test func whatIsNoFileIsTheOnlyFinding() async throws {
    let outcome = try await Tool.bash("easement verify examples/quickstart --against /dev/null")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(
      outcome.errors == """
        error[unreadable-file]: "/dev/null" cannot be read: it is neither a file nor a folder
         --> /dev/null:1:1
          = help: name a folder, or a file that can be read; `-` is standard input

        1 error

        """)
  }

  /// Nor of one cluster, while another is judged.
  @Test func whatCannotBeReadOfOneClusterIsNotMissing() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Repository.root.path)/examples/acme -o out --today 2026-12-01 2>/dev/null
      rm -r out/nonprod; mkdir out/nonprod; mkfifo out/nonprod/pipe.yaml
      easement verify \(Repository.root.path)/examples/acme --against out --today 2026-12-01
      """, in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[unreadable-file]: \"out/nonprod/pipe.yaml\""), "\(outcome)")
    #expect(!outcome.errors.contains("drifted-object"), "\(outcome)")
    #expect(outcome.output.contains("prod: compared") && !outcome.output.contains("nonprod: compared"), "\(outcome)")
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

  /// Every command that takes a graph says the same of a folder without one.
  @Test(arguments: [
    "check empty", "compile empty -o out", "verify empty", "explain a/b c/d empty", "diagram empty -o out.dot",
    "report empty -o out.html", "codeowners empty", "diff empty empty", "diff empty graph", "diff graph empty",
    "diagram graph -o out.dot --diff empty", "report graph -o out.html --diff empty", "diff git:HEAD:none graph",
  ])
  func emptyFoldersAreTheSameEverywhere(_ arguments: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      export GIT_CONFIG_GLOBAL=/dev/null; mkdir empty none; touch none/readme.txt
      git init -q . && git add none && git -c user.name=n -c user.email=n@example.org commit -qm first
      easement \(arguments)
      """, in: scratch)
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect((outcome.output + outcome.errors).hasPrefix("error[empty-graph]: "), "\(outcome.errors)")
  }

  @Test(arguments: [
    "diff git:nosuch graph", "diff graph git:nosuch", "diff git:HEAD:nosuch graph",
    "diagram graph -o out.dot --diff git:nosuch", "report graph -o out.html --diff git:nosuch",
  ])
  func missingRevisionsAreTheSameEverywhere(_ arguments: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      export GIT_CONFIG_GLOBAL=/dev/null
      git init -q . && git add graph && git -c user.name=n -c user.email=n@example.org commit -qm first
      easement \(arguments)
      """, in: scratch)
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasSuffix(": there is no such revision or path\n"), "\(outcome.errors)")
  }

  @Test(arguments: [
    "check git:HEAD", "compile git:HEAD -o out", "verify git:HEAD", "explain a/b c/d git:HEAD", "access git:HEAD",
    "explain a/b c/d --manifests git:HEAD", "diagram git:HEAD -o out.dot", "report git:HEAD -o out.html",
    "codeowners git:HEAD",
  ])
  func revisionsAreForComparing(_ arguments: String) async throws {
    let outcome = try await Tool.bash("easement \(arguments)")
    #expect(outcome.status == 66)
    #expect(
      outcome.errors
        == "easement: git:HEAD: there is no such file or folder, and revisions are read by `diff` and `--diff` only\n")
  }

  /// Nobody knows what such a file holds: that it is no graph would be a guess.
  @Test func aFileThatIsTooLargeIsTheOnlyFinding() async throws {
    let outcome = try await Tool.bash(
      "mkdir big && truncate -s 65M big/x.yaml && easement check big", in: try Scratch())
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("error[unreadable-file]: \"big/x.yaml\" cannot be read: is larger than 64 MB"))
    #expect(!outcome.output.contains("empty-graph"))
  }

  @Test func compiledFoldersOfCodeOwnersExist() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/acme", to: "graph")
    let missing = try await Tool.run("codeowners", "graph", "--compiled", "nosuch", in: scratch)
    #expect(missing.status == 66)
    #expect(missing.output == "")
    #expect(missing.errors == "easement: nosuch: there is no such folder\n")
    #expect(try await Tool.bash("mkdir out && easement codeowners graph --compiled out", in: scratch).status == 0)
    for option in ["--compiled", "--also"] {
      let link = try await Tool.bash("ln -sf out link; easement codeowners graph \(option) link", in: scratch)
      #expect(link.status == 64)
      #expect(link.errors.contains("\"link\" is reached through a symbolic link"), "\(link.errors)")
    }
  }

  /// Whoever may change what CI does decides what is checked.
  @Test func codeOwnersNameTheCIThatIsThere() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let command = "easement codeowners graph --also 'ci scripts/' --also Makefile"
    let outcome = try await Tool.bash(
      """
      mkdir 'ci scripts'; touch Makefile; \(command) > before; touch .drone.yml jenkins; mkdir .circleci .tekton
      ln -s jenkins Jenkinsfile
      \(command) > after; diff --changed-group-format='%>' --unchanged-group-format='' before after
      grep -e Makefile -e scripts before; easement codeowners graph --also nosuch
      """, in: scratch)
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "@").first ?? "" }
    #expect(
      lines.map { $0.trimmingCharacters(in: .whitespaces) } == [
        "/.circleci/", "/.drone.yml", "/.tekton/", "/Jenkinsfile", "/jenkins", "/Makefile", "/ci\\ scripts/",
      ])
    #expect(outcome.errors == "easement: nosuch: there is no such file or folder\n")
    #expect(outcome.status == 66)
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
    ("mkfifo graph/pipe.yaml", "it is neither a file nor a folder"),
    ("ln -s /dev/zero graph/endless.yaml", "a symbolic link leads out of the folder"),
    ("ln -s /proc/self/environ graph/environment.yaml", "a symbolic link leads out of the folder"),
    ("ln -s / graph/root", "a symbolic link leads out of the folder"),
    ("ln -s /root graph/home", "a symbolic link leads out of the folder"),
    ("mkdir graph2; ln -s ../graph2 graph/more", "a symbolic link leads out of the folder"),
    ("cp graph/platform.yaml .; ln -s ../../platform.yaml graph/tenants/x.yaml", "a symbolic link leads out"),
    ("ln -s ../secret graph/s; ln -s s graph/t.yaml; touch secret", "a symbolic link leads out of the folder"),
    ("mkdir graph/$'\\xff' && echo 'not: [' > graph/$'\\xff'/x.yaml", "its name is not UTF-8"),
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

  /// Nothing that lies behind such a link is said, in whatever folder it stands.
  @Test(arguments: [
    "check graph", "verify graph --against graph", "access out", "diff out out", "report graph -o x.html",
  ])
  func whatLiesOutsideIsNotShown(_ command: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try scratch.write("token: hunter2\n\tkey: [", to: "secret")
    let outcome = try await Tool.bash(
      """
      easement compile graph -o out >&2 && ln -s ../../secret out/main/x.yaml && ln -s ../secret graph/x.yaml
      ln -s ../secret graph/fine.txt; easement \(command)
      """, in: scratch)
    #expect(outcome.status == 1, "\(outcome)")
    #expect((outcome.output + outcome.errors).contains("a symbolic link leads out of the folder"), "\(outcome)")
    #expect(!(outcome.output + outcome.errors).contains("hunter2"))
  }

  /// As mounted ConfigMaps have them; and the path on the command line is the user's own word.
  @Test func linksInsideAreFollowed() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "real")
    let outcome = try await Tool.bash(
      """
      mkdir real/.data && mv real/*.yaml real/tenants real/.data/ && ln -s .data real/data && ln -s real graph
      easement check graph; easement check graph/data/; ln -s real/.data/platform.yaml one.yaml; easement check one.yaml
      """, in: scratch)
    #expect(outcome.output.split(separator: "\n").filter { $0.hasPrefix("quickstart: ") }.count == 3, "\(outcome)")
  }

  /// Behind some signs an ending is part of another Character, which is nothing to kubectl.
  @Test func endingsAreBytes() async throws {
    let scratch = try Scratch()
    try scratch.write("not: [yaml", to: "objects/x\u{600}.yaml")
    let outcome = try await Tool.run("access", "objects", in: scratch)
    #expect(outcome.status == 1 && outcome.errors.contains("error[invalid-yaml]"), "\(outcome)")
  }

  /// Names with line breaks are names to git as well.
  @Test func revisionsInFoldersWithOddNames() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      export GIT_CONFIG_GLOBAL=/dev/null; name=$'a\\nb ́'; mkdir -p "$name/$name" && mv graph "$name/$name" && cd "$name"
      git init -q . && git add . && git -c user.name=n -c user.email=n@example.org commit -qm first
      easement diff git:HEAD "$name/graph"; cd "$name" && easement diff git:HEAD graph
      """, in: scratch)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output == "no change in access\nno change in access\n" || outcome.errors == "", "\(outcome)")
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
