import Diagnostics
import Driver
import GraphFormat
import Manifests
import PolicyModel
import Proof
import Resolution
import TestSupport
import Testing

@testable import Lowering

/// What one object cannot hold goes into several, by what it says. (LIM-4, CNP-20)
@Suite struct SplittingTests {
  /// Objects this small are split everywhere, and say the same all the same.
  @Test func partsSayWhatTheWholeSays() throws {
    var split = 0
    for seed in UInt64(1)...25 {
      var random = RandomGraph(seed: seed)
      let compilation = Compilation(of: random.sources(), today: try .goldenDay)
      guard let graph = compilation.graph, !compilation.hasErrors else { continue }
      for cluster in graph.clusters {
        let parts = CompiledPolicies(lowering: graph, for: cluster, weightLimit: 1_500).set
        split += parts.policies.count - compilation.policies(for: cluster).policies.count
        #expect(Set(parts.policies.map(\.id)).count == parts.policies.count)
        var log = DiagnosticLog()
        let texts = try parts.policies.map { SourceText(path: "\($0.id)", try Manifest($0).text) }
        let reading = ManifestReading(reading: texts, reportingTo: &log)
        #expect(log.sorted.renderedAsText() == "")
        #expect(Proof(that: reading.policies, on: cluster, enforce: graph).holds, "seed \(seed)")
      }
    }
    #expect(split > 40, "only \(split) more objects")
  }

  /// The estimate never promises more room than there is, and does not waste it either.
  @Test func estimatesCoverTheText() throws {
    for seed in UInt64(1)...60 {
      var random = RandomGraph(seed: seed)
      let compilation = Compilation(of: random.sources(), today: try .goldenDay)
      for cluster in compilation.graph?.clusters ?? [] where !compilation.hasErrors {
        for policy in compilation.policies(for: cluster).policies {
          let size = try Manifest(policy).text.utf8.count
          #expect(policy.weight >= size && policy.weight < 4 * size, "\(policy.id): \(policy.weight) for \(size)")
        }
      }
    }
  }

  // MARK: Thousands of edges

  /// A hub that `count` workloads with long names call, a hundred of each tenant.
  private func hub(_ enforcement: String, consumers count: Int) -> [SourceText] {
    let platform = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: hub}
      spec:
        environments: [prod]
        clusters: [{name: prod, environments: [prod], enforcement: \(enforcement)}]
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}

      """
    let tenants = stride(from: 0, to: count, by: 100).map { first in
      let workloads = (first..<min(first + 100, count)).map { Self.longName($0) }
      return """
        apiVersion: easement.dev/v1alpha1
        kind: Tenant
        metadata: {name: team-\(first)}
        spec:
          owner: "@team"
          namespaces: {\(Self.longNamespace(first)): prod}
          workloads:
        \(workloads.map { "    \($0): {selector: {app.kubernetes.io/name: \($0)}, ports: {http: 80}}\n" }.joined())\
          needs:
            - {to: hub/server, ports: [http]}

        """
    }
    let server = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: hub}
      spec:
        owner: "@hub"
        namespaces: {hub: prod}
        workloads:
          server: {selector: {app: server}, ports: {http: 8080}}
        grants:
          - {to: "*", workload: server, ports: [http], reason: everybody may}

      """
    return ([platform, server] + tenants).enumerated().map { SourceText(path: "\($0.offset).yaml", $0.element) }
  }

  private static func longName(_ index: Int) -> String { "w\(index)-\(String(repeating: "long", count: 13))" }

  private static func longNamespace(_ index: Int) -> String { "n\(index)-\(String(repeating: "name", count: 13))" }

  private func files(_ enforcement: String, consumers count: Int) throws -> [String: String] {
    let compilation = Compilation(of: hub(enforcement, consumers: count), today: try .goldenDay)
    #expect(compilation.findings.filter { $0.severity == .error }.renderedAsText() == "")
    let files = try compilation.clusters(named: [])?.flatMap { try compilation.files(for: $0) } ?? []
    return Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
  }

  @Test(arguments: Enforcement.allCases)
  func objectsStaySmallAndOneEdgeMoreChangesOneOfThem(_ enforcement: Enforcement) throws {
    let before = try files(enforcement.rawValue, consumers: 1_450)
    let prefix =
      enforcement == .cilium
      ? "prod/clusterwide/easement.hub.workload.server" : "prod/namespaces/hub/easement-workload-server"
    let parts = before.keys.filter { $0.hasPrefix(prefix) }.sorted()
    #expect(parts.count == 16 && parts.first == "\(prefix).part-0.yaml", "\(parts)")
    let objects = before.filter { !$0.key.hasSuffix("kustomization.yaml") }
    #expect(objects.values.allSatisfy { $0.utf8.count < 256 * 1_024 })
    let peers = parts.reduce(0) { $0 + (before[$1] ?? "").split(separator: Self.longName(0).dropFirst(2)).count - 1 }
    #expect(peers >= 1_450)

    let after = try files(enforcement.rawValue, consumers: 1_451)
    let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    #expect(changed.filter { $0.hasPrefix(prefix) }.count == 1, "\(changed.sorted())")
    // The new workload's own object, and the list.
    #expect(changed.count == 3, "\(changed.sorted())")
  }

  @Test(arguments: Enforcement.allCases)
  func whatFitsIsNotSplit(_ enforcement: Enforcement) throws {
    #expect(try files(enforcement.rawValue, consumers: 200).keys.allSatisfy { !$0.contains("part-") })
  }

  // MARK: Limits of ClusterNetworkPolicy

  private func guardrail(ports: [Int]) throws -> Compilation {
    let text = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: ports}
      spec:
        environments: [prod]
        clusters: [{name: prod, environments: [prod], enforcement: clusterNetworkPolicy}]
        network: {podCIDRs: [10.244.0.0/16]}
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
        guardrails:
          - {name: ports, deny: egress, from: "*", to: {not: shop}, ports: \(ports)}
      ---
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: shop}
      spec:
        owner: "@shop"
        namespaces: {shop: prod}
        workloads:
          web: {selector: {app: web}, ports: {http: 8080}}

      """
    return Compilation(of: [SourceText(path: "graph.yaml", text)], today: try .goldenDay)
  }

  /// 25 protocols in a rule, 25 rules in an object. (CNP-20)
  @Test(arguments: [(3, 1), (25, 1), (60, 1), (600, 2)])
  func manyPortsTakeManyRules(_ count: Int, _ objects: Int) throws {
    let compilation = try guardrail(ports: (0..<count).map { 2_000 + 2 * $0 })
    let graph = try #require(compilation.graph)
    let cluster = try #require(graph.clusters.first)
    let guardrails = compilation.policies(for: cluster).policies.filter { $0.id.name.hasPrefix("easement-guardrail.") }
    #expect(guardrails.count >= objects && (objects > 1 || guardrails.count == 1))
    for rule in guardrails.flatMap({ $0.egress?.rules ?? [] }) {
      if case .these(let matches) = rule.ports { #expect(matches.count <= 25) }
    }
    #expect(guardrails.allSatisfy { ($0.egress?.rules.count ?? 0) <= 25 })
    let files = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    let verification = Verification(of: graph, clusters: [cluster], objects: ["prod": files])
    #expect(verification.holds, "\(verification.findings.renderedAsText())")
  }

  // MARK: Warnings

  @Test func objectsThatCannotBeSplitAreReported() throws {
    let compilation = Compilation(of: BigGraph(tenantCount: 5).sources, today: try .goldenDay)
    let graph = try #require(compilation.graph)
    let cluster = try #require(graph.clusters.first)
    let policies = compilation.policies(for: cluster)
    #expect(policies.limitFindings(of: graph, on: cluster, weightLimit: 100_000).isEmpty)
    let findings = policies.limitFindings(of: graph, on: cluster, weightLimit: 100)
    #expect(findings.count == policies.policies.count)
    #expect(findings.allSatisfy { $0.code == .nearLimit && $0.severity == .warning && $0.span != nil })
  }

  /// One aligned block of ports an entry. (CIL-80)
  @Test(arguments: [(80, 80, 1), (80, 81, 1), (81, 82, 2), (1, 65_535, 1), (1, 65_534, 30), (1_024, 65_535, 6)])
  func rangesTakeEntries(_ first: UInt16, _ last: UInt16, _ count: Int) {
    #expect(PortMatch.range(.tcp, first...last).prefixCount == count)
  }
}
