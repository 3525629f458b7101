import Foundation
import TestSupport
import Testing

/// The output folder: Easement replaces what its index lists, whole or not at all, and touches nothing else.
@Suite struct CompileTests {
  private static let api = "out/main/namespaces/payments/easement-workload-api.yaml"

  /// A scratch folder with the quickstart in `graph`, compiled into `out`.
  private func compiled() async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await compile(in: scratch)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }

  private func compile(_ options: String = "", in scratch: Scratch) async throws -> Tool.Outcome {
    try await Tool.bash("easement compile graph -o out --today 2026-12-01 \(options)", in: scratch)
  }

  @Test func writesWhatTheIndexLists() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output == "out: 5 files, 5 written\n")
    #expect(outcome.errors == "")
    let check = try await Tool.bash(
      "cd out && sha256sum --check --strict easement.sha256 && find . -type f | wc -l", in: scratch)
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.hasSuffix("\n6\n"), "\(check.output)")
  }

  @Test func secondRunChangesNothing() async throws {
    let scratch = try await compiled()
    let before = try await Tool.bash("stat -c '%n %i %Y %Z' $(find out | sort)", in: scratch)
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output == "out: 5 files, up to date\n")
    let after = try await Tool.bash("stat -c '%n %i %Y %Z' $(find out | sort)", in: scratch)
    #expect(before.output == after.output)
  }

  @Test func trailingSlashesAndDotsAreTheSameFolder() async throws {
    let scratch = try await compiled()
    for name in ["out/", "./out", "out//", "graph/../out", "$PWD/out"] {
      let outcome = try await Tool.bash("easement compile graph -o \(name)", in: scratch)
      #expect(outcome.output.hasSuffix(": 5 files, up to date\n"), "\(name): \(outcome)")
    }
  }

  @Test func editedFileIsAnErrorUnlessForced() async throws {
    let scratch = try await compiled()
    let written = try scratch.contents()
    try scratch.write("edited: true\n", to: Self.api)
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("error[edited-output]"))
    #expect(outcome.errors.contains("workload-api.yaml\" was changed after it was compiled"))
    #expect(try scratch.text(of: Self.api) == "edited: true\n")
    let forced = try await compile("--force", in: scratch)
    #expect(forced.status == 0)
    #expect(forced.output == "out: 5 files, 1 written\n")
    #expect(try scratch.contents() == written)
  }

  @Test func foreignFilesAreKept() async throws {
    let scratch = try await compiled()
    try scratch.write("mine\n", to: "out/README.md")
    try scratch.write("mine: 1\n", to: "out/main/namespaces/payments/mine.yaml")
    try scratch.write("mine: 1\n", to: "out/other/mine.yaml")
    try await Tool.bash("mkdir -p out/main/empty out/main/namespaces/shop/empty; ln -s README.md out/link", in: scratch)
      .mustSucceed()
    try scratch.write(
      try scratch.text(of: "graph/tenants/payments.yaml").replacingOccurrences(of: "8080", with: "8888"),
      to: "graph/tenants/payments.yaml")
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "out: 5 files, 2 written\n")
    #expect(try scratch.text(of: "out/README.md") == "mine\n")
    #expect(try scratch.text(of: "out/link") == "mine\n")
    for name in ["main/namespaces/payments/mine.yaml", "other/mine.yaml", "main/empty", "main/namespaces/shop/empty"] {
      #expect(scratch.exists("out/\(name)"), "\(name) is gone")
    }
  }

  /// kustomize refuses a folder with two kustomizations, so that nothing of it would be applied.
  @Test(arguments: ["Kustomization", "kustomization.yml"]) func secondKustomizations(_ name: String) async throws {
    let scratch = try await compiled()
    try scratch.write("resources: []\n", to: "out/main/\(name)")
    for options in ["", "--check", "--force"] {
      let outcome = try await compile(options, in: scratch)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error[unsafe-output]: \"main/\(name)\" stands beside"), "\(outcome.errors)")
    }
    let verified = try await Tool.bash("easement verify graph --against out --today 2026-12-01", in: scratch)
    #expect(verified.status == 1)
    #expect(verified.errors.contains("kustomize refuses a folder with two kustomizations"), "\(verified.errors)")
  }

  @Test func foreignFileInTheWayIsAnError() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try scratch.write("mine: 1\n", to: Self.api)
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("is in the way: it was not written by easement"))
    #expect(try scratch.contents().keys.filter { $0.hasPrefix("out/") } == [Self.api])
    #expect(try await compile("--force", in: scratch).status == 0)
    #expect(try scratch.text(of: Self.api) != "mine: 1\n")
  }

  @Test func filesOfVanishedTenantsAreRemoved() async throws {
    let scratch = try await compiled()
    try scratch.remove("graph/tenants/shop.yaml")
    try scratch.write(
      try scratch.text(of: "graph/tenants/payments.yaml").components(separatedBy: "  grants:")[0],
      to: "graph/tenants/payments.yaml")
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("out: 2 files, 1 written, 3 removed\n"))
    #expect(!scratch.exists("out/main/namespaces/shop"))
    #expect(scratch.exists("out/main/namespaces/payments/easement-baseline.yaml"))
  }

  @Test func vanishedFileThatWasEditedIsAnErrorToo() async throws {
    let scratch = try await compiled()
    try scratch.write("edited: true\n", to: Self.api)
    for name in ["payments", "shop"] {
      let text = try scratch.text(of: "graph/tenants/\(name).yaml")
      let cut = text.components(separatedBy: name == "shop" ? "  needs:" : "  grants:")[0]
      try scratch.write(cut, to: "graph/tenants/\(name).yaml")
    }
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[edited-output]"))
    #expect(scratch.exists(Self.api))
  }

  @Test(arguments: [
    "out/main/namespaces/payments", "out/main", "out/main/namespaces/payments/easement-workload-api.yaml",
  ])
  func linksInsideTheOutputAreRefused(_ path: String) async throws {
    let scratch = try await compiled()
    try await Tool.bash(
      "mkdir victim && mv \(path) victim/ && ln -s $PWD/victim/$(basename \(path)) \(path)", in: scratch
    )
    .mustSucceed()
    try scratch.write(
      try scratch.text(of: "graph/tenants/payments.yaml").replacingOccurrences(of: "8080", with: "8888"),
      to: "graph/tenants/payments.yaml")
    let victim = try scratch.contents().filter { $0.key.hasPrefix("victim/") }
    for option in ["", "--force"] {
      let outcome = try await compile(option, in: scratch)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error[unsafe-output]"), "\(outcome.errors)")
      #expect(try scratch.contents().filter { $0.key.hasPrefix("victim/") } == victim)
    }
  }

  @Test func aLinkMayNameTheOutputItself() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try await Tool.bash("mkdir real && ln -s real out", in: scratch).mustSucceed()
    #expect(try await compile(in: scratch).status == 0)
    let kind = try await Tool.bash("test -L out && ls real", in: scratch)
    #expect(kind.output == "easement.sha256\nmain\n")
  }

  @Test(arguments: ["file/out", "/proc/easement-test/out", "/dev/null/out"])
  func unwritableOutputIsStatus74(_ path: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try scratch.write("", to: "file")
    let before = try scratch.contents()
    let outcome = try await Tool.bash("easement compile graph -o \(path)", in: scratch)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("easement: "))
    #expect(try scratch.contents() == before)
  }

  @Test func damagedIndexIsRefused() async throws {
    for text in ["nonsense\n", String(repeating: "0", count: 64) + "  ../graph/platform.yaml\n"] {
      let scratch = try await compiled()
      try scratch.write(text, to: "out/easement.sha256")
      let before = try scratch.contents()
      let outcome = try await compile("--force", in: scratch)
      #expect(outcome.status == 74)
      #expect(outcome.errors.contains("easement.sha256: is damaged"), "\(outcome.errors)")
      #expect(try scratch.contents() == before)
    }
  }

  @Test func checkWritesNothing() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let missing = try await compile("--check", in: scratch)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("error[stale-output]"))
    #expect(missing.output.hasPrefix("main: 5 to add\n  + kustomization.yaml\n"), "\(missing.output)")
    #expect(!scratch.exists("out"))
    try await compile(in: scratch).mustSucceed()
    let fresh = try await compile("--check", in: scratch)
    #expect(fresh.status == 0)
    #expect(fresh.output == "out: 5 files, up to date\n")
    try scratch.write("edited: true\n", to: Self.api)
    let stale = try await compile("--check", in: scratch)
    #expect(stale.status == 1)
    #expect(stale.output == "main: 1 edited by hand\n  ! namespaces/payments/easement-workload-api.yaml\n")
    #expect(try scratch.text(of: Self.api) == "edited: true\n")
  }

  @Test func needWithoutGrantWritesNothing() async throws {
    let scratch = try await compiled()
    let text = try scratch.text(of: "graph/tenants/payments.yaml")
    try scratch.write(text.components(separatedBy: "  grants:")[0], to: "graph/tenants/payments.yaml")
    let before = try scratch.contents()
    for command in [
      "compile graph -o out --force", "compile graph -o fresh", "verify graph", "diagram graph -o graph.svg",
    ] {
      let outcome = try await Tool.bash("easement \(command)", in: scratch)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("error[need-without-grant]"))
      #expect(try scratch.contents() == before)
    }
  }

  @Test func oneClusterLeavesTheOthersAlone() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/acme", to: "graph")
    try await compile(in: scratch).mustSucceed()
    let whole = try scratch.contents()
    try scratch.write("edited: true\n", to: "out/nonprod/kustomization.yaml")
    let outcome = try await compile("--cluster prod", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try scratch.text(of: "out/nonprod/kustomization.yaml") == "edited: true\n")
    #expect(try await compile("--cluster nonprod", in: scratch).status == 1)
    try await compile("--cluster nonprod --force", in: scratch).mustSucceed()
    #expect(try scratch.contents() == whole)
  }

  @Test func resultForPrograms() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await compile("--format json --diagnostics json", in: scratch)
    let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect(result?["clusters"] as? [String] == ["main"])
    #expect((result?["added"] as? [String])?.count == 5)
    for kind in ["changed", "edited", "removed"] { #expect(result?[kind] as? [String] == []) }
    #expect(result?["staleIndex"] as? Bool == true)
    _ = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8))
  }

  /// The Kubernetes tools accept the folder of each cluster, and list each object once.
  @Test(arguments: ["acme", "quickstart"])
  func kustomizeBuilds(_ example: String) async throws {
    guard try await Tool.bash("command -v kubectl").status == 0 else { return }
    let scratch = try Scratch()
    try await Tool.bash(
      "easement compile \(Repository.root.path)/examples/\(example) -o out --today 2026-12-01", in: scratch
    ).mustSucceed()
    for cluster in try names(in: scratch.url.appending(path: "out")) where cluster != "easement.sha256" {
      let built = try await Tool.bash(
        "kubectl kustomize out/\(cluster) > built.yaml && grep -c ^kind: built.yaml", in: scratch)
      #expect(built.status == 0, "\(built.errors)")
      let files = try await Tool.bash(
        "find out/\(cluster) -name '*.yaml' ! -name kustomization.yaml | wc -l", in: scratch)
      #expect(built.output == files.output)
    }
  }
}

extension Tool.Outcome {
  /// For steps that a test only builds upon.
  func mustSucceed() throws { try #require(status == 0, "\(errors)") }
}
