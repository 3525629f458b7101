import Diagnostics
import Driver
import Resolution
import TestSupport
import Testing

/// Whatever selectors, names, ports and requests a graph may have: what passes the check is written so that it is read back
/// without a word, and proved.
@Suite struct OddGraphTests {
  @Test func whatPassesIsReadBack() throws {
    var (sound, refused) = (0, 0)
    for seed in UInt64(1)...300 {
      var graph = OddGraph(seed: seed)
      let source = graph.source()
      let compilation = Compilation(of: [source], today: try .goldenDay)
      guard let graph = compilation.graph, !compilation.hasErrors else {
        refused += 1
        continue
      }
      sound += 1
      var objects: [String: [SourceText]] = [:]
      for cluster in graph.clusters {
        objects[cluster.name] = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
      }
      let findings = Verification(of: graph, clusters: graph.clusters, objects: objects).findings
      #expect(
        findings.isEmpty,
        "seed \(seed):\n\(String(decoding: source.bytes, as: UTF8.self))\n\(findings.prefix(3).map(\.message))")
    }
    #expect(sound > 30 && refused > 60, "\(sound) pass, \(refused) do not")
  }
}

/// The text of a graph with two tenants and one edge, made of odd parts.
private struct OddGraph {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let long = String(repeating: "x", count: 63)
  /// Most of them ordinary, or hardly any graph would pass.
  private static let keys =
    Array(repeating: "app", count: 30) + [
      "app.kubernetes.io/name", "A_b.c-d", "0", long, "example.com/\(long)", "a.b/c", "reserved",
      "reserved/host", "cidr", "cidrgroup", "k8s", "any", "name", "io.cilium", "true", "easement.dev/tenant", "role",
      "io.cilium.k8s.policy.cluster", "io.cilium.k8s.policy.serviceaccount", "io.cilium.k8s.namespace.labels.team",
      "io.kubernetes.pod.namespace", "io.kubernetes.pod", "k8s:app", "any:app", "reserved:host", "pod-template-hash",
      "kubernetes.io/metadata.name", "statefulset.kubernetes.io/pod-name", "controller-uid", "x.beta.kubernetes.io/y",
    ]
  private static let values =
    Array(repeating: "a", count: 14) + ["", "a", "A.b_c", "0", "true", "null", "1.0", "yes", "-", "x y", long, "~"]
  /// As they stand between double quotes in YAML.
  private static let paths = [
    "/", "/v1/.*", "/(a|b)+", "/a{2,3}", "/[[:alpha:]]+", #"/\\d"#, "/'", #"/\""#, "/#", "/é", "/: ", "/%20", "/(?i)a",
    #"/\\Q(\\E"#, "/(a", "/a**", "/a{1001}", "/(?=a)", #"/\\1"#, "/[b-a]", #"/\\"#, "a",
  ]
  private static let methods = ["GET", "GET|POST", "*", "M-SEARCH", "(", "get", "PUT#"]
  private static let ports = [
    "8080", "53/UDP", "5060/SCTP", "30000-30100", "1-65535", "65535", "0", "1/TCP", "{port: 9443, webhook: true}",
    "{port: 8080, service: 80}", "{port: 1-65535/UDP, webhook: true}",
  ]
  private static let enforcements = [
    "cilium", "cilium", "cilium, ciliumVersion: \"1.16\"", "clusterNetworkPolicy", "kubernetes",
    "kubernetes, clusterNetworkPolicy: true",
  ]

  private mutating func pick(_ elements: [String]) -> String { elements.randomElement(using: &random) ?? "" }

  private mutating func requirement() -> String {
    let condition = pick(["In", "NotIn", "Exists", "DoesNotExist"])
    let values = condition.hasSuffix("In") ? ", values: [\"\(pick(Self.values))\", \"b\"]" : ""
    return "{key: \"\(pick(Self.keys))\", operator: \(condition)\(values)}"
  }

  private mutating func selector() -> String {
    pick([
      "{\"\(pick(Self.keys))\": \"\(pick(Self.values))\"}",
      "{app: a, \"\(pick(Self.keys))\": \"\(pick(Self.values))\"}",
      "{matchExpressions: [\(requirement())]}", "{matchExpressions: [\(requirement()), \(requirement())]}",
      "{matchLabels: {app: b}, matchExpressions: [\(requirement())]}",
    ])
  }

  mutating func source() -> SourceText {
    let enforcement = pick(Self.enforcements)
    let http =
      enforcement.hasPrefix("cilium")
      ? pick(["", ", http: [{path: \"\(pick(Self.paths))\"}]", ", http: [{method: \"\(pick(Self.methods))\"}]"]) : ""
    let guardrail = pick([
      "", "[{name: g, deny: ingress, from: b, to: a/x, ports: [1]}]",
      "[{name: g, deny: egress, from: b/v, to: {cidr: 192.0.2.0/24}}]",
    ])
    let text = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: odd}
      spec:
        environments: [prod]
        clusters: [{name: main, environments: [prod], enforcement: \(enforcement)}]
        network: {podCIDRs: [10.244.0.0/16], nodeCIDRs: [10.0.0.0/16]}
        dns: {\(pick(["", "", "selector: \(selector())", "ports: [\(pick(["53/UDP", "5353/UDP, 53/TCP", "1-65535/UDP"]))]"]))}
        withinTenant: \(pick(["none", "same-namespace", "same-environment"]))
        guardrails: \(guardrail)
      ---
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: a}
      spec:
        owner: "@a"
        namespaces: {\(pick(["a", "a0", Self.long])): prod}
        workloads:
          x: {selector: \(selector()), ports: {\(pick(["p", "http", "a1-b2"])): \(pick(Self.ports))}}
          z: {selector: \(selector()), ports: {q: 9090}}
        grants: [{to: \(pick(["b", "b/v", "\"*\"", "{tenants: {\"\(pick(Self.keys))\": \"\(pick(Self.values))\"}}"])), workload: x\(http)}]
      ---
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: b, labels: {\"\(pick(Self.keys))\": \"\(pick(Self.values))\"}}
      spec:
        owner: "@b"
        namespaces: {b: prod}
        workloads: {v: {selector: \(selector())}}
        needs: [{to: a/x}]
      """
    return SourceText(path: "odd.yaml", text)
  }
}
