import Diagnostics
import Driver
import Explanations
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing

/// Why one end can or cannot reach another, by a graph.
@Suite struct ExplainTests {
  @Test func allowedByNeedAndGrant() throws {
    let text = try Self.explain("shop/checkout", "payments/api", in: "prod").text
    #expect(
      text == """
        shop/checkout reaches payments/api on TCP 8080 in prod

        prod on cluster prod: shop/checkout in shop-prod => payments/api in payments-prod : TCP 8080
          egress of shop/checkout in shop-prod: TCP 8080
            allowed by CiliumClusterwideNetworkPolicy workload.shop-prod.checkout, egress rule 1: TCP 8080
            isolated by CiliumClusterwideNetworkPolicy baseline.shop-prod, workload.shop-prod.checkout; NetworkPolicy shop-prod/default-deny
            no say: CiliumClusterwideNetworkPolicy guardrail.cloud-metadata, guardrail.mail-leaves-through-the-relay
          ingress of payments/api in payments-prod: TCP 8080
            allowed by CiliumClusterwideNetworkPolicy workload.payments-prod.api, ingress rule 2: TCP 8080
            isolated by CiliumClusterwideNetworkPolicy baseline.payments-prod, workload.payments-prod.api; NetworkPolicy payments-prod/default-deny
            no say: CiliumClusterwideNetworkPolicy boundary.payments-prod
          graph
            need: shop/checkout needs payments/api on http 8080, asked by @acme/shop (examples/acme/tenants/shop.yaml:40)
            grant: payments/api is granted to shop/checkout on http 8080, allowed by @acme/payments: ADR-112 card payments (examples/acme/tenants/payments.yaml:20)

        """)
  }

  /// A need and the grant that answers it say why each in its own words.
  @Test func bothSidesSayWhy() throws {
    let graph = try Self.acme
      .replacing(
        "{from: checkout, to: payments/api, ports: [http]}",
        with: "{from: checkout, to: payments/api, ports: [http], reason: we sell things, ticket: SHOP-7}")
    let compilation = Compilation(of: graph, today: try .goldenDay)
    let explanation = try #require(
      try compilation.explanation(from: "shop/checkout", to: "payments/api", asked: nil, environment: "prod"))
    let consent = try #require(explanation.cases.first).consent
    #expect(consent.map(\.kind) == [.need, .grant])
    #expect(
      consent.map(\.text) == [
        "shop/checkout needs payments/api on http 8080, asked by @acme/shop: we sell things, SHOP-7",
        "payments/api is granted to shop/checkout on http 8080, allowed by @acme/payments: ADR-112 card payments",
      ])
    #expect(consent.map(\.reason) == ["we sell things", "ADR-112 card payments"])
    #expect(consent.map(\.ticket) == ["SHOP-7", nil])
    #expect(consent.map(\.owner) == ["@acme/shop", "@acme/payments"])
  }

  /// Nobody asked, and the provider let in others only: both are told what to write.
  @Test func missingOnBothSides() throws {
    let item = try #require(try Self.explain("shop/checkout", "team-data/kafka", in: "prod").cases.first)
    #expect(item.connections.isEmpty)
    #expect(
      item.consent.map(\.text) == [
        "\"shop/checkout\" does not ask for it: @acme/shop adds `- {from: checkout, to: team-data/kafka, "
          + "ports: [broker]}` to the needs of \"shop\"",
        "\"team-data\" grants \"kafka\" to shop/catalog, payments/api, orders/worker, search/indexer and "
          + "notifications/dispatcher, not to \"shop/checkout\": ask @acme/team-data to add "
          + "`- {to: shop/checkout, workload: kafka, ports: [broker]}`",
      ])
    #expect(item.consent.map(\.kind) == [.missing, .missing])
    #expect(item.consent.last?.place == "examples/acme/tenants/team-data.yaml:25")
    #expect(item.consent.last?.owner == "@acme/team-data")
  }

  /// A graph that lacks one grant does not compile, and that is when people ask.
  @Test func missingGrantOfAGraphWithErrors() throws {
    let graph = try Self.acme.replacing("    - {to: shop/catalog, workload: kafka, ports: [broker]}\n", with: "")
    let compilation = Compilation(of: graph, today: try .goldenDay)
    #expect(compilation.hasErrors)
    let explanation = try #require(
      try compilation.explanation(from: "shop/catalog", to: "team-data/kafka", asked: nil, environment: "dev"))
    let item = try #require(explanation.cases.first)
    #expect(item.connections.isEmpty)
    #expect(item.consent.map(\.kind) == [.need, .missing])
    #expect(item.consent.last?.text.contains("ask @acme/team-data to add `- {to: shop/catalog,") == true)
  }

  @Test func endedGrant() throws {
    let day = try #require(CalendarDate("2027-04-01"))
    let compilation = Compilation(of: try Self.acme, today: day)
    let explanation = try #require(
      try compilation.explanation(from: "team-data/etl", to: "payments/api", asked: nil, environment: "prod"))
    #expect(explanation.verdict == "team-data/etl cannot reach payments/api in prod")
    let reason = try #require(explanation.cases.first?.consent.last)
    #expect(reason.text == "the grant ended on 2027-03-31: ask @acme/payments to extend it")
    #expect(reason.until == CalendarDate("2027-03-31"))
  }

  @Test func otherEnvironments() throws {
    let explanation = try Self.explain("team-data/etl", "payments/api")
    #expect(explanation.verdict == "team-data/etl reaches payments/api on TCP 8080 in prod; not in dev and staging")
    let dev = try #require(explanation.cases.first { $0.scope.environments?.from == "dev" })
    #expect(
      dev.consent.map(\.text) == [
        "\"team-data/etl\" does not ask for it in dev: @acme/team-data adds "
          + "`- {from: etl, to: payments/api, ports: [http], environments: [dev]}` to the needs of \"team-data\"",
        "\"payments\" does not grant it in dev: ask @acme/payments to add "
          + "`- {to: team-data/etl, workload: api, ports: [http], environments: [dev]}`",
      ])
  }

  @Test func guardrailsComeBeforeGrants() throws {
    let explanation = try Self.explain("shop/checkout", "payments/ledger", in: "prod")
    let item = try #require(explanation.cases.first)
    #expect(item.consent.map(\.kind) == [.rule])
    #expect(item.consent.first?.text.hasPrefix("the guardrail \"cardholder-data\" forbids it") == true)
    #expect(explanation.text.contains("denied by CiliumClusterwideNetworkPolicy guardrail.cardholder-data"))
  }

  @Test func crossings() throws {
    let explanation = try Self.explain("qa/e2e-runner", "shop/storefront")
    #expect(explanation.verdict == "qa/e2e-runner reaches shop/storefront on TCP 3000 in staging and staging → dev")
    let none = try Self.explain("qa/e2e-runner@staging", "shop/catalog@dev")
    #expect(none.verdict == "qa/e2e-runner cannot reach shop/catalog in staging → dev")
  }

  @Test func portsThatNobodyListensOn() throws {
    let asked = ConnectionSet(.tcp, 80...80)
    let explanation = try Self.explain("shop/checkout", "shop/storefront", in: "prod", asked: asked)
    // Inside a tenant everything is open.
    #expect(explanation.verdict == "shop/checkout reaches shop/storefront on TCP 80 in prod")
    let other = try Self.explain("ingress-nginx/controller", "shop/storefront", in: "prod", asked: asked)
    #expect(
      other.cases.first?.consent.map(\.text) == [
        "shop/storefront declares no port TCP 80; a Service translates 80 to 3000 before policies see it; "
          + "it listens on http 3000 and metrics 9464"
      ])
  }

  /// A need for every workload with a port passes over those without it, and no grant makes up for the port.
  @Test func mandatoryNeedsForAPortThatIsNotThere() throws {
    let item = try #require(try Self.explain("monitoring/prometheus", "argocd/redis", in: "prod").cases.first)
    #expect(
      item.consent.map(\.text) == [
        "monitoring/prometheus needs argocd/redis, asked by @acme/platform: OBS-12 telemetry for all",
        "argocd/redis declares no port \"metrics\", and listens on redis 6379: ask @acme/platform to add the port if its "
          + "pods have it",
      ])
    #expect(item.consent.last?.place == "examples/acme/tenants/argocd.yaml:21")
    let asked = ConnectionSet(.tcp, 6379...6379)
    let other = try Self.explain("monitoring/prometheus", "argocd/redis", in: "prod", asked: asked)
    #expect(
      other.cases.first?.consent.first?.text.contains(
        "asks for other ports: @acme/platform adds `- {from: prometheus, ")
        == true)
  }

  @Test(arguments: [
    ("api-server", "argocd/application-controller reaches api-server on TCP 6443 in prod"),
    ("10.0.0.10", "argocd/application-controller reaches 10.0.0.10 on TCP 6443 in prod"),
    (
      "10.0.0.11",
      "argocd/application-controller reaches 10.0.0.11 on TCP 53,UDP 53 for pods on that node in prod; not for pods on "
        + "other nodes in prod"
    ),
  ])
  func apiServer(_ destination: String, _ verdict: String) throws {
    #expect(try Self.explain("argocd/application-controller", destination, in: "prod").verdict == verdict)
  }

  @Test(arguments: [
    ("payment/api", "did you mean \"payments/api\"?"), ("payments", "name one of payments/api,"),
    ("api", "did you mean"), ("payments/api@prdo", "did you mean \"prod\"?"),
    ("10.0.0.1/8", "did you mean \"10.0.0.0/8\"?"), ("10.0.0.0/99", "the prefix is at most 32"), ("", "is no peer"),
    ("qa/e2e-runner@prod", "does not run in \"prod\""),
  ])
  func unknownNames(_ name: String, _ words: String) throws {
    do {
      _ = try Self.explain("shop/checkout", name)
      Issue.record("\(name) is somebody")
    } catch let error as UnknownPeer {
      #expect(error.message.contains(words), "\(error.message)")
    }
  }

  /// What is closed always has a reason, and what is open never lacks one.
  @Test func everyPairHasAReason() throws {
    let compilation = Compilation(of: try Self.acme, today: try .goldenDay)
    var question = try #require(compilation.question)
    // Each proposal would be tried on the whole graph, thousands of times; `SuggestionTests` do that.
    question.triesProposals = false
    let names = try #require(compilation.graph).tenants.flatMap(\.workloads).map { "\($0.id)" }
    var open = 0
    for source in names {
      for destination in names where destination != source {
        let explanation = try question.explanation(from: source, to: destination, asked: nil, environment: nil)
        for item in explanation.cases {
          let isMissing = item.consent.contains { $0.kind == .missing }
          let isForbidden = item.consent.contains { $0.text.hasPrefix("the guardrail") }
          #expect(item.connections.isEmpty == (isMissing || isForbidden), "\(source) \(destination)")
          #expect(!item.consent.isEmpty)
          open += item.connections.isEmpty ? 0 : 1
        }
      }
    }
    #expect(open > 500)
  }

  private static var acme: [SourceText] { get throws { try Example(name: "acme").sources() } }

  private static func explain(
    _ source: String, _ destination: String, in environment: String? = nil, asked: ConnectionSet? = nil
  ) throws -> Explanation {
    let compilation = Compilation(of: try acme, today: try .goldenDay)
    return try #require(
      try compilation.explanation(from: source, to: destination, asked: asked, environment: environment))
  }
}

extension [SourceText] {
  /// The same files with a stretch of text in one of them replaced; an error if it is nowhere.
  func replacing(_ old: String, with new: String) throws -> [SourceText] {
    var count = 0
    let sources = map { source in
      let text = String(decoding: source.bytes, as: UTF8.self)
      guard text.contains(old) else { return source }
      count += 1
      return SourceText(
        path: source.path, relativePath: source.relativePath,
        bytes: [UInt8](text.replacingOccurrences(of: old, with: new).utf8))
    }
    try #require(count > 0, "\(old) is nowhere")
    return sources
  }
}
