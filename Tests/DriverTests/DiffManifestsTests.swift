import Analysis
import Changes
import Diagnostics
import Driver
import Foundation
import PolicyModel
import TestSupport
import Testing

/// What differs between two sets of Kubernetes objects.
@Suite struct DiffManifestsTests {
  private static let objects = """
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: np, namespace: x}
    spec:
      podSelector: {matchLabels: {app: b}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app: a}}}, {ipBlock: {cidr: 10.0.0.0/8}}]
          ports: [{port: 80}]

    """

  @Test func blocksAreComparedByTheirAddresses() throws {
    let other = Self.objects.replacing("port: 80", with: "port: 80, endPort: 81").replacing(
      "10.0.0.0/8", with: "10.0.0.0/9")
    #expect(
      try Self.changes(from: Self.objects, to: other).text == """
        flows: 1 lost, 2 widened

        to x
          + widened: x/a[Pod] => x/b[Pod] : TCP 80 -> TCP 80-81
          + widened: 10.0.0.0/9 => x/b[Pod] : TCP 80 -> TCP 80-81
          - lost: 10.128.0.0/9 => x/b[Pod] : TCP 80

        """)
  }

  /// Two halves are the whole, however they are written.
  @Test func sameAddressesOtherWords() throws {
    let halves = Self.objects.replacing(
      "{ipBlock: {cidr: 10.0.0.0/8}}", with: "{ipBlock: {cidr: 10.128.0.0/9}}, {ipBlock: {cidr: 10.0.0.0/9}}")
    #expect(try Self.changes(from: Self.objects, to: halves).text == "no change in access\n")
  }

  private static let names = """
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: names, namespace: x}
    spec:
      endpointSelector: {}
      egress:
        - toEndpoints: [{matchLabels: {"k8s:io.kubernetes.pod.namespace": kube-system}}]
          toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]
        - toFQDNs: [{matchName: good.example.com}]
          toPorts: [{ports: [{port: "443", protocol: TCP}]}]

    """

  @Test func namesOutsideAreCompared() throws {
    let other = Self.names.replacing("good.", with: "evil.")
    #expect(
      try Self.changes(from: Self.names, to: other).text == """
        flows: 1 gained, 1 lost

        to outside the cluster
          + gained: x/a[Pod] => evil.example.com : TCP 443
          - lost: x/a[Pod] => good.example.com : TCP 443

        """)
    let wider = Self.names.replacing("port: \"443\"", with: "port: \"443\", endPort: 444")
    #expect(try Self.changes(from: Self.names, to: wider).flows.map(\.kind) == [.widened])
    #expect(try Self.changes(from: Self.names, to: Self.names).text == "no change in access\n")
  }

  @Test func nodesAndTheAPIServerAreEnds() throws {
    let rule = "    - {toEntities: [kube-apiserver], toPorts: [{ports: [{port: \"6443\", protocol: TCP}]}]}\n"
    #expect(
      try Self.changes(from: Self.names, to: Self.names + rule).text == """
        flows: 1 gained

        to nodes and the API server
          + gained: x/a[Pod] => entity:kube-apiserver : TCP 6443

        """)
    let renamed = (Self.names + rule).replacing("name: names", with: "name: others")
    #expect(try Self.changes(from: Self.names + rule, to: renamed).text == "no change in access\n")
  }

  private static func agent(_ egress: String?) -> String {
    """
    {apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: tools}}
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: agent, namespace: tools}
    spec:
      endpointSelector: {}
      ingress: [{}]
      \(egress.map { "egress: [{toEntities: [\($0)]}]" } ?? "")

    """
  }

  /// No rule has to spell them.
  @Test(arguments: ["all", nil]) func entitiesGainedInOtherWords(_ egress: String?) throws {
    let changes = try Self.changes(from: Self.agent("world"), to: Self.agent(egress))
    // Rules about the world are about an API server outside the cluster too. (CIL-50)
    let nodes = ["entity:host", "entity:kube-apiserver@node", "entity:remote-node"]
    #expect(changes.flows.filter { $0.destination.isEntity }.map(\.destination.name) == nodes)
    #expect(changes.flows.allSatisfy { $0.kind == .gained && $0.source.name == "tools/agent[Pod]" })
    #expect(changes.changeAccess && changes.others.isEmpty)
    for name in nodes {
      #expect(changes.csv.contains(name), "\(name)")
      #expect(changes.markdown.contains(name.replacing("@", with: "&#64;")), "\(name)")
    }
    let back = try Self.changes(from: Self.agent(egress), to: Self.agent("world"))
    #expect(back.flows.map(\.kind) == changes.flows.map { _ in .lost })
  }

  /// Whatever an entity means, a rule that names it and no other is a change. (CIL-43)
  @Test(arguments: [
    "all", "world", "cluster", "remote-node", "kube-apiserver", "ingress", "init", "health", "unmanaged",
  ])
  func everyEntityIsSeen(_ entity: String) throws {
    let closed = Self.agent("world")
    let label = "fromEndpoints: [{matchLabels: {'reserved:\(entity)': ''}}]"
    for rule in ["fromEntities: [\(entity)]"] + (["all", "cluster"].contains(entity) ? [] : [label]) {
      let open = closed.replacing("ingress: [{}]", with: "ingress: [{\(rule)}]")
      let changes = try Self.changes(from: closed, to: open)
      #expect(changes.changeAccess && changes.flows.allSatisfy { $0.kind == .gained }, "\(rule)")
      #expect(!changes.flows.isEmpty, "\(rule)")
      if ["ingress", "init", "health", "unmanaged"].contains(entity) {
        #expect(changes.flows.map(\.source.name) == ["entity:\(entity)"], "\(rule)")
      }
      // Named beside what means it too, it is as good as not named.
      let both = closed.replacing("ingress: [{}]", with: "ingress: [{fromEntities: [cluster, \(entity)]}]")
      let cluster = closed.replacing("ingress: [{}]", with: "ingress: [{fromEntities: [cluster]}]")
      let isPart = !["all", "world"].contains(entity)
      #expect(try Self.changes(from: cluster, to: both).flows.isEmpty == isPart, "\(rule)")
    }
  }

  /// Rules about the whole cluster mean the entities inside it, which are not repeated beside other nodes.
  @Test func clusterIsNotRepeated() throws {
    let closed = Self.agent("world")
    let open = closed.replacing("ingress: [{}]", with: "ingress: [{fromEntities: [cluster]}]")
    let names = ["entity:kube-apiserver", "entity:remote-node"]
    #expect(try Self.changes(from: closed, to: open).flows.map(\.source.name) == names)
    let nodes = closed.replacing("ingress: [{}]", with: "ingress: [{fromEntities: [remote-node, kube-apiserver]}]")
    let lost = try Self.changes(from: open, to: nodes)
    #expect(
      lost.flows.map(\.source.name) == ["entity:health", "entity:ingress", "entity:init", "entity:unmanaged"])
    #expect(lost.flows.allSatisfy { $0.kind == .lost })
    #expect(lost.text.contains("- lost: entity:ingress => tools/agent[Pod] : All Connections"))
  }

  /// Without a policy of Cilium nodes are no ends in `access`; against one they are.
  @Test func theFirstPolicyOfCiliumClosesNodes() throws {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: tools}}\n"
    let lost = try Self.changes(from: pod, to: Self.agent("world")).flows.filter { $0.destination.isEntity }
    #expect(lost.map(\.kind) == [.lost, .lost, .lost])
    let open = Self.agent("all").replacing("ingress: [{}]", with: "ingress: [{fromEntities: [all]}]")
    #expect(try Self.changes(from: pod, to: open).flows.isEmpty)
  }

  @Test func filtersAtLayer7AreCompared() throws {
    func policy(_ rules: String) -> String {
      Self.agent("world").replacing(
        "ingress: [{}]", with: "ingress: [{toPorts: [{ports: [{port: \"80\", protocol: TCP}]\(rules)}]}]")
    }
    let changes = try Self.changes(from: policy(", rules: {http: [{method: GET}]}"), to: policy(""))
    #expect(!changes.flows.isEmpty && changes.flows.allSatisfy { $0.kind == .widened })
    #expect(
      changes.text.contains(
        "+ widened: entity:remote-node => tools/agent[Pod] : TCP 80 (filtered at layer 7: TCP 80 GET any path) -> TCP 80\n"
      ), "\(changes.text)")
  }

  private static let front =
    "{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: tools, labels: {app: front}}}\n---\n"

  private static func filtered(_ rules: String, port: String = "80") -> String {
    let ports = "toPorts: [{ports: [{port: \"\(port)\", protocol: TCP}], \(rules)}]"
    return front
      + agent("all").replacing(
        "ingress: [{}]", with: "ingress: [{fromEndpoints: [{matchLabels: {app: front}}], \(ports)}]")
  }

  /// The connections are the same, and what may be asked is not. (CIL-69, CIL-70)
  @Test(arguments: [
    ("rules: {http: [{path: /a}]}", "rules: {http: [{path: /b}]}", "any method /a", "any method /b"),
    ("rules: {http: [{method: GET, host: a.b}]}", "rules: {http: [{method: GET}]}", "GET", "GET"),
    ("rules: {http: [{headers: ['X: 1']}]}", "rules: {http: [{headers: ['X: 2']}]}", "header X: 1", "header X: 2"),
    (
      "rules: {http: [{headerMatches: [{name: X, value: '1'}]}]}", "rules: {http: [{headerMatches: [{name: X}]}]}",
      "header X: 1", "header X"
    ), ("serverNames: [a.b]", "serverNames: [c.d]", "TLS a.b", "TLS c.d"),
    (
      "terminatingTLS: {secret: {name: s}}, serverNames: [a.b], rules: {http: [{}]}",
      "terminatingTLS: {secret: {name: s}}, serverNames: [c.d], rules: {http: [{}]}", "server name a.b",
      "server name c.d"
    ),
  ])
  func otherRequestsAreAChange(_ old: String, _ new: String, _ was: String, _ now: String) throws {
    let changes = try Self.changes(from: Self.filtered(old), to: Self.filtered(new))
    #expect(changes.flows.map(\.kind) == [.altered] && changes.changeAccess, "\(changes.text)")
    for output in [changes.text, changes.csv] { #expect(output.contains(was) && output.contains(now), "\(output)") }
    let words = changes.flows.map { ($0.before.requests, $0.after.requests) }
    #expect(words.allSatisfy { $0 != $1 && !$0.isEmpty && !$1.isEmpty })
    #expect(!(try Self.changes(from: Self.filtered(old), to: Self.filtered(old)).changeAccess))
  }

  /// More requests of the same connections are more, fewer are less, and none of that is told by words alone.
  @Test func moreRequestsAreMore() throws {
    let get = Self.filtered("rules: {http: [{method: GET}]}")
    let both = Self.filtered("rules: {http: [{method: GET}, {method: PUT}]}")
    #expect(try Self.changes(from: get, to: both).flows.map(\.kind) == [.widened])
    #expect(try Self.changes(from: both, to: get).flows.map(\.kind) == [.narrowed])
  }

  /// Requests in another order, or filtered at the other end, are the same requests.
  @Test func equalRequestsInOtherWords() throws {
    let (get, put) = ("{method: GET}", "{method: PUT}")
    let (old, new) = ("rules: {http: [\(get), \(put)]}", "rules: {http: [\(put), \(get), \(get)]}")
    #expect(try Self.changes(from: Self.filtered(old), to: Self.filtered(new)).text == "no change in access\n")
  }

  @Test func requestsStandInEveryFormat() throws {
    let changes = try Self.changes(
      from: Self.filtered("rules: {http: [{method: GET, path: /a}]}"),
      to: Self.filtered("rules: {http: [{method: GET, path: /b}]}"))
    #expect(
      changes.text == """
        flows: 1 altered

        to tools
          ~ altered: tools/front[Pod] => tools/agent[Pod] : TCP 80 (filtered at layer 7: TCP 80 GET /a) -> TCP 80 \
        (filtered at layer 7: TCP 80 GET /b)

        """)
    #expect(changes.csv.contains(",TCP 80 GET /a,TCP 80 GET /b\r\n"), "\(changes.csv)")
    #expect(changes.markdown.contains("GET /a") && changes.markdown.contains("GET /b"), "\(changes.markdown)")
    let json = String(decoding: try JSONEncoder().encode(changes), as: UTF8.self)
    #expect(json.contains("\"requestsAfter\":[\"TCP 80 GET \\/b\"]"), "\(json)")
  }

  @Test func workloadsComeAndGo() throws {
    let other = Self.objects.replacing("{name: a, namespace: x", with: "{name: c, namespace: x")
    let changes = try Self.changes(from: Self.objects, to: other)
    #expect(changes.others.map(\.name) == ["x/a[Pod]", "x/c[Pod]"])
    #expect(changes.text.contains("\nbesides\n  workload x/a[Pod] vanishes\n  workload x/c[Pod] appears\n"))
    #expect(changes.text.contains("  - lost: x/a[Pod] => x/b[Pod] : TCP 80\n"))
    #expect(changes.text.contains("  + gained: x/c[Pod] => x/b[Pod] : TCP 80\n"))
  }

  /// Without pods no flow can differ, which must not look like safety.
  @Test func policiesWithoutPods() throws {
    let policy = String(Self.objects[try #require(Self.objects.firstRange(of: "apiVersion: networking")).lowerBound...])
    let changes = try Self.changes(from: policy, to: policy.replacing("port: 80", with: "port: 81"))
    #expect(changes.changeAccess)
    #expect(changes.text.hasSuffix("\nrules and settings\n  policy NetworkPolicy x/np says something else\n"))
    #expect(!(try Self.changes(from: policy, to: "# moved\n" + policy)).changeAccess)
  }

  @Test func graphsAndManifestsDoNotCompare() throws {
    let graph = Comparand(of: try Example(name: "quickstart").sources(), today: try .goldenDay)
    let manifests = Comparand(of: [SourceText(path: "m.yaml", Self.objects)], today: try .goldenDay)
    #expect(Comparand.changes(from: graph, to: manifests) == nil)
  }

  /// What was compiled bears our annotations, and is no graph.
  @Test(arguments: [
    ("apiVersion: easement.dev/v1alpha1", true), ("{\"apiVersion\":\"easement.dev/v1alpha1\"}", true),
    ("{\"apiVersion\":\"v1\",\"metadata\":{\"annotations\":{\"easement.dev/owner\":\"x\"}}}", false),
    ("metadata: {labels: {easement.dev/tenant: x}}", false), ("easement.dev/", false), ("", false),
  ])
  func graphsAreRecognized(_ text: String, _ isGraph: Bool) {
    #expect(SourceText(path: "f", text).declaresGraph == isGraph)
  }

  /// Each pair of two random clusters, asked one by one, says the same as the difference.
  @Test func agreesWithSinglePairs() throws {
    var differences = 0
    for seed in UInt64(1)...80 {
      var random = SeededGenerator(seed: seed)
      let (old, new) = (SmallCluster(using: &random), SmallCluster(using: &random))
      let there = AccessChanges(from: old.observed, to: new.observed)
      let back = AccessChanges(from: new.observed, to: old.observed)
      #expect(AccessChanges(from: old.observed, to: old.observed).flows.isEmpty)
      #expect(Set(there.flows.map { FlowEnds(of: $0) }) == Set(back.flows.map { FlowEnds(reversed: $0) }))
      differences += there.flows.count
      for source in SmallCluster.names {
        for destination in SmallCluster.names where destination != source {
          let (before, after) = (old.connections(source, destination), new.connections(source, destination))
          let found = there.flows.filter { $0.source.name == source && $0.destination.name == destination }
          #expect(found.map(\.before.connections) == (before == after ? [] : [before]), "seed \(seed)")
          #expect(found.map(\.after.connections) == (before == after ? [] : [after]), "seed \(seed)")
        }
      }
    }
    #expect(differences > 200)
  }

  private static func changes(from old: String, to new: String) throws -> AccessChanges {
    let sides = [old, new].map { SourceText(path: "m.yaml", $0) }
    return try #require(
      Comparand.changes(
        from: Comparand(of: [sides[0]], today: try .goldenDay), to: Comparand(of: [sides[1]], today: try .goldenDay)))
  }
}

/// A few pods, some of which run, and policies over them.
private struct SmallCluster {
  private static let pods = ["a", "b", "c", "d"]
  static let names = pods.map { "x/\($0)[Pod]" }
  private let evaluation: PolicyEvaluation
  private let policies: PolicySet
  private let workloads: [String: Peer]

  init(using random: inout SeededGenerator) {
    let running = Self.pods.filter { _ in Int.random(in: 0..<5, using: &random) > 0 }
    let workloads = running.map { Workload(namespace: "x", name: $0, kind: "Pod", labels: ["app": $0]) }
    var policies: [Policy] = []
    for name in ["p", "q"] {
      let subject = PodSelector(in: "x", pods: Self.selector(&random))
      let rules = (0..<Int.random(in: 0...2, using: &random)).map { _ in Self.rule(&random) }
      let section = PolicySection(isolates: true, rules: rules)
      let isIngress = Bool.random(using: &random)
      policies.append(
        Policy(
          id: PolicyID(.networkPolicy, namespace: "x", name: name), subject: .pods(subject),
          ingress: isIngress ? section : nil, egress: isIngress ? nil : section))
    }
    self.policies = PolicySet(policies)
    evaluation = PolicyEvaluation(
      inventory: ClusterInventory(namespaces: [], workloads: workloads), policies: self.policies, semantics: .generic)
    self.workloads = Dictionary(workloads.map { ("x/\($0.name)[Pod]", Peer.workload($0)) }) { first, _ in first }
  }

  var observed: ObservedPolicies { ObservedPolicies(evaluation, policies) }

  func connections(_ source: String, _ destination: String) -> ConnectionSet {
    guard let from = workloads[source], let to = workloads[destination] else { return .none }
    return evaluation.connections(from: from, to: to)
  }

  private static func selector(_ random: inout SeededGenerator) -> LabelSelector {
    let names = pods.filter { _ in Bool.random(using: &random) }
    return names.isEmpty ? .everything : LabelSelector([LabelRequirement("app", .isIn(names))])
  }

  private static func rule(_ random: inout SeededGenerator) -> PolicyRule {
    let blocks = ["10.0.0.0/8", "10.128.0.0/9", "0.0.0.0/0", "2001:db8::/32"].compactMap(CIDR.init)
    let pods = PeerSelector.pods(PodSelector(in: "x", pods: selector(&random)))
    let block = PeerSelector.addresses(AddressBlock(blocks[Int.random(in: blocks.indices, using: &random)]))
    let first = UInt16.random(in: 1...4, using: &random)
    return PolicyRule(.allow, peers: .these([pods, block]), ports: .these([.range(.tcp, first...first + 2)]))
  }
}
