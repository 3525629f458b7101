import Diagnostics
import Driver
import Explanations
import GraphFormat
import PolicyModel
import Proof
import TestSupport
import Testing

/// Nobody knows the addresses behind a name, so that whatever is said of the world is said of names. (CIL-52)
@Suite struct NamesAndAddressesTests {
  private static let name = "{from: web, to: {fqdn: api.stripe.com}, ports: [443]}"
  private static let internet = "{from: web, to: {internet: true}, ports: [443]}"

  private func compilation(needs: [String], guardrails: [String] = [], assertions: [String] = []) throws -> Compilation
  {
    let shop = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: shop}
      spec:
        owner: "@acme/shop"
        namespaces: {shop: prod}
        workloads: {web: {selector: {app: web}, ports: {http: 8080}}, job: {selector: {app: job}}}
        needs: [\(needs.joined(separator: ", "))]
      """
    return Compilation(
      of: [
        .ciliumPlatform(guardrails: guardrails, assertions: assertions), SourceText(path: "shop.yaml", shop),
      ], today: try .goldenDay)
  }

  private func errors(_ compilation: Compilation) -> [Diagnostic] {
    compilation.findings.filter { $0.severity == .error }
  }

  // MARK: Assertions

  @Test(
    "A name counts as any address of the internet",
    arguments: ["{internet: true}", "{cidr: 0.0.0.0/0}", "{cidr: \"::/0\"}"], ["", ", transitive: true"])
  func assertionsSeeNames(_ to: String, _ more: String) throws {
    let assertion = "{name: closed, never: {from: shop, to: \(to)\(more)}}"
    let found = errors(try compilation(needs: [Self.name], assertions: [assertion]))
    #expect(Set(found.map(\.code)) == [.assertionFailed])
    #expect(found.contains { $0.message.contains("reaches \"api.stripe.com\" on TCP 443") }, "\(found)")
    #expect(found.first?.notes.first?.message.contains("nobody knows the addresses behind a name") == true)
    #expect(found.first?.help?.contains("let the assertion name blocks of addresses") == true)
  }

  @Test(
    "A smaller block, another port and another workload are no claim about the name",
    arguments: [
      "{name: a, never: {from: shop, to: {cidr: 203.0.113.0/24}}}",
      "{name: a, never: {from: shop, to: {internet: true}, ports: [80]}}",
      "{name: a, never: {from: shop/job, to: {internet: true}}}",
      "{name: a, never: {from: shop, to: {fqdn: api.example.com}}}",
    ])
  func otherAssertions(_ assertion: String) throws {
    #expect(errors(try compilation(needs: [Self.name], assertions: [assertion])).isEmpty)
  }

  @Test(
    "Whoever reaches the whole internet reaches every name",
    arguments: [
      (internet, true),
      ("{from: web, to: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}, ports: [443]}", true),
      ("{from: web, to: {cidr: 203.0.113.0/24}, ports: [443]}", false),
    ])
  func assertionsAboutNamesSeeTheInternet(_ need: String, _ isOpen: Bool) throws {
    for pattern in ["pastebin.com", "\"*.pastebin.com\""] {
      let compilation = try compilation(
        needs: [need], assertions: ["{name: closed, never: {from: shop, to: {fqdn: \(pattern)}}}"])
      let found = errors(compilation).filter { $0.code == .assertionFailed }
      #expect(found.count == (isOpen ? 1 : 0), "\(compilation.findings)")
      #expect(!isOpen || found.first?.notes.first?.message.contains("whoever reaches the whole internet") == true)
    }
  }

  @Test("An assertion about a name sees a pattern that holds it") func patterns() throws {
    let need = "{from: web, to: {fqdn: \"*.stripe.com\"}, ports: [443]}"
    let assertion = "{name: closed, never: {from: shop, to: {fqdn: api.stripe.com}}}"
    #expect(errors(try compilation(needs: [need], assertions: [assertion])).map(\.code) == [.assertionFailed])
  }

  // MARK: Guardrails

  @Test(
    "A deny of the internet is a deny of names",
    arguments: [
      ("to: {internet: true}", true), ("to: {cidr: 0.0.0.0/0}", true), ("to: {not: shop}", true),
      ("to: {internet: true}, ports: [25]", false), ("to: {internet: true}, except: [{from: shop/web}]", false),
      ("to: {cidr: 169.254.169.254/32}", false),
    ])
  func guardrails(_ rest: String, _ isConflict: Bool) throws {
    let guardrail = "{name: closed, deny: egress, from: shop, \(rest)}"
    let found = errors(try compilation(needs: [Self.name], guardrails: [guardrail]))
    #expect(found.map(\.code) == (isConflict ? [.guardrailConflict] : []), "\(found)")
    guard isConflict else { return }
    #expect(found.first?.notes.contains { $0.message.hasPrefix("nobody knows the addresses behind a name") } == true)
    #expect(found.first?.help?.contains("`except: [{from: shop/web}]`") == true)
  }

  // MARK: Explanations

  @Test("Open addresses open what stands behind any name") func explainingNames() throws {
    let explanation = try #require(
      try compilation(needs: [Self.internet]).explanation(
        from: "shop/web", to: "api.example.com", asked: nil, environment: nil))
    #expect(explanation.verdict.hasPrefix("shop/web reaches api.example.com on TCP 443 at 0.0.0.0-9.255.255.255, "))
    #expect(explanation.verdict.hasSuffix("in prod; not otherwise in prod"))
    #expect(explanation.cases.flatMap(\.consent).contains { $0.kind == .need && $0.text.hasPrefix("shop/web needs ") })
    #expect(!explanation.cases.flatMap(\.consent).contains { $0.kind == .missing })
  }

  @Test("A name that is open may stand for an address") func explainingAddresses() throws {
    let compilation = try compilation(needs: [Self.name])
    for to in ["internet", "203.0.113.7"] {
      let explanation = try #require(
        try compilation.explanation(from: "shop/web", to: to, asked: nil, environment: nil))
      #expect(
        explanation.verdict
          == "shop/web reaches \(to) on TCP 443 at the addresses behind api.stripe.com in prod; not otherwise in prod")
      let missing = explanation.cases.flatMap(\.consent).filter { $0.kind == .missing }
      #expect(!missing.isEmpty)
    }
    // An address of pods is no address of the world, and nobody knows whose it is.
    #expect(throws: UnknownPeer.self) {
      try compilation.explanation(from: "shop/web", to: "10.244.0.7", asked: nil, environment: nil)
    }
  }

  @Test("The same for manifests") func manifests() throws {
    let text = """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: out, namespace: shop}
      spec:
        endpointSelector: {}
        egress:
          - {toCIDRSet: [{cidr: 203.0.113.0/24}], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}
          - toFQDNs: [{matchName: api.stripe.com}]
            toPorts: [{ports: [{port: "443", protocol: TCP}]}]
          - toEndpoints: [{matchLabels: {k8s-app: kube-dns, io.kubernetes.pod.namespace: kube-system}}]
            toPorts: [{ports: [{port: "53", protocol: UDP}], rules: {dns: [{matchPattern: "*"}]}}]
      """
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", text)])
    func verdict(_ to: String) throws -> String {
      try cluster.explanation(from: "shop/web", to: to, asked: nil).verdict
    }
    #expect(
      try verdict("203.0.113.7")
        == "shop/web reaches 203.0.113.7 on TCP 80; on TCP 443 at the addresses behind api.stripe.com")
    #expect(
      try verdict("other.example.com")
        == "shop/web reaches other.example.com on TCP 80 at 203.0.113.0/24; not otherwise")
    #expect(
      try verdict("api.stripe.com") == "shop/web reaches api.stripe.com on TCP 443; on TCP 80 at 203.0.113.0/24")
  }
}
