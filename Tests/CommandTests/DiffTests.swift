import Foundation
import TestSupport
import Testing

/// `diff` and `explain` as people type them.
@Suite struct DiffTests {
  private static let repository = """
    set -e
    export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.org
    export GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.org
    git init -q .; git add -A; git commit -qm first
    mv graph/tenants/shop.yaml graph/tenants/store.yaml

    """

  private func run(_ script: String) async throws -> Tool.Outcome {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    return try await Tool.bash(Self.repository + script, in: scratch)
  }

  @Test(arguments: [
    "easement diff git:HEAD graph", "easement diff git:HEAD:graph graph", "easement diff graph git:HEAD",
    "easement diff git:HEAD:./graph/ graph", "cd graph/tenants && easement diff git:HEAD ..",
    "easement diff git:HEAD git:HEAD", "easement diff git:HEAD:graph git:HEAD",
  ])
  func renamedFilesAreNoChange(_ command: String) async throws {
    let outcome = try await run(command)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "no change in access\n")
  }

  private static let edit = """
    sed -i 's/ports: \\[http\\], reason: card payments/ports: [http, admin], reason: card payments/' graph/tenants/payments.yaml
    sed -i 's/ports: {http: 8080}}$/ports: {http: 8080, admin: 9000}}/' graph/tenants/payments.yaml
    sed -i 's/payments.api, ports: .http./payments\\/api, ports: [http, admin]/' graph/tenants/store.yaml

    """

  @Test func historyAgainstTheWorkTree() async throws {
    let outcome = try await run(
      Self.edit + """
        before=$(git status --porcelain); easement diff git:HEAD graph --exit-code && exit 99
        test "$before" = "$(git status --porcelain)"
        """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output == """
        flows: 1 widened

        to payments, owned by @acme/payments
          + widened: shop/checkout => payments/api : TCP 8080 -> TCP 8080,9000 in prod, asked by @acme/shop

        """)
  }

  @Test(arguments: [
    ("txt", "flows: 1 widened"), ("md", "**Access changes**"), ("csv", "widened,"), ("json", "\"widened\" : 1"),
    ("dot", "digraph"),
  ])
  func formats(_ format: String, _ words: String) async throws {
    let outcome = try await run(Self.edit + "easement diff git:HEAD graph -f \(format)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(words), "\(outcome.output)")
  }

  @Test(arguments: [
    "git:", "git:nope", "git:HEAD:none", "git:HEAD:../graph", "git:--help", "git:-x:graph", "'git:HEAD --output=owned'",
    "'git:$(touch owned)'", "nowhere",
  ])
  func missingRevisions(_ reference: String) async throws {
    let outcome = try await run("easement diff \(reference) graph; status=$?; test ! -e owned; exit $status")
    #expect(outcome.status == 66, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("easement: "))
  }

  /// A link in a revision leads to wherever, and nothing is skipped in silence.
  @Test func linksInARevisionAreFindings() async throws {
    let outcome = try await run(
      "ln -s ../secret graph/link.yaml; git add -A; git commit -qm link; easement diff git:HEAD git:HEAD~1:graph")
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("a symbolic link of a revision"), "\(outcome.errors)")
  }

  @Test func manyFilesOfARevision() async throws {
    let scratch = try Scratch()
    for number in 1...1500 {
      try scratch.write(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: c\(number), namespace: x}, data: {k: \"\(String(repeating: "x", count: 400))\"}}",
        to: "objects/\(number).yaml")
    }
    try scratch.write("{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: x}}", to: "objects/pod.yaml")
    let setup = Self.repository.split(separator: "\n").dropLast().joined(separator: "\n")
    let outcome = try await Tool.bash(setup + "\ntimeout 60 easement diff git:HEAD objects", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors.prefix(500))")
    #expect(outcome.output == "no change in access\n")
  }

  @Test func compiledFoldersHaveNoPods() async throws {
    let outcome = try await run(
      """
      easement compile graph -o old >/dev/null

      """ + Self.edit + "easement compile graph -o new >/dev/null; easement diff old new")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("flows: 1 widened; rules and settings: 2 changed"), "\(outcome.output)")
    #expect(outcome.errors.contains("flows are between pods that the policies' selectors describe"))
  }

  @Test func aGraphIsNoSetOfManifests() async throws {
    let outcome = try await run("easement compile graph -o out >/dev/null; easement diff graph out")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("is a graph"))
  }

  private static let claim =
    "  assertions: [{name: shut, never: {from: shop/checkout, to: payments/api, ports: [9000]}}]"

  /// Whoever reviews a change that an assertion forbids sees both: the flow, and what it breaks.
  @Test func brokenAssertionsAreCompared() async throws {
    let outcome = try await run(
      "echo '\(Self.claim)' >> graph/platform.yaml; git add -A; git commit -qm claim\n" + Self.edit
        + "easement diff git:HEAD graph")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("error[assertion-failed]: the assertion \"shut\" does not hold"), "\(outcome.errors)")
    #expect(outcome.output.contains("+ widened: shop/checkout => payments/api : TCP 8080 -> TCP 8080,9000 in prod"))
    #expect(outcome.output.contains("(does not hold)"), "\(outcome.output)")
    let repaired = try await run(
      "echo '\(Self.claim)' >> graph/platform.yaml\n" + Self.edit
        + "git add -A; git commit -qm claim; rm graph/tenants/*; git checkout -q HEAD~1 graph/tenants\n"
        + "easement diff git:HEAD graph --exit-code || test $? = 1")
    #expect(repaired.status == 0, "\(repaired.errors)")
    #expect(repaired.errors == "")
    #expect(repaired.output.contains("- narrowed: shop/checkout => payments/api"), "\(repaired.output)")
  }

  // MARK: explain

  @Test func explanationGoesToStandardOutput() async throws {
    let outcome = try await Tool.run("explain", "shop/checkout", "payments/ledger", "examples/quickstart")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasPrefix("shop/checkout cannot reach payments/ledger in prod\n"))
    #expect(
      outcome.output.contains("ask @acme/payments to add `- {to: shop/checkout, workload: ledger, ports: [grpc]}`"))
  }

  @Test func explanationOfStandardInput() async throws {
    let objects = """
      {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x}}
      """
    let one = try await Tool.run("explain", "x/a", "x/b", "--manifests", "-", "--port", "53/udp", input: objects)
    #expect(one.status == 0)
    #expect(one.output.hasPrefix("x/a reaches x/b on UDP 53\n"), "\(one.output)\(one.errors)")
    let all = try await Tool.run("explain", "--all", "--manifests", "-", "-f", "json", input: objects)
    #expect(all.status == 0)
    _ = try JSONSerialization.jsonObject(with: Data(all.output.utf8))
  }
}
