import Foundation
import TestSupport
import Testing

/// `compile -o -`, `--check`, and equal bytes for equal graphs.
@Suite struct StreamTests {
  private static let acme = "\(Repository.root.path)/examples/acme --today 2026-12-01"

  // MARK: standard output

  @Test func streamsTheObjectsOfTheFolder() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Self.acme) -o out >/dev/null 2>&1
      easement compile \(Self.acme) --cluster prod -o - > stream.yaml 2>findings && ls
      grep -c '^kind:' stream.yaml; find out/prod -name '*.yaml' ! -name kustomization.yaml | wc -l
      """, in: scratch)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "findings", "\(outcome)")
    #expect(lines.count == 5 && lines[3] == lines[4], "\(outcome)")
    #expect(try scratch.text(of: "stream.yaml").hasPrefix("---\napiVersion: "))
    #expect(!(try scratch.text(of: "stream.yaml").contains("Kustomization")))
  }

  /// Kubernetes' own reader makes the same objects of the stream and of the folder.
  @Test(.enabled(if: Machine.hasKubectl, "kubectl is missing"))
  func kustomizeReadsTheStream() async throws {
    let scratch = try Scratch()
    try await Tool.bash(
      """
      set -e; easement compile \(Self.acme) -o out; mkdir streamed
      easement compile \(Self.acme) --cluster prod -o - > streamed/all.yaml
      echo '{resources: [all.yaml], sortOptions: {order: fifo}}' > streamed/kustomization.yaml
      diff <(kubectl kustomize out/prod) <(kubectl kustomize streamed)
      """, in: scratch
    ).mustSucceed()
  }

  @Test func oneClusterHasToBeNamed() async throws {
    let outcome = try await Tool.bash("easement compile \(Self.acme) -o -")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("say with --cluster which of nonprod, prod"), "\(outcome.errors)")
    #expect(try await Tool.bash("easement compile examples/quickstart -o -").status == 0)
  }

  @Test(arguments: ["--check", "--force", "-f json"])
  func optionsForFoldersDoNotGoWithIt(_ option: String) async throws {
    let outcome = try await Tool.bash("easement compile examples/quickstart -o - \(option)")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
  }

  @Test func pipesAndFullDisks() async throws {
    let full = try await Tool.bash("easement compile examples/quickstart -o - > /dev/full")
    #expect(full.status == 74)
    #expect(full.errors == "easement: standard output: no space left on device\n")
    let closed = try await Tool.bash(
      "{ sleep 0.2; easement compile examples/quickstart -o -; echo $? >&2; } | head -c 0")
    #expect(closed.errors == "0\n")
  }

  // MARK: --check

  @Test func whatIsStaleIsListedByCluster() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    try graphs.scratch.write("edited: true\n", to: "out/main/namespaces/shop/easement-baseline.yaml")
    try graphs.scratch.write("edited: true\n", to: "out/main/namespaces/leaving/easement-baseline.yaml")
    let before = try graphs.scratch.contents()
    let outcome = try await Tool.bash("easement compile after -o out --check", in: graphs.scratch)
    #expect(outcome.status == 1)
    #expect(
      outcome.output.hasPrefix(
        """
        main: 2 to add, 3 to change, 2 edited by hand, 1 to remove
          ~ kustomization.yaml
          + namespaces/coming/easement-baseline.yaml
          + namespaces/coming/easement-workload-app.yaml
          ! namespaces/leaving/easement-baseline.yaml
          - namespaces/leaving/easement-workload-app.yaml
          ~ namespaces/payments/easement-workload-api.yaml
          ! namespaces/shop/easement-baseline.yaml
          ~ namespaces/shop/easement-workload-checkout.yaml

        """), "\(outcome.output)")
    #expect(outcome.errors.contains("error[stale-output]: \"out\" is not what the graph compiles to"))
    #expect(try graphs.scratch.contents() == before)
    let json = try await Tool.bash(
      "easement compile after -o out --check -f json --diagnostics json", in: graphs.scratch)
    #expect(json.status == 1)
    let result = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(
      result?["edited"] as? [String] == ["leaving", "shop"].map { "main/namespaces/\($0)/easement-baseline.yaml" })
    #expect(["added", "changed", "removed"].map { (result?[$0] as? [String])?.count } == [2, 3, 1])
    #expect(result?["staleIndex"] as? Bool == true)
    #expect(json.errors.components(separatedBy: "\"stale-output\"").count == 9, "\(json.errors)")
  }

  /// What stands behind a link is not what was compiled, whatever it is.
  @Test func linksAreNamed() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      mv out/main/namespaces/shop elsewhere; ln -s $PWD/elsewhere out/main/namespaces/shop
      easement compile before -o out --check; easement compile before -o out --check --diagnostics json 2>&1 >/dev/null
      """, in: graphs.scratch)
    #expect(outcome.status == 1)
    #expect(
      outcome.output.hasPrefix("main: 2 edited by hand\n  ! namespaces/shop/easement-baseline.yaml\n"),
      "\(outcome.output)")
    #expect(
      outcome.errors.contains("error[unsafe-output]: \"main/namespaces/shop\" is a symbolic link"), "\(outcome.errors)")
    #expect(outcome.output.components(separatedBy: "\"unsafe-output\"").count == 2, "\(outcome.output)")
  }

  /// Nothing is written in silence.
  @Test func anIndexIsWrittenAnew() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      sed -i 1d out/easement.sha256; easement compile before -o out; easement compile before -o out
      """, in: graphs.scratch)
    #expect(
      outcome.output == "out: 7 files, up to date; easement.sha256 is written anew\nout: 7 files, up to date\n")
    #expect(try graphs.tree() == graphs.before)
  }

  @Test func longListsAreCut() async throws {
    let scratch = try Scratch()
    let cut = try await Tool.bash("easement compile \(Self.acme) -o out --check", in: scratch)
    #expect(cut.output.contains("more; --all shows them\n"))
    #expect(cut.output.split(separator: "\n").count == 2 * 22)
    let all = try await Tool.bash("easement compile \(Self.acme) -o out --check --all", in: scratch)
    #expect(all.output.split(separator: "\n").count > 100)
    #expect(try scratch.contents() == [:])
  }

  @Test func otherClustersAreNotChecked() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Self.acme) -o out >/dev/null 2>&1; grep nonprod/ out/easement.sha256 > lines
      rm -r out/nonprod/namespaces; easement compile \(Self.acme) -o out --check --cluster prod 2>/dev/null || exit 1
      rm -r out/prod/namespaces; easement compile \(Self.acme) -o out --cluster prod 2>/dev/null || exit 1
      test ! -e out/nonprod/namespaces && diff lines <(grep nonprod/ out/easement.sha256)
      """, in: scratch)
    #expect(outcome.status == 0, "\(outcome)")
  }

  // MARK: equal bytes

  /// Order of files, names of folders, locale, time zone and current folder make no difference.
  @Test func equalGraphsGiveEqualBytes() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      set -e; cp -r \(Repository.root.path)/examples/acme one; mkdir -p deep/two/tenants; cp one/platform.yaml deep/two
      for file in $(ls -r one/tenants); do cp one/tenants/$file deep/two/tenants/; done
      day=2026-12-01
      easement compile one -o out1 --today $day
      TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 easement compile $PWD/deep/two -o out2 --today $day
      (cd deep/two; TZ=America/Los_Angeles LC_ALL=C HOME=/ easement compile -o ../../out3 --today $day)
      (cd /; umask 077; env -i $(command -v easement) compile $OLDPWD/one/ -o $OLDPWD/out4 --today $day)
      diff -r out1 out2; diff -r out1 out3; diff -r out1 out4
      """, in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
