import GraphFormat
import Testing

@testable import Reports

/// What a report says about a graph.
@Suite struct ReportTests {
  @Test func edgesBetweenTheSameEndsAreOneFlow() throws {
    let report = try SampleReport().report
    let flows = report.flows.map { "\(report.ends[$0.from].name) -> \(report.ends[$0.to].name)" }
    #expect(
      flows == [
        "monitoring/prometheus -> payments/api", "monitoring/prometheus -> shop/web", "shop/web -> payments/api",
        "shop/web -> 192.0.2.0/24",
      ])
    let paid = try #require(report.flows.dropFirst(2).first)
    #expect(paid.agreements.count == 1)
    let terms = try #require(paid.agreements.first)
    #expect(terms.environments.map(\.words) == ["dev", "prod"])
    #expect(terms.ports == ["http 8080"])
    #expect(terms.need?.place == Place(path: "shop.yaml", line: 10))
    #expect(terms.grant?.place == Place(path: "payments.yaml", line: 10))
    #expect(terms.need?.until == nil)
    #expect(terms.grant?.until == CalendarDate("2026-12-31"))
    #expect(!terms.isMandatory)
    #expect(report.flows.first?.agreements.first?.isMandatory == true)
  }

  @Test func flowsAreCountedByWhereTheyLead() throws {
    let report = try SampleReport().report
    #expect(report.flows.count(where: report.isCrossTenant) == 3)
    #expect(report.flows.count(where: report.isOutside) == 1)
    let figures = Figure.figures(of: report).map { "\($0.number) \($0.noun)" }
    #expect(
      figures == [
        "3 tenants", "3 workloads", "3 flows between tenants", "1 flow with the outside", "0 policies", "1 guardrail",
      ])
  }

  /// What each side says, under its own name.
  @Test func bothSidesSayWhy() throws {
    let report = try SampleReport(text: "the provider's", asking: "the consumer's").report
    let flow = try #require(
      report.flows.first { report.ends[$0.from].name == "shop/web" && $0.agreements[0].grant != nil })
    let terms = try #require(flow.agreements.first)
    #expect(terms.need?.reason == "the consumer's" && terms.need?.ticket == "the consumer's")
    #expect(terms.grant?.reason == "the provider's" && terms.grant?.ticket == "the provider's")
    #expect(terms.reasons == ["the consumer's", "the provider's"])
    #expect(
      FlowRow(flow, of: report).why == "asked by the provider's: the consumer's, the consumer's · "
        + "allowed by @acme/payments: the provider's, the provider's, until 2026-12-31")
    let json = report.json.written
    #expect(json.contains(#""need":{"place":["shop.yaml",10],"reason":"the consumer\u0027s""#), "\(json)")
    #expect(json.contains(#""grant":{"place":["payments.yaml",10],"reason":"the provider\u0027s""#))
  }

  /// Every flow is in one part of the sentence.
  @Test func leadSaysWhoAgreed() throws {
    let lead = try SampleReport().report.lead
    #expect(
      lead
        == "3 tenants in dev and prod, on one cluster. Everything between them and with the outside is closed, except for "
        + "DNS and 4 flows: 1 asked for by one side and allowed by the other, 2 mandatory and 1 in which only one side "
        + "has a say.")
  }

  @Test func findingsBelongToTheTenantInWhoseFileTheyStand() throws {
    let report = try SampleReport().report
    let finding = try #require(report.findings.first { $0.message == "because" })
    #expect(finding.tenant.map { report.tenants[$0].name } == "shop")
    #expect(finding.notes.map(\.place) == [nil, Place(path: "monitoring.yaml", line: 3)])
  }

  @Test func whatEndsNextComesFirst() throws {
    let ending = EndingList(of: try SampleReport().report)
    #expect(ending.items.map(\.until) == ["2026-12-31"])
    #expect(ending.items.first?.link == "#/edge/shop/web/to/payments/api")
    #expect(ending.items.first?.detail == "30 days left · because · because")
  }
}
