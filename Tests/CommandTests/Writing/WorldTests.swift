import Foundation
import TestSupport
import Testing

/// Disks that are full, folders that may not be written, places where a folder cannot be replaced as a whole.
@Suite(.serialized) struct WorldTests {
  private static let needsMounts: Comment = "mounting is not allowed here"

  /// Runs `script` in a scratch folder with `world` mounted in it, and unmounts it whatever comes.
  private func bash(_ script: String, mounting options: String, in graphs: WrittenGraphs) async throws -> Tool.Outcome {
    try await Tool.bash(
      "mkdir world; mount \(options) world || exit 99; (\(script)); status=$?; umount -l world; exit $status",
      in: graphs.scratch)
  }

  /// A folder named `.git` leads to writing in place.
  @Test(.enabled(if: Machine.canMount, needsMounts), arguments: ["mine", ".git"])
  func aFullDiskLeavesTheOldTree(_ inner: String) async throws {
    let graphs = try await WrittenGraphs(foreign: [:])
    let outcome = try await bash(
      """
      easement compile before -o world/out >/dev/null 2>&1; mkdir world/out/\(inner); head -c 1M /dev/zero > world/fill
      easement compile after -o world/out; echo $? >&2
      rmdir world/out/\(inner); diff -r out.before world/out; ls -A world
      easement compile after -o world/new; easement init world/graph
      easement diagram before -o world/g.dot; echo $? >&2; ls -A world
      """, mounting: "-t tmpfs -o size=64k none", in: graphs)
    #expect(outcome.output == "fill\nout\nfill\nout\n", "\(outcome)")
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("easement: ") }
    #expect(errors.count == 4, "\(outcome.errors)")
    #expect(errors.allSatisfy { $0.hasSuffix(": no space left on device") && !$0.contains("/.") }, "\(errors)")
    #expect(outcome.errors.split(separator: "\n").filter { $0 == "74" }.count == 2, "\(outcome.errors)")
  }

  @Test(.enabled(if: Machine.canMount, needsMounts))
  func aReadOnlyFolderIsStatus74AndCanBeChecked() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let commands = [
      "compile after -o world/out", "compile after -o world/new", "init world/graph", "diagram after -o world/g.dot",
      "diagram after -o world/new/g.svg",
    ]
    let script = commands.map { "easement \($0); echo $?;" }.joined()
    let outcome = try await bash(
      "mount -o remount,ro,bind world && \(script) easement compile after -o world/out --check; echo $?",
      mounting: "--bind .", in: graphs)
    #expect(outcome.output.hasPrefix(String(repeating: "74\n", count: commands.count) + "main: "), "\(outcome)")
    #expect(outcome.output.hasSuffix("\n1\n"), "\(outcome)")
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("easement: ") }
    #expect(errors.count == commands.count, "\(outcome.errors)")
    #expect(errors.allSatisfy { $0.hasSuffix(": read-only file system") && !$0.contains(".easement-") }, "\(errors)")
    #expect(try graphs.tree() == graphs.before)
  }

  /// The folder is the root of another file system, as a volume in a container is.
  @Test(.enabled(if: Machine.canMount, needsMounts))
  func aMountPointIsWrittenInPlace() async throws {
    let graphs = try await WrittenGraphs(foreign: [:])
    let outcome = try await bash(
      """
      set -e; easement compile before -o world >&2; diff -r world out.before
      easement compile after -o world >&2; diff -r world out.after
      easement compile after -o world --check; ls -A world; ls -A | grep easement || true
      """, mounting: "-t tmpfs -o size=1m none", in: graphs)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.hasSuffix("files, up to date\neasement.sha256\nmain\n"), "\(outcome.output)")
  }

  /// A checkout in the image of a container: folders of a lower layer can be neither renamed nor exchanged.
  @Test(.enabled(if: Machine.canOverlay, "overlay file systems are not allowed here"))
  func aFolderOfAnImageIsWrittenInPlace() async throws {
    let graphs = try await WrittenGraphs()
    let outcome = try await Tool.bash(
      """
      mkdir -p disk; mount -t tmpfs none disk && cd disk && mkdir lower upper work world && cp -r ../out.before lower/out
      mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work,redirect_dir=off world
      easement compile ../after -o world/out && diff -r world/out ../out.after && ls -A world; status=$?
      umount -l world; cd ..; umount -l disk; exit $status
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains(" removed\n") && outcome.output.hasSuffix("\nout\n"), "\(outcome)")
  }

  /// Part of the folder is another file system.
  @Test(.enabled(if: Machine.canMount, needsMounts))
  func aMountInsideIsKept() async throws {
    let graphs = try await WrittenGraphs(foreign: [:])
    try await graphs.restore()
    let outcome = try await Tool.bash(
      """
      mkdir out/secrets; mount -t tmpfs none out/secrets; echo s > out/secrets/s
      easement compile after -o out >&2; status=$?; cat out/secrets/s; umount -l out/secrets; rmdir out/secrets; exit $status
      """, in: graphs.scratch)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output == "s\n")
    #expect(try graphs.tree() == graphs.after)
  }

  // MARK: permissions

  private static let needsNobody: Comment = "root cannot run the tool as nobody here"

  /// `$as` runs a command as somebody whom permissions and limits bind.
  private static func becoming(user: Int) -> String {
    "as=; if [ $(id -u) = 0 ]; then as='setpriv --reuid=\(user) --regid=\(user) --clear-groups'; fi"
  }

  /// As somebody whom permissions bind: whoever runs the tests may well be root.
  private func bashAsNobody(_ script: String, in graphs: WrittenGraphs) async throws -> Tool.Outcome {
    try await Tool.bash(
      """
      \(Self.becoming(user: 65534))
      easement() { $as \(Tool.path) "$@"; }
      \(script)
      """, in: graphs.scratch)
  }

  @Test(.enabled(if: Machine.canLackPermissions, needsNobody))
  func whatMayNotBeWrittenIsStatus74() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let commands = [
      "compile after -o out", "compile after -o new", "compile after -o new/deeper", "init started",
      "diagram after -o g.svg", "report after -o g.html",
    ]
    let outcome = try await bashAsNobody(
      """
      mkdir mine; chmod -R a-w .; chmod 777 mine
      \(commands.map { "easement \($0); echo $?;" }.joined()) easement compile after -o mine/out; chmod -R u+w .
      """, in: graphs)
    let files = try graphs.scratch.contents().keys.filter { $0.hasPrefix("mine/out/") }.count - 1
    #expect(
      outcome.output == String(repeating: "74\n", count: commands.count)
        + "mine/out: \(files) files, \(files) written\n")
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("easement: ") }
    #expect(errors.count == commands.count, "\(outcome.errors)")
    #expect(
      errors.allSatisfy {
        $0.hasSuffix(": permission denied") && !$0.contains(".easement-")
      }, "\(errors)")
    #expect(try graphs.tree() == graphs.before)
  }

  /// What cannot be read is named, and never taken for empty or for damaged.
  @Test(
    .enabled(if: Machine.canLackPermissions, needsNobody),
    arguments: [
      ("chmod 0 before/tenants/shop.yaml", "check before", 1, "\"before/tenants/shop.yaml\" cannot be read"),
      ("chmod 0 before/tenants", "compile before -o -", 1, "\"before/tenants\" cannot be read"),
      ("chmod 0 before", "check before", 1, "\"before\" cannot be read"),
      ("chmod 0 before", "check before/platform.yaml", 74, "before/platform.yaml"),
      ("chmod 0 before/platform.yaml", "diff before after", 1, "\"before/platform.yaml\" cannot be read"),
      ("chmod 0 out/main/kustomization.yaml", "access out", 1, "\"out/main/kustomization.yaml\" cannot be read"),
      ("chmod 0 out/easement.sha256", "compile before -o out --check", 74, "out/easement.sha256"),
      (
        "chmod 0 out/main/kustomization.yaml", "compile before -o out --check", 74,
        "out/main/kustomization.yaml"
      ),
      ("chmod 0 out/main", "compile before -o out --check", 74, "out/main"),
    ])
  func whatMayNotBeReadIsNamed(_ lock: String, _ command: String, _ status: Int, _ says: String) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await bashAsNobody(
      "\(lock); easement \(command); status=$?; chmod -R u+rwX .; exit $status", in: graphs)
    #expect(outcome.status == status, "\(outcome)")
    #expect((outcome.output + outcome.errors).contains("\(says): permission denied"), "\(outcome)")
  }

  // MARK: descriptors and limits

  /// A file that may not grow is an error and not an end by signal.
  @Test func aLimitOnFilesIsStatus74() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash("ulimit -f 0; easement compile after -o out", in: graphs.scratch)
    #expect(outcome.status == 74 || outcome.status == 0, "\(outcome)")
    let piped = try await Tool.bash("(ulimit -f 0; easement compile after -o out) 2>&1 | cat", in: graphs.scratch)
    #expect(piped.output.contains(": file too large\n"), "\(piped)")
    #expect(try graphs.tree() == graphs.before)
    #expect(try await graphs.leftovers() == "")
  }

  /// Where threads are lacking one processor does the work, and what cannot do without says so; nobody waits for ever.
  @Test(
    .enabled(if: Machine.canLackPermissions, needsNobody),
    arguments: [1, 2, 3, 4, 6], ["check after", "verify after", "compile after -o -", "access out/main/namespaces"])
  func aLackOfThreadsEndsInTime(_ limit: Int, _ command: String) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    // A user of its own: the limit counts all processes of a user.
    let outcome = try await Tool.bash(
      """
      \(Self.becoming(user: 64000 + limit))
      timeout -s KILL 60 bash -c 'ulimit -u \(limit); exec "$@"' - $as \(Tool.path) \(command)
      """, in: graphs.scratch)
    let refusal = "easement: threads: not enough of them can be started; raise `ulimit -u`\n"
    let isRefused = outcome.status == 74 && outcome.errors == refusal
    #expect(outcome.status == 0 || (isRefused && command.hasPrefix("access")), "\(outcome)")
  }

  /// Swift's libraries end a process that lacks descriptors, without a word.
  @Test(
    arguments: [4, 5, 6, 8, 11, 12, 14],
    ["check after", "verify after", "compile after -o out", "access out/main/namespaces"])
  func aLackOfDescriptorsIsSaid(_ limit: Int, _ command: String) async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash("ulimit -n \(limit); easement \(command)", in: graphs.scratch)
    #expect([0, 74].contains(outcome.status), "\(outcome)")
    if outcome.status == 74 { #expect(outcome.errors.hasPrefix("easement: "), "\(outcome)") }
    let tree = try graphs.tree()
    #expect(tree == graphs.before || tree == graphs.after)
  }

  /// A file of the output must not be taken for a descriptor that the caller closed.
  @Test func closedDescriptorsStayClosed() async throws {
    let graphs = try await WrittenGraphs()
    try await graphs.restore()
    let outcome = try await Tool.bash("easement compile after -o out >&- 2>&- <&-", in: graphs.scratch)
    #expect(outcome.status == 74)
    #expect(try graphs.tree() == graphs.after)
  }
}
