import Foundation
import TestSupport
import Testing

/// A scratch folder with two graphs, `before` and `after`, and what each compiles to in `out.before` and `out.after`.
struct WrittenGraphs {
  let scratch: Scratch
  /// Files by their path in the output folder.
  let before: [String: String]
  let after: [String: String]

  /// - Parameter foreign: files of somebody else in the output folder.
  init(foreign: [String: String] = ["README.md": "mine\n", "main/mine/x.yaml": "mine: 1\n"]) async throws {
    scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "before")
    try scratch.copy("examples/quickstart", to: "after")
    try scratch.write(
      try scratch.text(of: "after/tenants/payments.yaml").replacingOccurrences(of: "8080", with: "8888"),
      to: "after/tenants/payments.yaml")
    // A tenant that goes and one that comes, so that files are added, changed and removed.
    for (graph, name) in [("before", "leaving"), ("after", "coming")] {
      try scratch.write(
        """
        apiVersion: easement.dev/v1alpha1
        kind: Tenant
        metadata: {name: \(name)}
        spec:
          owner: "@acme/\(name)"
          namespaces: {\(name): prod}
          workloads: {app: {selector: {app: app}, ports: {http: 80}}}
          needs: [{from: app, to: {cidr: 192.0.2.0/24}, ports: [443]}]

        """, to: "\(graph)/tenants/\(name).yaml")
    }
    for graph in ["before", "after"] {
      try await Tool.bash("easement compile \(graph) -o out.\(graph)", in: scratch).mustSucceed()
      for (path, text) in foreign { try scratch.write(text, to: "out.\(graph)/\(path)") }
    }
    before = try Self.tree("out.before", in: scratch)
    after = try Self.tree("out.after", in: scratch)
    #expect(before != after)
  }

  /// Puts the folder back to what it was before.
  func restore() async throws {
    try await Tool.bash("rm -rf out .out.easement-*; cp -r out.before out", in: scratch).mustSucceed()
  }

  /// What a reader of the output folder sees: everything but hidden files.
  func tree() throws -> [String: String] { try Self.tree("out", in: scratch) }

  private static func tree(_ folder: String, in scratch: Scratch) throws -> [String: String] {
    var tree: [String: String] = [:]
    for (path, text) in try scratch.contents() where path.hasPrefix("\(folder)/") && !path.contains("/.") {
      tree[String(path.dropFirst(folder.count + 1))] = text
    }
    return tree
  }

  /// Names that a killed run left in or beside the output folder.
  func leftovers() async throws -> String {
    try await Tool.bash("find . -name '.*easement*'", in: scratch).output
  }

  /// The next run repairs whatever the last one left.
  func nextRunSucceeds(compiling graph: String = "after", _ context: String) async throws {
    let next = try await Tool.bash("easement compile \(graph) -o out", in: scratch)
    #expect(next.status == 0, "\(context): \(next.errors)")
    #expect(try tree() == (graph == "after" ? after : before), "\(context)")
    #expect(try await leftovers() == "", "\(context)")
  }
}

/// What this machine lets tests do; where it does not, they are skipped and say so.
enum Machine {
  static let hasStrace = succeeds("strace -f -qq -o /dev/null -e inject=getppid:error=EPERM true")
  static let canHideProcesses = succeeds("unshare -m mount -t tmpfs none /proc")
  static let canMount = succeeds("d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d")
  static let canOverlay = succeeds(
    """
    d=$(mktemp -d) && cd $d && mkdir l u w m && mount -t overlay none -o lowerdir=l,upperdir=u,workdir=w m && umount m
    r=$?; rm -rf $d; exit $r
    """)
  static let canMeasureMemory = succeeds("/usr/bin/time -f %M true")
  /// Root may do everything: what others may not is tried as nobody.
  static let canLackPermissions = succeeds(
    "[ $(id -u) != 0 ] || setpriv --reuid=65534 --regid=65534 --clear-groups \(Tool.path) --version")
  static let hasFish = succeeds("command -v fish")
  static let hasZsh = succeeds("command -v zsh")
  static let hasKubectl = succeeds("command -v kubectl")

  /// How many times longer crash tests run than in the suite.
  static let patience = Int(ProcessInfo.processInfo.environment["EASEMENT_CRASHES"] ?? "") ?? 1

  private static func succeeds(_ script: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "(\(script)) >/dev/null 2>&1"]
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
