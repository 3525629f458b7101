import Changes
import Diagnostics
import Diagrams
import Driver
import Explanations
import Foundation
import GraphFormat
import PolicyModel
import TestSupport
import Testing

/// A question that several commands or forms answer has one answer.
@Suite struct OneAnswerTests {
  private static func compilation(_ tenants: String, setting: String = "", enforcement: String = "cilium") throws
    -> Compilation
  {
    let platform = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: small}
      spec:
        environments: [dev, prod]
        clusters: [{name: main, environments: [dev, prod], enforcement: \(enforcement)}]
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
      \(setting)
      """
    return Compilation(
      of: [SourceText(path: "platform.yaml", platform), SourceText(path: "tenants.yaml", tenants)],
      today: try .goldenDay)
  }

  // MARK: withinTenant

  private static let places = """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: team}
    spec:
      owner: "@a/team"
      namespaces: {one: dev, two: prod, three: dev, four: dev}
      workloads:
        web: {selector: {app: web}, ports: {http: 80}, namespaces: [one, two, four]}
        api: {selector: {app: api}, ports: {http: 80}, namespaces: [two, three, four]}
    """

  /// `withinTenant: same-namespace` opens nothing in an environment where the two never share a namespace, and not all
  /// where they share some.
  @Test func explainJoinsAsPoliciesDo() throws {
    func consent(_ from: String, _ to: String) throws -> [ConsentReason] {
      let compilation = try Self.compilation(Self.places, setting: "  withinTenant: same-namespace")
      let explanation = try compilation.explanation(from: from, to: to, asked: nil, environment: nil)
      let item = try #require(explanation?.cases.first)
      #expect(item.connections.isEmpty == item.consent.contains { $0.kind == .missing })
      return item.consent
    }
    let apart = try consent("one/web", "three/api")
    #expect(apart.map(\.kind) == [.missing])
    #expect(
      apart.first?.text.contains("`- {from: web, to: team/api, ports: [http], environments: [dev]}`") == true,
      "\(apart.map(\.text))")
    let together = try consent("team/web@prod", "team/api@prod").map(\.text)
    #expect(together == ["both ends belong to \"team\", and `withinTenant: same-namespace` opens all between them"])
    let compilation = try Self.compilation(Self.places, setting: "  withinTenant: same-namespace")
    let mixed = try compilation.explanation(from: "team/web@dev", to: "team/api@dev", asked: nil, environment: nil)
    let texts = try #require(mixed).cases.flatMap(\.consent).map(\.text)
    #expect(texts.contains("both ends belong to \"team\", and `withinTenant: same-namespace` opens all in four"))
    #expect(texts.contains { $0.contains("does not ask for it") })
  }

  // MARK: Changes

  private static func requests(_ matches: String) -> String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: pay}
    spec:
      owner: "@a/pay"
      namespaces: {pay: prod}
      workloads: {api: {selector: {app: api}, ports: {http: 8080}}}
      grants: [{to: shop/web, workload: api, ports: [http]\(matches)}]
    ---
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: shop}
    spec:
      owner: "@a/shop"
      namespaces: {shop: prod}
      workloads: {web: {selector: {app: web}}}
      needs: [{from: web, to: pay/api, ports: [http]}]
    """
  }

  @Test(arguments: [
    (", http: [{method: GET, path: /a}]", ", http: [{method: GET, path: /a}, {method: POST, path: /a}]", "widened"),
    (", http: [{method: GET, path: /a}, {method: POST, path: /a}]", ", http: [{method: GET, path: /a}]", "narrowed"),
    (", http: [{method: GET, path: /a}]", ", http: [{path: /a}]", "widened"),
    (", http: [{method: GET, path: /a}]", "", "widened"), ("", ", http: [{method: GET, path: /a}]", "narrowed"),
    (", http: [{method: GET, path: /a}]", ", http: [{method: GET, path: /b}]", "altered"),
  ])
  func moreRequestsAreMoreInEveryForm(_ old: String, _ new: String, _ kind: String) throws {
    let graphs = try [old, new].map { try #require(try Self.compilation(Self.requests($0)).graph) }
    let changes = AccessChanges(from: graphs[0], to: graphs[1])
    #expect(changes.flows.map(\.kind.rawValue) == [kind])
    #expect(changes.text.contains("flows: 1 \(kind)\n"), "\(changes.text)")
    let picture = Diagram(changesFrom: graphs[0], to: graphs[1], view: DiagramView(.workloads)).dot
    #expect(picture.contains(" · 1 \(kind) · "), "\(picture)")
    let columns = changes.markdown.split(separator: "\n").first { $0.contains("<code>&#64;a/pay</code>") }
    #expect(columns?.hasSuffix(kind == "widened" ? "|  |" : "<code>shop/web</code> |") == true, "\(changes.markdown)")
  }

  // MARK: Ends

  /// Every end that the tool prints can be asked about.
  @Test func patternsOfNamesAreEnds() throws {
    let shop = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: shop}
      spec:
        owner: "@a/shop"
        namespaces: {shop: prod}
        workloads: {web: {selector: {app: web}}}
        needs:
          - {from: web, to: {fqdn: api.example.com}, ports: [443]}
          - {from: web, to: {fqdn: "*.example.org"}, ports: [443]}
          - {from: web, to: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}, ports: [443]}
      """
    let compilation = try Self.compilation(shop)
    let all = try #require(compilation.question).explanations(asked: nil, environment: "prod")
    #expect(all.count > 3)
    for flow in all.flatMap(\.cases) where !flow.connections.isEmpty && flow.source.hasPrefix("shop/") {
      let asked = try compilation.explanation(
        from: flow.source.components(separatedBy: " in ")[0], to: flow.destination, asked: nil, environment: "prod")
      #expect(asked?.cases.contains { $0.connections == flow.connections } == true, "\(flow.destination)")
    }
    let pattern = try compilation.explanation(from: "shop/web", to: "*.example.org", asked: nil, environment: nil)
    let item = try #require(pattern?.cases.first)
    #expect(item.connections == ConnectionSet(.tcp, 443...443))
    #expect(item.egress.reasons.contains { $0.contains("egress rule 1") }, "\(item.egress.reasons)")
  }

  /// In this API a leading `*.` is one label or more, for what matches and for what nearly does.
  @Test(arguments: ["a.example.com", "a.b.example.com"]) func nearMissesReadPatternsAsPolicies(_ name: String) throws {
    func explain(_ label: String) throws -> Explanation {
      let objects = """
        {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
        ---
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: names}
        spec:
          tier: Admin
          priority: 1
          subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: \(label)}}}}
          egress:
            - action: Accept
              to: [{domainNames: ["*.example.com"]}]
              protocols: [{tcp: {destinationPort: {number: 443}}}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: closed, namespace: shop}
        spec: {podSelector: {}, policyTypes: [Egress]}
        """
      let cluster = ObservedCluster(of: [SourceText(path: "all.yaml", objects)])
      return try cluster.explanation(from: "shop/web", to: name, asked: nil)
    }
    #expect(try explain("web").text.contains("shop/web reaches \(name) on TCP 443"))
    #expect(try explain("webs").text.contains("it asks for app=webs, and the pod has app=web"))
  }
}
