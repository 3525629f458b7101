import Diagnostics
import Driver
import Explanations
import GraphFormat
import PolicyModel
import TestSupport
import Testing

/// The first line of an explanation says what all its cases say, and no more.
@Suite struct FirstLineTests {
  /// The connections that a clause opens, and what it says of where.
  private static func clauses(of explanation: Explanation) -> [Substring] {
    let head = "\(explanation.source) reaches \(explanation.destination) "
    guard explanation.verdict.hasPrefix(head) else { return [] }
    return explanation.verdict.dropFirst(head.count).split(separator: "; ")
      .filter { !$0.hasPrefix("layer 7") }
  }

  /// Every set of connections of some case stands there once, closed cases too, and no two clauses are about one place.
  private static func check(_ explanation: Explanation) {
    let sets = Set(explanation.cases.map(\.connections))
    let clauses = clauses(of: explanation)
    guard sets.contains(where: { !$0.isEmpty }) else {
      #expect(explanation.verdict.contains(" cannot reach "))
      return
    }
    #expect(clauses.count >= sets.count, "\(explanation.verdict)")
    for set in sets {
      let start = set.isEmpty ? "not" : "on \(set)"
      let found = clauses.filter { clause in
        clause.hasPrefix(start) && (clause.count == start.count || clause.dropFirst(start.count).first == " ")
      }
      #expect(!found.isEmpty, "\(start) in \(explanation.verdict)")
    }
    let places = clauses.map { clause in
      sets.map { $0.isEmpty ? "not" : "on \($0)" }.filter(clause.hasPrefix).max { $0.count < $1.count }
        .map { clause.dropFirst($0.count) } ?? clause
    }
    #expect(Set(places).count == places.count, "\(explanation.verdict)")
  }

  private static func graph(_ within: String, clusters: String) -> [SourceText] {
    let platform = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: small}
      spec:
        environments: [dev, prod]
        clusters: [\(clusters)]
        network: {podCIDRs: [10.42.0.0/16], serviceCIDRs: [10.43.0.0/16], nodeCIDRs: [192.168.10.0/24]}
        withinTenant: \(within)
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
        guardrails: [{name: g, deny: egress, from: shop/a, to: shop/b, ports: [80]}]
      """
    let shop = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: shop}
      spec:
        namespaces: {one: prod, two: prod, three: dev}
        workloads:
          a: {selector: {app: a}, ports: {http: 80, more: 81}}
          b: {selector: {app: b}, ports: {http: 80, more: 81}}
        needs:
          - {from: a, to: {internet: true}, ports: [443]}
          - {from: a, to: {cidr: 203.0.113.0/24}, ports: [8443], environments: [prod]}
      """
    return [SourceText(path: "platform.yaml", platform), SourceText(path: "shop.yaml", shop)]
  }

  @Test(
    "Namespaces, clusters, environments, addresses and nodes that do not agree are told apart",
    arguments: ["same-namespace", "same-environment", "none"],
    [
      "{name: main, environments: [dev, prod], enforcement: cilium}",
      "{name: main, environments: [dev, prod], enforcement: kubernetes}",
      "{name: east, environments: [prod], enforcement: cilium}, {name: west, environments: [dev, prod], enforcement: kubernetes}",
    ])
  func graphs(_ within: String, _ clusters: String) throws {
    let compilation = Compilation(of: Self.graph(within, clusters: clusters), today: try .goldenDay)
    let ends = [
      "shop/a", "shop/b", "one/a", "two/b", "shop/b@prod", "internet", "203.0.113.0/24", "203.0.112.0/20",
      "192.168.10.7",
      "example.com", "dns",
    ]
    for source in ends {
      for destination in ends where source.contains("/a") || destination.contains("/b") {
        for asked in [nil, ConnectionSet(.tcp, 80...81), ConnectionSet(.tcp, 443...443)] {
          guard
            let explanation = try? compilation.explanation(
              from: source, to: destination, asked: asked, environment: nil)
          else { continue }
          Self.check(explanation)
        }
      }
    }
  }

  @Test func namespacesThatDoNotAgree() throws {
    let clusters = "{name: main, environments: [dev, prod], enforcement: kubernetes}"
    let compilation = Compilation(of: Self.graph("same-namespace", clusters: clusters), today: try .goldenDay)
    let verdict = try compilation.explanation(from: "one/a", to: "shop/b", asked: nil, environment: "prod")?.verdict
    #expect(verdict?.contains("(shop/a in one to shop/b in one); not in prod") == true, "\(verdict ?? "")")
  }
}
