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
    #expect(terms.need == Place(path: "shop.yaml", line: 10))
    #expect(terms.grant == Place(path: "payments.yaml", line: 10))
    #expect(terms.until == CalendarDate("2026-12-31"))
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

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
  func longNumbersAreGrouped(_ number: Int, _ text: String) { #expect(number.grouped == text) }
}
