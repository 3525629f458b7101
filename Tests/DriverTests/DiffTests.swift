import Changes
import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import TestSupport
import Testing

/// What differs between two graphs.
@Suite struct DiffTests {
  @Test func filesOrderAndCommentsAreNoChange() throws {
    let acme = try Self.acme
    let renamed = acme.reversed().map { source in
      SourceText(path: "elsewhere/\(source.path)", relativePath: "z-\(source.relativePath)", bytes: source.bytes)
    }
    let commented = acme.map {
      SourceText(path: $0.path, "# a comment\n\n" + String(decoding: $0.bytes, as: UTF8.self))
    }
    let reordered = try acme.replacing(
      "environments: [dev, staging], enforcement", with: "environments: [staging, dev], enforcement")
    for other in [renamed, commented, reordered] {
      let changes = try Self.changes(from: acme, to: other)
      #expect(changes.flows.isEmpty)
      #expect(changes.others.isEmpty)
      #expect(changes.text == "no change in access\n")
      #expect(changes.markdown == "**No change in access.**\n")
    }
  }

  private static let refunds =
    "    - {to: orders/api, workload: api, ports: [http], reason: refunds of cancelled orders}\n"
  private static let refundNeed = "    - {from: api, to: payments/api, ports: [http], reason: refunds}\n"

  @Test func droppedGrant() throws {
    let acme = try Self.acme
    let without = try acme.replacing(Self.refunds, with: "").replacing(Self.refundNeed, with: "")
    let lost = try Self.changes(from: acme, to: without)
    #expect(
      lost.text == """
        flows: 1 lost

        to payments, owned by @acme/payments
          - lost: orders/api => payments/api : TCP 8080 in dev, staging, prod, asked by @acme/orders

        """)
    let gained = try Self.changes(from: without, to: acme)
    #expect(gained.text.contains("  + gained: orders/api => payments/api : TCP 8080 in dev, staging, prod"))
    #expect(lost.changeAccess && gained.changeAccess)
  }

  @Test func widenedSettingsAndExpiry() throws {
    let acme = try Self.acme
    let grant = "- {to: shop/checkout, workload: api, ports: [http], reason: ADR-112"
    let need = "- {from: checkout, to: payments/api, ports: [http]}"
    let other =
      try acme
      .replacing(grant, with: grant.replacingOccurrences(of: "[http]", with: "[http, metrics]"))
      .replacing(need, with: need.replacingOccurrences(of: "[http]", with: "[http, metrics]"))
      .replacing("withinTenant: same-environment", with: "withinTenant: none")
      .replacing("ports: [25]", with: "ports: [25, 465]").replacing("until: 2027-03-31", with: "until: 2027-06-30")
    #expect(
      try Self.changes(from: acme, to: other).text == """
        flows: 1 widened; rules and settings: 2 changed; besides: 1

        to payments, owned by @acme/payments
          + widened: shop/checkout => payments/api : TCP 8080 -> TCP 8080,9090 in dev, staging, prod, asked by @acme/shop

        rules and settings
          setting withinTenant: same-environment -> none
          guardrail mail-leaves-through-the-relay: deny egress from every tenant to the internet on TCP 25 -> deny egress from every tenant to the internet on TCP 25,465

        besides
          expiry team-data/etl => payments/api (prod): 2027-03-31 -> 2027-06-30

        """)
  }

  /// An end that moves by itself is worth reading, and opens nothing.
  @Test func expiryAloneChangesNoAccess() throws {
    let acme = try Self.acme
    let later = try Self.changes(from: acme, to: try acme.replacing("until: 2027-03-31", with: "until: 2028-03-31"))
    #expect(!later.changeAccess)
    #expect(later.text.hasPrefix("no change in access\n\nbesides\n  expiry team-data/etl"))
  }

  @Test func gainedUntilADay() throws {
    let acme = try Self.acme
    let without = try acme.replacing(
      "- {from: etl, to: payments/api, ports: [http], environments: [prod], ticket: PAY-991}",
      with: "- {from: etl, to: payments/api, ports: [metrics], environments: [prod]}"
    ).replacing("      environments: [prod]\n      until: 2027-03-31", with: "      environments: [prod]")
      .replacing("ports: [http]\n      environments: [prod]", with: "ports: [metrics]\n      environments: [prod]")
    let changes = try Self.changes(from: without, to: acme)
    #expect(changes.flows.map(\.until) == [CalendarDate("2027-03-31")])
    #expect(
      changes.text.contains(
        "~ altered: team-data/etl => payments/api : TCP 9090 -> TCP 8080 in prod, until 2027-03-31, asked by"))
  }

  /// Guardrails about everybody are not news when somebody joins.
  @Test func newTenant() throws {
    let acme = try Self.acme
    let tenant = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: newcomer}
      spec:
        owner: "@acme/new"
        namespaces: {newcomer-prod: prod}
        workloads: {web: {selector: {app: new}, ports: {http: 8080}}}

      """
    let changes = try Self.changes(from: acme, to: acme + [SourceText(path: "new.yaml", tenant)])
    #expect(changes.others.map(\.category) == [.namespace, .tenant, .workload])
    #expect(changes.flows.allSatisfy { $0.kind == .gained })
  }

  @Test func selectorsAreWhomANameMeans() throws {
    let acme = try Self.acme
    let other = try acme.replacing(
      "{app.kubernetes.io/name: payments-api}", with: "{app.kubernetes.io/name: paymentsapi}")
    let changes = try Self.changes(from: acme, to: other)
    #expect(changes.changeAccess)
    #expect(changes.others.map(\.name) == ["payments/api"])
  }

  @Test func comment() throws {
    let acme = try Self.acme
    let without = try acme.replacing(Self.refunds, with: "").replacing(Self.refundNeed, with: "")
    #expect(
      try Self.changes(from: acme, to: without).markdown == """
        **Access changes** – flows: 1 lost

        | provider | owner | gained or widened by | lost, narrowed or altered for |
        | --- | --- | --- | --- |
        | <code>payments</code> | <code>&#64;acme/payments</code> |  | <code>orders/api</code> |

        <details><summary>The flow</summary>

        | change | consumer | its owner | provider | its owner | connections | environments |
        | --- | --- | --- | --- | --- | --- | --- |
        | lost | <code>orders/api</code> | <code>&#64;acme/orders</code> | <code>payments/api</code> | <code>&#64;acme/payments</code> | <code>TCP 8080</code> | <code>dev, staging, prod</code> |

        </details>

        """)
  }

  /// An owner is free text, and comes from the branch that asks to be reviewed.
  @Test func hostileOwners() throws {
    let acme = try Self.acme
    let owner = "=cmd()|`x`</code></details><img src=x>\\n# title [link](http://x) @everyone"
    let other = try acme.replacing("owner: \"@acme/orders\"", with: "owner: \"\(owner)\"")
    let without = try other.replacing(Self.refunds, with: "").replacing(Self.refundNeed, with: "")
    let changes = try Self.changes(from: other, to: without)
    let markdown = changes.markdown
    for markup in ["`", "<img", "](", "@", "\n# title", "[link"] { #expect(!markdown.contains(markup), "\(markup)") }
    #expect(markdown.split(separator: "\n").count { $0.hasPrefix("|") } == 6)
    let row = try #require(changes.csv.split(separator: "\r\n").last)
    #expect(row.contains("'=cmd()"), "\(row)")
    #expect(changes.text.split(separator: "\n").count == 3)
  }

  @Test func csv() throws {
    let acme = try Self.acme
    let without = try acme.replacing(Self.refunds, with: "").replacing(Self.refundNeed, with: "")
    #expect(
      try Self.changes(from: acme, to: without).csv
        == "category,change,name,consumer,consumer_owner,provider,provider_owner,environments,before,after,gained,lost,until,requests_before,requests_after"
        + "\r\nflow,lost,,orders/api,'@acme/orders,payments/api,'@acme/payments,\"dev, staging, prod\",TCP 8080,No Connections,"
        + "No Connections,TCP 8080,,,\r\n")
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let acme = try Self.acme
    let without = try acme.replacing(Self.refunds, with: "").replacing(Self.refundNeed, with: "")
    let changes = try Self.changes(from: acme, to: without)
    let object = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(changes)) as? [String: Any]
    #expect(
      object?.keys.sorted() == ["changesAccess", "counts", "flows", "infersPods", "others", "subject", "version"])
    let flow = (object?["flows"] as? [[String: Any]])?.first
    #expect(flow?["change"] as? String == "lost")
    #expect((flow?["environments"] as? [[String: String]])?.map { $0["from"] } == ["dev", "staging", "prod"])
  }

  /// Nothing differs from itself, and what one way gains the other way loses.
  @Test func laws() throws {
    var graphs: [[SourceText]] = []
    for seed in UInt64(1)...100 {
      var random = RandomGraph(seed: seed)
      let sources = random.sources()
      if !Compilation(of: sources, today: try .goldenDay).hasErrors { graphs.append(sources) }
    }
    #expect(graphs.count > 20)
    var differences = 0
    for (old, new) in zip(graphs, graphs.dropFirst()) {
      let same = try Self.changes(from: old, to: old)
      #expect(same.flows.isEmpty && same.others.isEmpty)
      let (there, back) = (try Self.changes(from: old, to: new), try Self.changes(from: new, to: old))
      #expect(Set(there.flows.map { FlowEnds(of: $0) }) == Set(back.flows.map { FlowEnds(reversed: $0) }))
      #expect(there.others.count == back.others.count)
      #expect(there.changeAccess == back.changeAccess)
      differences += there.flows.count
    }
    #expect(differences > 50)
  }

  private static var acme: [SourceText] { get throws { try Example(name: "acme").sources() } }

  private static func changes(from old: [SourceText], to new: [SourceText]) throws -> AccessChanges {
    let sides = (Comparand(of: old, today: try .goldenDay), Comparand(of: new, today: try .goldenDay))
    for case .graph(let compilation) in [sides.0, sides.1] {
      #expect(!compilation.hasErrors, "\(compilation.findings.renderedAsText())")
    }
    return try #require(Comparand.changes(from: sides.0, to: sides.1))
  }
}

/// A change as seen from either side.
struct FlowEnds: Hashable {
  let ends: [String]
  let places: Set<EnvironmentPair>
  let gained: ConnectionSet
  let lost: ConnectionSet

  init(of flow: FlowChange) {
    ends = [flow.source.name, flow.destination.name]
    places = Set(flow.environments)
    gained = flow.gained
    lost = flow.lost
  }

  init(reversed flow: FlowChange) {
    ends = [flow.source.name, flow.destination.name]
    places = Set(flow.environments)
    gained = flow.lost
    lost = flow.gained
  }
}
