import GraphFormat
import PolicyModel
import Resolution
import Testing

@testable import Diagrams

struct DiagramViewTests {
  private let company = GraphBuilder.company

  private func edge(_ from: String, _ to: String, in diagram: Diagram) -> Diagram.Edge? {
    diagram.edges.first { $0.from == from && $0.to == to }
  }

  @Test func `the edges of all environments are one arrow`() throws {
    let diagram = Diagram(of: company, view: DiagramView(.workloads))
    let cart = try #require(edge("shop/storefront", "shop/cart", in: diagram))
    #expect(cart.lines == ["http 8080"] && cart.kind == .ordinary && cart.traits.isEmpty)
    #expect(Set(diagram.edges.map { [$0.from, $0.to] }).count == diagram.edges.count)
  }

  @Test func `an arrow says where it exists, how long and how far`() throws {
    let diagram = Diagram(of: company, view: DiagramView(.workloads))
    let etl = try #require(edge("data/etl", "payments/api", in: diagram))
    #expect(etl.lines == ["http 8080", "only prod"])
    #expect(etl.traits == [.expiring(try #require(CalendarDate("2027-03-31")))])
    let crossing = try #require(edge("search/indexer", "shop/storefront", in: diagram))
    #expect(crossing.traits == [.crossing(from: "staging", to: "prod")])
    let filtered = try #require(edge("shop/checkout", "payments/api", in: diagram))
    #expect(filtered.traits == [.filtered] && filtered.lines == ["http 8080", "POST /v1/charges.*"])
  }

  @Test func `mandatory flows to everybody are a note, and everybody concerned bears its mark`() {
    let diagram = Diagram(of: company, view: DiagramView(.workloads))
    #expect(diagram.notes.map(\.mark) == [Diagram.Mark(1)])
    #expect(diagram.notes.first?.text.contains("monitoring/prometheus") == true)
    #expect(!diagram.edges.contains { $0.from == "monitoring/prometheus" })
    let mandatory = company.edges.filter { $0.origin.isMandatory }
    let scraped = mandatory.map { "\($0.provider)" }
    let marked = diagram.groups.flatMap { group in
      group.nodes.filter { group.marks.contains(Diagram.Mark(1)) || $0.marks.contains(Diagram.Mark(1)) }.map(\.id)
    }
    #expect(Set(marked) == Set(scraped) && !scraped.isEmpty)
  }

  @Test func `mandatory flows to few are arrows`() {
    var builder = GraphBuilder(environments: ["prod"])
    builder.tenant("monitoring", role: .platform, "prometheus")
    builder.tenant("shop", "api metrics=9090")
    builder.edge("monitoring/prometheus", "shop/api", "metrics=9090", mandatory: true, granted: false)
    let diagram = Diagram(of: builder.graph, view: DiagramView(.workloads))
    #expect(diagram.edges.map(\.kind) == [.mandatory] && diagram.notes.isEmpty)
  }

  @Test func `every flow of the graph is an arrow or under a mark`() {
    for detail in [DiagramView.Detail.workloads, .tenants] {
      let diagram = Diagram(of: company, view: DiagramView(detail))
      let drawn = Set(diagram.edges.map { [$0.from, $0.to] })
      for edge in company.edges where !edge.origin.isMandatory {
        let ends = [edge.consumer.source(in: detail), edge.provider.node(in: detail)]
        #expect(drawn.contains(ends) || ends[0] == ends[1], "\(ends)")
      }
    }
  }

  @Test func `every arrow has both its ends`() {
    let views = [
      DiagramView(.workloads), DiagramView(.tenants), DiagramView(.workloads, environment: "dev"),
      DiagramView(.namespaces),
      DiagramView(.namespaces, environment: "staging"),
      DiagramView(.workloads, environment: "staging", focus: .init(tenant: "search")),
      DiagramView(.tenants, focus: .init(tenant: "data", depth: 2)), DiagramView(.tenants, environment: "nowhere"),
      DiagramView(.workloads, focus: .init(tenant: "nobody")),
      DiagramView(.workloads, focus: .init(tenant: "shop", depth: 0)),
    ]
    for view in views {
      let diagram = Diagram(of: company, view: view)
      let nodes = diagram.allNodes.map(\.id)
      #expect(Set(nodes).count == nodes.count)
      #expect(Set(diagram.edges.flatMap { [$0.from, $0.to] }).isSubset(of: nodes), "\(view)")
    }
  }

  @Test func `guardrails are arrows that stop at what they close`() throws {
    let diagram = Diagram(of: company, view: DiagramView(.workloads))
    let denied = diagram.edges.filter { $0.kind == .denied }
    #expect(denied.map(\.lines) == [["✕ cardholder-data"], ["✕ cloud-metadata"]])
    #expect(denied.first?.to == "payments/ledger")
    #expect(diagram.nodes.contains { $0.kind == .deniedTarget && $0.title == "169.254.169.254/32" })
    #expect(diagram.nodes.contains { $0.kind == .everyone && $0.title == "everyone but payments" })
    let tenants = Diagram(of: company, view: DiagramView(.tenants))
    #expect(tenants.edges.contains { $0.to == "payments" && $0.lines == ["✕ cardholder-data", "only ledger"] })
  }

  @Test func `an environment leaves the others out`() {
    let diagram = Diagram(of: company, view: DiagramView(.workloads, environment: "dev"))
    #expect(!diagram.groups.contains { $0.title == "data" })
    #expect(edge("data/etl", "payments/api", in: diagram) == nil)
    #expect(edge("shop/storefront", "shop/cart", in: diagram) != nil)
    #expect(diagram.groups.first { $0.title == "shop" }?.details == ["shop-dev"])
  }

  @Test func `a focus shows a tenant and its neighbours`() {
    let diagram = Diagram(of: company, view: DiagramView(.workloads, focus: .init(tenant: "payments")))
    let around = ["data", "ingress-nginx", "monitoring", "payments", "shop", "vault"]
    #expect(diagram.groups.map(\.title) == around)
    #expect(edge("shop/checkout", "logistics/shipping", in: diagram) == nil)
    let farther = Diagram(of: company, view: DiagramView(.tenants, focus: .init(tenant: "payments", depth: 2)))
    #expect(farther.nodes.count { $0.kind == .tenant || $0.kind == .platformTool } > around.count)
    #expect(edge("shop", "logistics", in: farther) != nil)
  }

  @Test func `tenants are one node each, flows within them a number`() throws {
    let diagram = Diagram(of: company, view: DiagramView(.tenants))
    let data = try #require(diagram.nodes.first { $0.id == "data" })
    #expect(data.details == ["3 workloads", "2 flows inside"])
    #expect(!diagram.edges.contains { $0.from == $0.to })
    #expect(edge("shop", "identity", in: diagram)?.lines == ["2 flows", "redis 6379", "http 8080"])
  }

  @Test func `the legend lists what occurs and nothing else`() {
    #expect(
      Diagram(of: GraphBuilder.small, view: DiagramView(.workloads)).legend(in: .light).map(\.words) == [
        "workload", "may connect",
      ])
    let words = Diagram(of: company, view: DiagramView(.workloads)).legend(in: .light).map(\.words)
    #expect(words.contains("denied by a guardrail") && words.contains("expires") && !words.contains("mandatory"))
    #expect(Set(words).count == words.count)
  }

  @Test func `changes are marked on what came, went and stayed`() {
    var builder = GraphBuilder(environments: ["prod"])
    builder.tenant("shop", "web", "api http=80 https=443")
    builder.tenant("data", "db")
    builder.edge("shop/web", "data/db", "5432")
    builder.edge("shop/api", "data/db", "5432")
    builder.edge("shop/web", "shop/api", "http=80")
    let old = Diagram(of: builder.graph, view: DiagramView(.workloads))
    var after = GraphBuilder(environments: ["prod"])
    after.tenant("shop", "web", "api http=80 https=443")
    after.tenant("data", "db", "cache")
    after.edge("shop/api", "data/db", "5432")
    after.edge("shop/web", "shop/api", "https=443")
    after.edge("shop/web", "data/cache", "6379")
    let changes = Diagram(changesFrom: old, to: Diagram(of: after.graph, view: DiagramView(.workloads)))
    #expect(edge("shop/web", "data/db", in: changes)?.kind == .lost)
    #expect(edge("shop/web", "data/cache", in: changes)?.kind == .gained)
    #expect(edge("shop/api", "data/db", in: changes)?.kind == .unchanged)
    #expect(edge("shop/web", "shop/api", in: changes)?.lines == ["+ https 443", "− http 80"])
    #expect(edge("shop/web", "shop/api", in: changes)?.kind == .altered)
    #expect(changes.subtitle == "prod · arrows: 1 gained · 1 lost · 1 altered · 1 unchanged")
  }

  @Test func `a workload that is scraped no longer says so`() {
    let view = DiagramView(.workloads)
    let old = Diagram(of: company, view: view)
    var builder = GraphBuilder.companyBuilder
    builder.removeEdges { $0.origin.isMandatory && $0.provider == "shop/cart" }
    let changes = Diagram(changesFrom: old, to: Diagram(of: builder.graph, view: view))
    #expect(changes.allNodes.filter { !$0.details.isEmpty }.map(\.id) == ["shop/cart"])
    #expect(changes.allNodes.first { $0.id == "shop/cart" }?.details == ["− ①"])
  }

  @Test func `a guardrail that is gone is no lost flow`() {
    let view = DiagramView(.workloads)
    let old = Diagram(of: company, view: view)
    var new = old
    new.edges.removeAll { $0.lines.contains("✕ cloud-metadata") }
    let changes = Diagram(changesFrom: old, to: new)
    #expect(changes.edges.filter { $0.kind == .lost }.isEmpty)
    #expect(
      changes.edges.filter { $0.kind == .denied }.map(\.lines) == [["✕ cardholder-data"], ["− ✕ cloud-metadata"]])
  }

  @Test func `namespaces meet those of their own environment`() {
    let diagram = Diagram(of: company, view: DiagramView(.namespaces))
    #expect(
      edge("namespace:shop-dev", "namespace:identity-dev", in: diagram)?.lines == [
        "2 flows", "redis 6379", "http 8080",
      ])
    #expect(edge("namespace:shop-dev", "namespace:identity-prod", in: diagram) == nil)
    #expect(
      edge("namespace:search-staging", "namespace:shop-prod", in: diagram)?.traits == [
        .crossing(from: "staging", to: "prod")
      ])
    #expect(
      diagram.groups.first { $0.title == "shop" }?.nodes.map(\.title) == ["shop-dev", "shop-staging", "shop-prod"])
    let staging = Diagram(of: company, view: DiagramView(.namespaces, environment: "staging"))
    #expect(staging.groups.first { $0.title == "shop" }?.nodes.map(\.title) == ["shop-staging", "shop-prod"])
  }
}
