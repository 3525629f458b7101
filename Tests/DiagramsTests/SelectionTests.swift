import GraphFormat
import Resolution
import Testing

@testable import Diagrams

/// Which part of a graph a view shows, and what it says about the rest.
@Suite(.serialized) struct SelectionTests {
  private let company = GraphBuilder.company

  private func tenants(_ view: DiagramView) -> Set<String> {
    Set(GraphExcerpt(of: company, view: view).tenants.map(\.name))
  }

  @Test func `a cluster shows its environments`() {
    let whole = Diagram(of: company, view: DiagramView(.workloads, cluster: "nonprod"))
    #expect(whole.subtitle.hasPrefix("cluster nonprod: dev, staging · "))
    #expect(whole.groups.first { $0.title == "shop" }?.details == ["shop-{dev,staging}"])
    #expect(!whole.edges.contains { $0.from == "data/etl" && $0.to == "payments/api" })
    #expect(whole.edges.contains { $0.from == "shop/checkout" && $0.to == "payments/api" })
    let part = Diagram(of: company, view: DiagramView(.workloads, environment: "dev", cluster: "nonprod"))
    #expect(part.groups.first { $0.title == "shop" }?.details == ["shop-dev"])
  }

  @Test func `a direction follows flows one way`() {
    func focus(_ direction: DiagramView.Direction?, depth: Int = 1) -> Set<String> {
      tenants(DiagramView(.tenants, focus: .init(tenant: "payments", depth: depth, direction: direction)))
    }
    #expect(focus(.incoming) == ["payments", "shop", "data", "ingress-nginx", "monitoring"])
    #expect(focus(.outgoing) == ["payments", "data", "vault"])
    #expect(focus(nil) == focus(.incoming).union(focus(.outgoing)))
    // Whoever reaches a tenant that reaches it; scraped by monitoring alone is no way on.
    #expect(focus(.incoming, depth: 2) == focus(.incoming).union(["search", "logistics"]))
    #expect(!focus(.outgoing, depth: 3).contains("shop"))
    let title = Diagram(
      of: company, view: DiagramView(.tenants, focus: .init(tenant: "payments", direction: .incoming))
    ).title
    #expect(title.hasSuffix("who may reach payments"))
  }

  @Test func `only flows between tenants`() {
    let diagram = Diagram(of: company, view: DiagramView(.workloads, only: .crossTenant))
    let tenants = diagram.edges.filter { $0.kind != .denied }.map { [$0.from, $0.to].map { $0.prefix { $0 != "/" } } }
    #expect(!tenants.isEmpty && tenants.allSatisfy { $0[0] != $0[1] })
    #expect(!diagram.nodes.contains { $0.kind == .outsideWorld || $0.kind == .domain })
    #expect(!diagram.allNodes.contains { $0.id == "data/warehouse" })
  }

  @Test func `what is left out is counted`() {
    let view = DiagramView(.workloads, focus: .init(tenant: "payments"))
    let (whole, part) = (
      GraphExcerpt(of: company, view: DiagramView(.workloads)), GraphExcerpt(of: company, view: view)
    )
    let diagram = Diagram(of: company, view: view)
    #expect(
      diagram.omission
        == "left out: \(whole.tenants.count - part.tenants.count) tenants, "
        + "\(whole.workloadCount - part.workloadCount) workloads, "
        + "\(whole.edges.flowCount - part.edges.flowCount) flows")
    #expect(Header(diagram: diagram, palette: .light).label.contains(diagram.omission))
    #expect(Diagram(of: company, view: DiagramView(.workloads, environment: "dev")).omission == "")
    #expect(Diagram(changesFrom: diagram, to: diagram).omission == diagram.omission)
  }

  /// A neighbour that is gone was one, and what it has to do with others did not change.
  @Test func `a lost neighbour is near, not left out`() {
    var builder = GraphBuilder()
    for name in ["a", "b", "c", "d", "far"] { builder.tenant(name, "x http=80") }
    builder.edge("b/x", "c/x", "http=80")
    builder.edge("d/x", "a/x", "http=80")
    builder.edge("c/x", "far/x", "http=80")
    let new = builder.graph
    builder.edge("a/x", "b/x", "http=80")
    let old = builder.graph
    let view = DiagramView(.tenants, focus: .init(tenant: "a", depth: 2))
    let lost = Diagram(changesFrom: old, to: new, view: view)
    #expect(lost.edges.filter { $0.kind == .lost }.map { [$0.from, $0.to] } == [["a", "b"]])
    #expect(Set(lost.edges.filter { $0.kind == .unchanged }.map(\.from)) == ["b", "d"])
    #expect(lost.omission == "left out: 1 tenant, 1 workload, 1 flow")
    let gained = Diagram(changesFrom: new, to: old, view: view)
    #expect(gained.edges.filter { $0.kind == .gained }.map { [$0.from, $0.to] } == [["a", "b"]])
    #expect(Set(gained.edges.filter { $0.kind == .unchanged }.map(\.from)) == ["b", "d"])
    #expect(gained.omission == lost.omission)
  }

  @Test func `several tenants in focus`() {
    let both = tenants(DiagramView(.tenants, focus: .init(["payments", "search"])))
    let each = ["payments", "search"].map { tenants(DiagramView(.tenants, focus: .init(tenant: $0))) }
    #expect(both == each[0].union(each[1]))
    let diagram = Diagram(of: company, view: DiagramView(.tenants, focus: .init(["payments", "search"])))
    #expect(diagram.title.hasSuffix("around payments and search"))
  }

  @Test func `guardrails are words, arrows or nothing`() {
    func drawn(_ form: DiagramView.GuardrailForm) -> Diagram {
      Diagram(of: company, view: DiagramView(.tenants, guardrails: form)).drawn
    }
    #expect(drawn(.words).remarks.count == 2 && !drawn(.words).edges.contains { $0.kind == .denied })
    #expect(drawn(.words).allNodes.first { $0.id == "payments" }?.closures == ["✕ cardholder-data"])
    #expect(drawn(.arrows).remarks.isEmpty && drawn(.arrows).edges.count { $0.kind == .denied } == 2)
    #expect(drawn(.none).remarks.isEmpty && !drawn(.none).edges.contains { $0.kind == .denied })
  }

  @Test func `the revision is said`() {
    var diagram = Diagram(of: company, view: DiagramView(.tenants))
    diagram.state(revision: "4f2a")
    #expect(diagram.subtitle.hasSuffix(" · revision 4f2a"))
  }

  // MARK: witnesses

  private func witness(_ stops: String..., isMissing: Bool = false) -> Witness {
    let ids = stops.map { stop -> WorkloadID? in
      let parts = stop.split(separator: "/").map(String.init)
      return parts.count == 2 ? WorkloadID(tenant: parts[0], name: parts[1]) : nil
    }
    let origins = zip(ids, ids.dropFirst()).map { from, to in
      company.edges.filter { $0.consumer.workload == from && (to == nil || $0.provider.workload == to) }.map(\.origin)
    }
    return Witness(
      assertion: "claim", cluster: "prod",
      stops: zip(stops, ids).map { Witness.Stop(name: $0.0, workload: $0.1) }, origins: origins, isMissing: isMissing,
      connections: "TCP 8080")
  }

  @Test(arguments: [(1, false, ""), (2, false, " (1 of 2 paths)"), (3, true, " (1 of 3 paths or more)")])
  func `other paths are counted`(count: Int, hasMore: Bool, words: String) {
    let path = witness("shop/checkout", "payments/api")
    let counted = Witness(
      assertion: "claim", cluster: "prod", stops: path.stops, origins: path.origins, isMissing: false,
      connections: "TCP 8080", pathCount: count, hasMorePaths: hasMore)
    #expect(drawing(counted).title.hasSuffix("how the assertion claim breaks\(words)"))
  }

  private func drawing(_ witness: Witness, _ detail: DiagramView.Detail = .workloads) -> Diagram {
    Diagram(of: company, view: DiagramView(detail, witness: witness))
  }

  @Test func `a path stands out, and only the tenants on it are drawn`() {
    let diagram = drawing(witness("shop/checkout", "payments/api", "payments/ledger"))
    #expect(diagram.groups.map(\.title) == ["payments", "shop"])
    let path = diagram.edges.filter { $0.kind == .witness }
    let steps = Dictionary(path.map { ($0.lines.first ?? "", $0.to) }) { first, _ in first }
    #expect(steps == ["step 1": "payments/api", "step 2": "payments/ledger"])
    #expect(diagram.title.hasSuffix("how the assertion claim breaks"))
    #expect(diagram.subtitle.hasPrefix("in cluster prod: shop/checkout reaches payments/api reaches payments/ledger"))
    #expect(diagram.omission.hasPrefix("left out: 14 tenants"))
  }

  @Test func `a step without an edge is drawn too`() {
    let inside = drawing(witness("payments/ledger", "payments/api"))
    #expect(inside.edges.filter { $0.kind == .witness }.map(\.lines) == [["within the tenant"]])
    let strange = drawing(witness("a pod without labels", "payments/api"))
    #expect(strange.edges.filter { $0.kind == .witness }.map(\.from) == ["stop:a pod without labels"])
    #expect(strange.nodes.map(\.title).contains("a pod without labels"))
  }

  @Test func `a path to the world ends at what the graph calls it`() {
    let diagram = drawing(witness("logistics/shipping", "10.20.0.7"))
    #expect(diagram.edges.filter { $0.kind == .witness }.map(\.to) == ["cidr:10.20.0.0/16"])
    #expect(!diagram.nodes.contains { $0.id.hasPrefix("stop:") })
  }

  @Test func `what is missing is an arrow that does not arrive`() {
    let diagram = drawing(witness("search/api", "payments/api", isMissing: true))
    #expect(diagram.edges.filter { $0.kind == .missing }.map(\.lines) == [["TCP 8080"]])
    #expect(diagram.subtitle.contains("search/api cannot reach payments/api"))
    let (names, tenants) = (
      drawing(witness("search/api", "payments/api", isMissing: true), .namespaces),
      drawing(witness("search/api", "payments/api", isMissing: true), .tenants)
    )
    #expect(names.edges.contains { $0.kind == .missing && $0.from == "namespace:search-prod" })
    #expect(tenants.edges.contains { $0.kind == .missing && $0.from == "search" && $0.to == "payments" })
  }

  // MARK: size

  @Test func `arrows that nobody can follow are announced, and drawn the quick way`() {
    let many = Diagram(of: GraphBuilder.crowd(tenants: 120, edges: 900), view: DiagramView(.workloads))
    #expect(many.suggestedEngine == .sfdp && many.drawn.groups.isEmpty)
    #expect(many.drawn.nodes.contains { $0.title == "team-7/api" })
    #expect(many.dot.contains("splines=\"line\"") && many.advice?.contains("--focus") == true)
    let few = Diagram(of: company, view: DiagramView(.workloads))
    #expect(few.suggestedEngine == .dot && few.advice == nil && !few.dot.contains("splines=\"line\""))
    let dense = Diagram(of: GraphBuilder.crowd(tenants: 30, edges: 300), view: DiagramView(.tenants))
    #expect(dense.suggestedEngine == .neato && dense.advice?.contains("easement report") == true)
  }

  /// Two workloads may have one name, and only frames would tell them apart.
  @Test(arguments: LayoutEngine.allCases)
  func `without frames nodes bear their tenants' names and marks`(engine: LayoutEngine) {
    let framed = Diagram(of: company, view: DiagramView(.workloads))
    let dot = framed.dot(theme: .light, engine: engine)
    let hasFrames = engine == .dot || engine == .fdp
    #expect(dot.contains("subgraph \"cluster_payments\"") == hasFrames)
    #expect(dot.contains("label=\"payments/") || dot.contains(">payments/") || hasFrames)
    #expect(dot.contains("tailport") == (engine == .dot))
    let marks = framed.drawn.groups.flatMap { group in group.nodes.map { ($0.id, Set($0.marks + group.marks)) } }
    let bare = Dictionary(framed.drawn.unframed().nodes.map { ($0.id, Set($0.marks)) }) { first, _ in first }
    #expect(marks.contains { !$0.1.isEmpty })
    for (id, marks) in marks { #expect(bare[id] == marks, "\(id)") }
  }

  @Test func `two arrows that differ only in direction become a line with two heads`() throws {
    let dense = Diagram(of: GraphBuilder.crowd(tenants: 30, edges: 300), view: DiagramView(.tenants))
    let pairs = Set(dense.edges.map { [$0.from, $0.to] })
    let mutual = dense.drawn.edges.filter(\.isMutual)
    #expect(
      !mutual.isEmpty && mutual.allSatisfy { pairs.contains([$0.from, $0.to]) && pairs.contains([$0.to, $0.from]) })
    #expect(dense.drawn.edges.count + mutual.count == pairs.count)
  }
}
