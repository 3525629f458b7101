import Foundation
import TestSupport
import Testing

/// Proof, access and diagrams, as they come out of the program.
@Suite struct ResultTests {
  private static let acme = "\(Repository.root.path)/examples/acme"

  // MARK: verify

  @Test func provesWhatItWouldCompile() async throws {
    let outcome = try await Tool.bash("easement verify examples/quickstart")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasPrefix("main: compared "))
    #expect(outcome.output.hasSuffix("proved: what was compiled is what the graph says\n"))
  }

  @Test func missingObjectsAreStatus66() async throws {
    let outcome = try await Tool.bash("easement verify examples/acme --against nowhere --today 2026-12-01")
    #expect(outcome.status == 66)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("easement: nowhere/nonprod: "), "\(outcome.errors)")
    #expect(try await Tool.bash("easement verify examples/quickstart --against nowhere").status == 66)
  }

  @Test func tamperedObjectsAreStatus1() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Repository.root.path)/examples/quickstart -o out >&2 &&
      sed -i 's/port: 8080/port: 8081/' out/main/namespaces/payments/easement-workload-api.yaml &&
      easement verify \(Repository.root.path)/examples/quickstart --against out --format json
      """, in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[proof-failed]"))
    let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect(result?["holds"] as? Bool == false)
  }

  @Test func provesOneClusterFromADump() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Self.acme) -o out --today 2026-12-01 &&
      find out/prod -name '*.yaml' ! -name kustomization.yaml -exec sh -c 'echo ---; cat "$1"' _ {} \\; > dump.yaml &&
      easement verify \(Self.acme) --today 2026-12-01 --cluster prod --against dump.yaml
      """, in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("proved: what was compiled is what the graph says\n"))
  }

  @Test func readsADumpFromStandardInput() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Self.acme) -o out --today 2026-12-01 >&2 &&
      rm out/prod/clusterwide/easement-guardrail.cloud-metadata.yaml &&
      find out/prod -name '*.yaml' ! -name kustomization.yaml -exec sh -c 'echo ---; cat "$1"' _ {} \\; |
      easement verify \(Self.acme) --today 2026-12-01 --cluster prod --against - -f json
      """, in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[drifted-object]"), "\(outcome.errors)")
    let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let cluster = (result?["clusters"] as? [[String: Any]])?.first
    #expect(result?["holds"] as? Bool == false)
    #expect(cluster?["differenceCount"] as? Int == 0)
    let drifted = cluster?["driftedObjects"] as? [[String: Any]]
    #expect(drifted?.compactMap { $0["drift"] as? String } == ["missing"])
  }

  @Test func standardInputIsOneCluster() async throws {
    let outcome = try await Tool.run("verify", Self.acme, "--against", "-", "--today", "2026-12-01", input: "")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--cluster"), "\(outcome.errors)")
  }

  @Test func differencesHaveTheirPlacesInJSON() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      """
      easement compile \(Repository.root.path)/examples/quickstart -o out >&2 &&
      sed -i 's/port: 8080/port: 8081/' out/main/namespaces/payments/easement-workload-api.yaml &&
      easement verify \(Repository.root.path)/examples/quickstart --against out -f json --all
      """, in: scratch)
    let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let cluster = (result?["clusters"] as? [[String: Any]])?.first
    let difference = (cluster?["differences"] as? [[String: Any]])?.first
    let origin = (difference?["origins"] as? [[String: Any]])?.first
    #expect((origin?["need"] as? String)?.contains("shop.yaml:") == true)
    #expect((origin?["grant"] as? String)?.contains("payments.yaml:") == true)
    #expect((difference?["rules"] as? [Any])?.isEmpty == false)
    #expect(difference?["lost"] as? [String: [[String: Int]]] == ["TCP": [["first": 8080, "last": 8080]]])
  }

  // MARK: access

  private static let objects = """
    {"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "x", "labels": {"app": "a"}}},
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b", "namespace": "x", "labels": {"app": "b"}}},
      {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "p", "namespace": "x"},
       "spec": {"podSelector": {"matchLabels": {"app": "b"}}, "policyTypes": ["Ingress"],
                "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "a"}}}], "ports": [{"port": 80}]}]}}]}
    """

  @Test func readsStandardInput() async throws {
    let outcome = try await Tool.run("access", "-", "--ip-family", "ipv4", input: Self.objects)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    #expect(
      outcome.output.split(separator: "\n").filter { $0.hasPrefix("x/a[Pod] =>") && $0.contains("x/b") }
        == ["x/a[Pod] => x/b[Pod] : TCP 80"])
  }

  @Test func lintsOnRequest() async throws {
    let plain = try await Tool.run("access", "-", input: Self.objects)
    let linted = try await Tool.run("access", "-", "--lint", input: Self.objects)
    #expect(plain.output == linted.output)
    #expect(plain.status == 0 && linted.status == 0)
    #expect(linted.errors.contains("warning[lint-missing-default-deny]"))
    #expect(!plain.errors.contains("lint-"))
  }

  @Test func modesOfCilium() async throws {
    let closed = try await Tool.run(
      "access", "-", "--semantics", "cilium", "--cilium-mode", "always", input: Self.objects)
    #expect(closed.output == "entity:host => x/b[Pod] : All Connections\n")
    let open = try await Tool.run("access", "-", "--semantics", "cilium", "--cilium-mode", "never", input: Self.objects)
    #expect(open.output.contains("x/a[Pod] => x/b[Pod] : All Connections\n"))
    let unknown = try await Tool.run("access", "-", "--cilium-version", "0.9", input: Self.objects)
    #expect(unknown.status == 64)
  }

  /// Who names a release or a mode of Cilium's agents asks about Cilium.
  @Test func optionsOfCiliumMeanCilium() async throws {
    let closed = try await Tool.run("access", "-", "--cilium-mode", "always", input: Self.objects)
    #expect(closed.status == 0 && closed.output == "entity:host => x/b[Pod] : All Connections\n")
    #expect(
      closed.errors.hasSuffix(
        "easement: judged by the rules of Cilium 1.20 in mode \"always\", because an option about its agents was given\n"
      ), "\(closed.errors)")
    let options = [
      ("--cilium-mode", "always"), ("--cilium-version", "1.19"), ("--cilium-cluster", "north"),
      ("--cilium-cidr-match", "nodes"),
    ]
    for (option, value) in options {
      let outcome = try await Tool.run("access", "-", "--semantics", "generic", option, value, input: Self.objects)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("\(option) belongs to Cilium"), "\(outcome.errors)")
    }
  }

  /// TC-13
  @Test func refusedPoliciesOfCiliumMeanCilium() async throws {
    let refused = """
      {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: c, namespace: x}
      spec: {endpointSelector: {}, ingress: []}
      """
    let outcome = try await Tool.run("access", "-", input: refused)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("judged by the rules of Cilium 1.20"), "\(outcome.errors)")
  }

  @Test func standardInputAndFilesUnite() async throws {
    let scratch = try Scratch()
    let policy = """
      {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: q, namespace: x},
       spec: {podSelector: {}, policyTypes: [Egress], egress: []}}
      """
    try scratch.write(Self.objects, to: "objects.json")
    try scratch.write(policy, to: "policy.yaml")
    let inOne = try await Tool.run("access", "objects.json", "policy.yaml", in: scratch)
    let inTwo = try await Tool.run("access", "objects.json", "-", input: policy, in: scratch)
    #expect(inTwo.status == 0)
    #expect(inOne.output == inTwo.output && inOne.output != "")
  }

  @Test func unreadableObjectsLeaveTheRest() async throws {
    let outcome = try await Tool.run("access", "-", input: Self.objects + "\n---\nkind: [")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("x/a[Pod] => x/b[Pod] : TCP 80"))
    #expect(outcome.errors.contains("error[invalid-yaml]"))
    #expect(outcome.errors.contains("\neasement: the result leaves out what could not be read, "))
  }

  /// Nobody has to remember which command writes which.
  @Test(arguments: [
    "check g -f", "compile g -o out --check -f", "explain shop/checkout payments/api g -f", "diff g g -f",
    "access out -f", "verify g --diagnostics text -f",
  ])
  func theWordForTextHasTwoSpellings(_ command: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "g")
    let outcome = try await Tool.bash(
      "easement compile g -o out -q; easement \(command) text > text; easement \(command) txt | diff text -; cat text",
      in: scratch)
    #expect(!outcome.output.isEmpty && !outcome.output.hasPrefix("{"), "\(outcome)")
    #expect(!outcome.errors.contains("invalid"), "\(outcome.errors)")
  }

  // MARK: pipes

  /// Nobody reading on is the reader's business.
  @Test(arguments: [
    "check examples/acme --today 2026-12-01", "verify examples/quickstart", "diagram examples/acme -o -", "--help",
    "access Tests/DriverTests/Golden/acme/compiled/prod", "check examples/acme --format json",
  ])
  func closedPipeIsSuccess(_ arguments: String) async throws {
    // `sleep` lets the reader go before anything is written.
    let outcome = try await Tool.bash("{ sleep 0.2; easement \(arguments); echo $? >&2; } | head -c 0")
    #expect(outcome.errors.hasSuffix("0\n"), "\(outcome.errors)")
  }

  @Test func fullDiskIsStatus74() async throws {
    let outcome = try await Tool.bash("easement diagram examples/quickstart -o - > /dev/full")
    #expect(outcome.status == 74)
    #expect(outcome.errors == "easement: standard output: no space left on device\n")
  }
}
