import Analysis
import Changes
import Diagnostics
import Driver
import PolicyModel
import TestSupport
import Testing

/// `diff` and `access` look at the same objects and must agree about them.
@Suite struct AccessLawTests {
  /// Both sides mention the same blocks and names, so that `access` cuts addresses alike.
  @Test(arguments: [true, false]) func noChangeIsTheSameAccess(_ hasCilium: Bool) throws {
    var (same, different) = (0, 0)
    for seed in UInt64(1)...150 {
      var random = SeededGenerator(seed: seed)
      let cluster = RandomCluster(hasCilium: hasCilium)
      let old = cluster.policies(using: &random)
      var new = Int.random(in: 0..<3, using: &random) > 0 ? old : cluster.policies(using: &random)
      if Bool.random(using: &random) {
        new.remove(at: Int.random(in: new.indices, using: &random))
      } else {
        new.append(old[Int.random(in: old.indices, using: &random)])
      }
      new.shuffle(using: &random)
      let sources = [old, new].map { SourceText(path: "m.yaml", cluster.text(of: $0)) }
      let sides = try sources.map { Comparand(of: [$0], today: try .goldenDay) }
      let changes = try #require(Comparand.changes(from: sides[0], to: sides[1]))
      let access = sources.map(Self.access)
      // A policy that says something else counts even where these pods do not feel it.
      #expect(!changes.flows.isEmpty == (access[0] != access[1]), "seed \(seed): \(changes.text)")
      if Set(old) == Set(new) { #expect(!changes.changeAccess, "seed \(seed): \(changes.text)") }
      #expect(changes.text.hasPrefix("no change in access\n") == !changes.changeAccess)
      if changes.changeAccess { different += 1 } else { same += 1 }
    }
    #expect(same > 20 && different > 50, "\(same) and \(different)")
  }

  private static func access(_ source: SourceText) -> String {
    Inspection(of: [source], options: InspectionOptions()).report.text
  }
}

/// Three pods and a few policies over them, as text.
private struct RandomCluster {
  let hasCilium: Bool

  private static let requests = [
    "{method: GET}", "{method: GET, path: /a}", "{method: GET}, {path: /a}", "{host: a.b}",
  ]

  private static let blocks = ["10.0.0.0/8", "10.128.0.0/9", "0.0.0.0/0"]

  func text(of policies: [String]) -> String {
    let pods = ["a", "b", "c"].map {
      "{apiVersion: v1, kind: Pod, metadata: {name: \($0), namespace: x, labels: {app: \($0)}}}"
    }
    let bodies = policies + [Self.landmarks] + (hasCilium ? [Self.ciliumLandmarks] : [])
    let objects = bodies.enumerated().map { number, body in body.replacing("NAME", with: "p\(number)") }
    return (pods + objects).joined(separator: "\n---\n") + "\n"
  }

  func policies(using random: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      hasCilium && Int.random(in: 0..<3, using: &random) > 0 ? Self.cilium(&random) : Self.kubernetes(&random)
    }
  }

  // MARK: Policies about nobody

  private static let landmarks = kubernetes(
    "nowhere", "{}",
    "ingress: [{from: [\(all)]}], egress: [{to: [\(all)]}]", "Ingress, Egress")

  private static let all = blocks.map { "{ipBlock: {cidr: \($0)}}" }.joined(separator: ", ")

  private static let ciliumLandmarks = cilium(
    "nowhere", "{}", "egress: [{toFQDNs: [{matchName: example.com}]}, {toCIDR: [\(blocks.joined(separator: ", "))]}]")

  // MARK: Policies

  private static func kubernetes(_ random: inout SeededGenerator) -> String {
    let isIngress = Bool.random(using: &random)
    let peer = pick(["{podSelector: \(selector(&random))}", "{ipBlock: {cidr: \(pick(blocks, &random))}}"], &random)
    let ports = pick(["", ", ports: [{port: 80}]", ", ports: [{port: 80, endPort: 82}]"], &random)
    let rule = pick(["{\(isIngress ? "from" : "to"): [\(peer)]\(ports)}", "{}"], &random)
    return kubernetes(
      "x", selector(&random), "\(isIngress ? "ingress" : "egress"): [\(rule)]", isIngress ? "Ingress" : "Egress")
  }

  private static func kubernetes(_ namespace: String, _ subject: String, _ rules: String, _ types: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: NAME, namespace: \(namespace)}
    spec: {podSelector: \(subject), policyTypes: [\(types)], \(rules)}
    """
  }

  private static func cilium(_ random: inout SeededGenerator) -> String {
    let entity = pick(["host", "remote-node", "kube-apiserver", "world", "cluster", "all"], &random)
    let ports = pick(
      [
        "", ", toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]",
        ", toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [\(pick(requests, &random))]}}]",
        ", toPorts: [{ports: [{port: \"80\", protocol: TCP}], serverNames: [\(pick(["a.b", "c.d"], &random))]}]",
      ], &random)
    let plain = pick(["", ", toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]"], &random)
    let section = pick(
      [
        "ingress: [{fromEntities: [\(entity)]\(ports)}]", "egress: [{toEntities: [\(entity)]\(ports)}]",
        "ingress: [{fromEndpoints: [\(selector(&random))]\(ports)}]", "egress: [{toCIDR: [10.0.0.0/8]\(plain)}]",
        "ingressDeny: [{fromEntities: [\(entity)]\(plain)}]", "ingress: [{}]", "egress: [{}]",
        "egressDeny: [{toEntities: [\(entity)]\(plain)}]",
      ], &random)
    return cilium("x", selector(&random), section)
  }

  private static func cilium(_ namespace: String, _ subject: String, _ rules: String) -> String {
    """
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: NAME, namespace: \(namespace)}
    spec: {endpointSelector: \(subject), \(rules)}
    """
  }

  private static func selector(_ random: inout SeededGenerator) -> String {
    pick(["{}", "{matchLabels: {app: a}}", "{matchLabels: {app: b}}"], &random)
  }

  private static func pick(_ choices: [String], _ random: inout SeededGenerator) -> String {
    choices[Int.random(in: choices.indices, using: &random)]
  }
}
