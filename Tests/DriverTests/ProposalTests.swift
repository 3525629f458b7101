import Diagnostics
import Driver
import Explanations
import GraphFormat
import PolicyModel
import Testing

/// What people are told to write so that a closed flow opens: it has to be what the next check accepts.
@Suite struct ProposalTests {
  /// A graph in which shop asks, and payments has a ledger with three ports.
  private static func graph(
    needs: [String] = [], grants: [String] = [], guardrails: [String] = [], assertions: [String] = [],
    environments: [String] = ["dev", "prod"], consumer: String = "web",
    ports: String = "http: 8080, grpc: 9090, admin: 9901"
  ) -> [SourceText] {
    func namespaces(of tenant: String) -> String {
      environments.enumerated().map { "\(tenant)-\($0): \($1)" }.joined(separator: ", ")
    }
    let shop = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: shop}
      spec:
        owner: "@acme/shop"
        namespaces: {\(namespaces(of: "shop"))}
        workloads: {\(consumer): {selector: {app: web}}}
        needs: [\(needs.joined(separator: ", "))]
      """
    let payments = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: payments}
      spec:
        owner: "@acme/payments"
        namespaces: {\(namespaces(of: "payments"))}
        workloads: {ledger: {selector: {app: ledger}, ports: {\(ports)}}}
        grants: [\(grants.joined(separator: ", "))]
      """
    return [
      .ciliumPlatform(environments: environments, guardrails: guardrails, assertions: assertions),
      SourceText(path: "shop.yaml", shop), SourceText(path: "payments.yaml", payments),
    ]
  }

  private static func consent(
    _ sources: [SourceText], consumer: String = "shop/web", in environment: String = "prod",
    asked: ConnectionSet? = nil
  ) throws -> [String] {
    let compilation = Compilation(of: sources, today: try .goldenDay)
    let explanation = try #require(
      try compilation.explanation(from: consumer, to: "payments/ledger", asked: asked, environment: environment),
      "\(compilation.findings)")
    return try #require(explanation.cases.first).consent.map(\.text)
  }

  // MARK: Names that YAML takes for something else

  @Test(arguments: ["on", "10", "1e3", "null"]) func namesAreQuoted(_ name: String) throws {
    let quoted = "\"\(name)\""
    let sources = Self.graph(environments: ["dev", quoted], consumer: quoted)
    let need = "{from: web, to: payments/ledger, ports: [http], environments: [dev]}".replacing("web", with: quoted)
    let texts = try Self.consent(sources, consumer: "shop/\(name)", in: name)
    #expect(texts.first?.contains("`- {from: \(quoted), to: payments/ledger, ") == true, "\(texts)")
    let partly = try Self.consent(
      Self.graph(
        needs: [need], grants: ["{to: shop, workload: ledger, environments: [dev]}"], environments: ["dev", quoted],
        consumer: quoted), consumer: "shop/\(name)", in: name)
    #expect(partly.count == 2 && partly.allSatisfy { $0.contains("environments: [\(quoted)]}`") }, "\(partly)")
  }

  @Test func helpOfCheckIsQuoted() throws {
    let sources = Self.graph(
      needs: ["{from: web, to: payments/ledger, ports: [http], environments: [\"on\"]}"],
      environments: ["dev", "\"on\""])
    let findings = Compilation(of: sources, today: try .goldenDay).findings
    let help = findings.first { $0.code == .needWithoutGrant }?.help
    #expect(
      help?.contains("`- {to: shop/web, workload: ledger, ports: [http], environments: [\"on\"]}`") == true,
      "\(findings)")
  }

  // MARK: Ports one by one

  @Test func portsThatAreFreeAreProposed() throws {
    let texts = try Self.consent(
      Self.graph(guardrails: ["{name: no-admin, deny: ingress, from: shop, to: payments/ledger, ports: [9901]}"]))
    #expect(
      texts.prefix(2) == [
        "\"shop/web\" does not ask for it: @acme/shop adds "
          + "`- {from: web, to: payments/ledger, ports: [http, grpc]}` to the needs of \"shop\"",
        "\"payments\" grants \"ledger\" to nobody: ask @acme/payments to add "
          + "`- {to: shop/web, workload: ledger, ports: [http, grpc]}`",
      ])
    #expect(texts.count == 3)
    #expect(
      texts.last?.hasPrefix("no need and no grant can open admin 9901: the guardrail \"no-admin\" forbids") == true,
      "\(texts)")
  }

  /// However many there are.
  @Test(arguments: [16, 17, 40]) func manyPorts(_ count: Int) throws {
    let names = (0..<count).map { "p\($0)" }
    let ports = names.enumerated().map { "\($0.element): \(7000 + $0.offset)" }.joined(separator: ", ")
    let guardrail = "{name: no-admin, deny: ingress, from: shop, to: payments/ledger, ports: [7003, 7011]}"
    let texts = try Self.consent(Self.graph(guardrails: [guardrail], ports: ports))
    let free = names.filter { !["p3", "p11"].contains($0) }.joined(separator: ", ")
    #expect(texts.count == 3, "\(texts)")
    #expect(texts.first?.contains("`- {from: web, to: payments/ledger, ports: [\(free)]}`") == true, "\(texts)")
    #expect(
      texts.last?.hasPrefix("no need and no grant can open p3 7003 and p11 7011: the guardrail") == true, "\(texts)")
  }

  /// A need that stands lacks the grant for each port, and one port more is no new error.
  @Test func portsOfAStandingNeed() throws {
    let texts = try Self.consent(
      Self.graph(
        needs: ["{from: web, to: payments/ledger, ports: [http, grpc, admin]}"],
        guardrails: ["{name: no-admin, deny: ingress, from: shop, to: payments/ledger, ports: [9901]}"]))
    #expect(texts.contains { $0.contains("`- {to: shop/web, workload: ledger, ports: [http, grpc]}`") }, "\(texts)")
    #expect(texts.last?.contains("can open admin 9901: the guardrail \"no-admin\"") == true, "\(texts)")
  }

  /// A need for every port would lack a grant for most, which is not what forbids the flow.
  @Test func theAssertionIsNamed() throws {
    let texts = try Self.consent(
      Self.graph(
        grants: ["{to: shop, workload: ledger, ports: [http]}"],
        assertions: ["{name: ledger-is-private, never: {from: shop, to: payments/ledger}}"]))
    #expect(texts.count == 2, "\(texts)")
    #expect(texts.last?.hasPrefix("no need and no grant can open it: ") == true)
    #expect(texts.last?.contains("ledger-is-private") == true, "\(texts)")
  }

  @Test func aNeedForWhatIsGranted() throws {
    let texts = try Self.consent(Self.graph(grants: ["{to: shop, workload: ledger, ports: [http]}"]))
    #expect(
      texts == [
        "\"shop/web\" does not ask for it: @acme/shop adds "
          + "`- {from: web, to: payments/ledger, ports: [http]}` to the needs of \"shop\"",
        "payments/ledger is granted to shop/web, allowed by @acme/payments",
      ])
  }

  // MARK: Grants that have ended

  private static let need = "{from: web, to: payments/ledger, ports: [http]}"

  @Test func anEndedGrantOfAnotherEnvironmentIsNotExtended() throws {
    let texts = try Self.consent(
      Self.graph(
        needs: [Self.need], grants: ["{to: shop, workload: ledger, environments: [prod], until: 2020-01-01}"]),
      in: "dev")
    #expect(
      texts.last
        == "\"payments\" does not grant it in dev: ask @acme/payments to add "
        + "`- {to: shop/web, workload: ledger, ports: [http], environments: [dev]}`")
  }

  @Test func anEndedGrantIsExtended() throws {
    let texts = try Self.consent(
      Self.graph(needs: [Self.need], grants: ["{to: shop, workload: ledger, ports: [http], until: 2020-01-01}"]))
    #expect(texts.last == "the grant ended on 2020-01-01: ask @acme/payments to extend it")
  }

  /// Longer life for a grant of every port would break what the platform promises; one for the port in question does not.
  @Test func anEndedGrantThatMustNotLastIsReplaced() throws {
    let graph = Self.graph(
      needs: ["{from: web, to: payments/ledger}"], grants: ["{to: shop, workload: ledger, until: 2020-01-01}"],
      assertions: ["{name: no-admin, never: {from: shop, to: payments/ledger, ports: [9901]}}"])
    let texts = try Self.consent(graph, asked: ConnectionSet(.tcp, 8080...8080))
    #expect(
      texts.last
        == "the grant ended on 2020-01-01: ask @acme/payments to add "
        + "`- {to: shop/web, workload: ledger, ports: [http], environments: [prod]}`", "\(texts)")
  }
}
