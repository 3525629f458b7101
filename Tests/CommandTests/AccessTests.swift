import Foundation
import TestSupport
import Testing

/// `easement access`, as people start it.
@Suite struct AccessTests {
  private static let pods = """
    {apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a, labels: {app: x}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: v, namespace: b, labels: {app: v}}}
    ---

    """

  private static func policy(_ spec: String) -> String {
    pods
      + "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {\(spec)}}\n"
  }

  @Test(arguments: [
    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}}",
    "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: i}}",
    "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: i}}",
    "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: i}}", "{metadata: {name: p}}",
  ])
  func whatIsNotModelledIsStatus1(_ object: String) async throws {
    let outcome = try await Tool.run("access", "-", "--ip-family", "ipv4", input: Self.pods + object)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("a/x[Pod] => b/v[Pod] : All Connections\n"))
    #expect(outcome.errors.contains("[unmodelled-kind]: "))
    #expect(outcome.errors.contains(" --> <stdin>:5:"))
    #expect(
      outcome.errors.hasSuffix("easement: the result leaves out what could not be read, and what is not modelled\n"))
  }

  @Test(arguments: [
    ("-o out/graph.svg", "graph.svg", [UInt8]("<?xml".utf8)),
    ("-o out/graph.PNG", "graph.PNG", [0x89, 0x50, 0x4E, 0x47]),
    ("-o out/graph.pdf", "graph.pdf", [UInt8]("%PDF-".utf8)),
    ("-o out/graph.dot", "graph.dot", [UInt8]("strict digraph".utf8)),
    ("-o out/graph.csv", "graph.csv", [UInt8]("source,destination".utf8)),
    ("-o out/graph -f png", "graph", [0x89, 0x50, 0x4E, 0x47]),
    ("-o out/graph.svg -f md", "graph.svg", [UInt8]("| source".utf8)),
  ])
  func formsByTheEndingOfTheFile(_ options: String, _ name: String, _ magic: [UInt8]) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pods, to: "pods.yaml")
    let outcome = try await Tool.bash("easement access pods.yaml \(options)", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "" && outcome.errors == "wrote out/\(name)\n")
    #expect(try Data(contentsOf: scratch.url.appending(path: "out/\(name)")).starts(with: magic))
  }

  @Test func endingsThatNobodyKnowsAreWrongUsage() async throws {
    for name in ["graph.bmp", "svg", "graph."] {
      let outcome = try await Tool.run("access", "-", "-o", name, input: Self.pods)
      #expect(outcome.status == 64 && outcome.output == "")
      #expect(outcome.errors.contains(".png, .pdf"), "\(outcome.errors)")
    }
  }

  @Test func readsOnBehindABrokenDocument() async throws {
    let outcome = try await Tool.run(
      "access", "-", "--ip-family", "ipv4", input: "a: [\n---\n" + Self.policy("podSelector: {}"))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[invalid-yaml]"))
    #expect(!outcome.output.contains("=> a/x[Pod]"))
    #expect(outcome.output.contains("a/x[Pod] => b/v[Pod] : All Connections\n"))
  }

  @Test func saysWhoseRulesItTookWhereTheAnswerHangsOnThem() async throws {
    let plain = try await Tool.run("access", "-", input: Self.policy("podSelector: {}"))
    #expect(plain.errors == "")
    let cilium =
      Self.pods
      + "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: a}, spec: {endpointSelector: {}, ingress: [{}]}}"
    let inferred = try await Tool.run("access", "-", "--cilium-version", "1.19", input: cilium)
    #expect(
      inferred.errors
        == "easement: judged by the rules of Cilium 1.19 in mode \"default\", because there are policies of Cilium\n")
    #expect(try await Tool.run("access", "-", "--semantics", "cilium", input: cilium).errors == "")
    let block = Self.policy("podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]")
    let pods = try await Tool.run("access", "-", "--pod-cidr", "10.244.0.0/16", input: block)
    #expect(pods.status == 0)
    #expect(pods.errors.contains("(NP-29)"))
    #expect(
      pods.errors.hasSuffix(
        "judged by the rules of Kubernetes, with pods in their node's network as pods, and with blocks for addresses outside only\n"
      ))
    #expect(try await Tool.run("access", "-", "--pod-cidr", "10.244.0.0/33", input: block).status == 64)
  }

  /// What a policy of Cilium lets to and from nodes and the API server, in each form. (CIL-27, CIL-43)
  @Test func showsNodesAndTheAPIServer() async throws {
    let cilium =
      Self.pods
        + """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: c, namespace: a}
        spec:
          endpointSelector: {}
          ingress: [{fromEntities: [remote-node], toPorts: [{ports: [{port: "9100", protocol: TCP}]}]}]
          egress:
            - {toEntities: [kube-apiserver], toPorts: [{ports: [{port: "6443", protocol: TCP}]}]}
            - {toEntities: [host], toPorts: [{ports: [{port: "53", protocol: UDP}]}]}

        """
    let text = try await Tool.run("access", "-", "--ip-family", "ipv4", input: cilium)
    let lines = text.output.split(separator: "\n").filter { $0.contains("a/x") && $0.contains("entity:") }
    #expect(
      lines == [
        "a/x[Pod] => entity:host : UDP 53", "a/x[Pod] => entity:kube-apiserver : TCP 6443",
        "entity:host => a/x[Pod] : All Connections", "entity:kube-apiserver@node => a/x[Pod] : TCP 9100",
        "entity:remote-node => a/x[Pod] : TCP 9100",
      ])
    let json = try await Tool.run("access", "-", "-f", "json", input: cilium)
    #expect(json.output.contains("\"destination\":{\"name\":\"kube-apiserver\",\"type\":\"entity\"}"))
    let csv = try await Tool.run("access", "-", "-f", "csv", input: cilium)
    #expect(csv.output.contains("a/x[Pod],entity:kube-apiserver,TCP 6443\r\n"))
    let dot = try await Tool.run("access", "-", "-f", "dot", input: cilium)
    #expect(dot.output.contains("entity~3akube-apiserver") || dot.output.contains("entity:kube-apiserver"))
    // Elsewhere nodes are addresses.
    #expect(!(try await Tool.run("access", "-", input: Self.policy("podSelector: {}")).output.contains("entity:")))
    let why = try await Tool.run("explain", "entity:host", "a/x", "--manifests", "-", input: cilium)
    #expect(why.output.hasPrefix("entity:host reaches a/x on All Connections\n"), "\(why.output)")
    #expect(why.output.contains("allowed because a pod's own node always gets in, whatever isolates the pod (CIL-27)"))
    let server = try await Tool.run("explain", "a/x", "api-server", "--manifests", "-", input: cilium)
    #expect(server.output.contains("allowed by CiliumNetworkPolicy a/c (<stdin>:7), egress rule 1: TCP 6443"))
    let unknown = try await Tool.run(
      "explain", "a/x", "entity:host", "--manifests", "-", input: Self.policy("podSelector: {}"))
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("only Cilium's policies know \"entity:host\""))
  }

  @Test func saysThatNothingIsAllowed() async throws {
    let closed = try await Tool.run(
      "access", "-",
      input: """
        {apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a}}
        ---
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {policyTypes: [Ingress, Egress]}}
        """)
    #expect(closed.status == 0)
    #expect(closed.output == "\n")
    #expect(closed.errors == "easement: no connection is allowed\n")
  }

  /// What `compile` writes for several clusters is no cluster.
  @Test func namesFoldersOfSeveralClusters() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/acme", to: "graph")
    let outcome = try await Tool.bash("easement compile -q graph -o out && easement access out", in: scratch)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix(
        """
        error[mixed-clusters]: "out/nonprod", "out/prod" describe different clusters, and the result mixes them
         --> out/nonprod/kustomization.yaml:1:1

        """), "\(outcome.errors)")
    #expect(outcome.errors.contains("= help: name one folder, such as \"out/nonprod\""))
    #expect(!outcome.errors.contains("duplicate-object"))
    let diff = try await Tool.bash("easement diff out out/prod", in: scratch)
    #expect(diff.status == 1)
    #expect(diff.errors.contains("error[mixed-clusters]"))
    #expect(try await Tool.bash("easement access out/prod", in: scratch).errors.contains("mixed") == false)
  }

  @Test func draws() async throws {
    let dot = try await Tool.run("access", "-", "-f", "dot", input: Self.pods)
    #expect(dot.status == 0)
    #expect(dot.output.hasPrefix("strict digraph easement {\n"))
    #expect(dot.output.contains("\"workload:a/x~5bPod~5d\" -> \"workload:b/v~5bPod~5d\""))
    let svg = try await Tool.run("access", "-", "-f", "svg", input: Self.pods)
    #expect(svg.status == 0)
    #expect(svg.output.contains("<svg"))
    #expect(svg.output.contains("outside world"))
  }

  @Test func readsAFileOnce() async throws {
    let scratch = try Scratch()
    try Self.pods.write(to: scratch.url.appending(path: "pods.yaml"), atomically: true, encoding: .utf8)
    let outcome = try await Tool.bash(
      "ln -s pods.yaml again.yaml && easement access . pods.yaml ./again.yaml", in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
  }
}
