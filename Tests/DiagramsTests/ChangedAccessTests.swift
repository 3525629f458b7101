import GraphFormat
import PolicyModel
import Resolution
import Testing

@testable import Diagrams

/// Whether an arrow gained or lost is a matter of what is open, not of how much is written beside it.
@Suite struct ChangedAccessTests {
  private static func graph(
    _ environments: [String] = ["dev", "staging", "prod"], _ pairs: [String]? = nil, http: [HTTPMatch] = [],
    ports: String = "grpc=50051", until: String? = nil
  ) -> TenantGraph {
    var builder = GraphBuilder(environments: environments)
    builder.tenant("shop", "web")
    builder.tenant("data", "db grpc=50051")
    builder.edge(
      "shop/web", "data/db", ports, in: pairs?.map { EnvironmentPair(from: $0, to: $0) }, until: until, http: http)
    return builder.graph
  }

  private static func change(
    from old: TenantGraph, to new: TenantGraph, _ detail: DiagramView.Detail = .workloads
  ) -> Diagram.Edge? {
    let diagram = Diagram(changesFrom: old, to: new, view: DiagramView(detail))
    return diagram.edges.count == 1 ? diagram.edges.first : nil
  }

  private static let get = HTTPMatch(method: "GET", path: "/a")

  @Test(arguments: [DiagramView.Detail.workloads, .tenants])
  func aRestrictionToEnvironmentsIsLess(_ detail: DiagramView.Detail) {
    let (narrow, wide) = (Self.graph(["dev", "prod"], ["prod"]), Self.graph(["dev", "prod"]))
    let gained = Self.change(from: narrow, to: wide, detail)
    #expect(gained?.kind == .widened)
    #expect(gained?.lines.contains("+ in dev") == true)
    #expect(gained?.lines.contains { $0.contains("only") } == false)
    let lost = Self.change(from: wide, to: narrow, detail)
    #expect(lost?.kind == .narrowed)
    #expect(lost?.lines.contains("− in dev") == true)
    let moved = Self.change(from: narrow, to: Self.graph(["dev", "prod"], ["dev"]), detail)
    #expect(moved?.kind == .altered)
    #expect(moved?.lines.suffix(2) == ["+ in dev", "− in prod"])
  }

  @Test(arguments: [DiagramView.Detail.workloads, .tenants])
  func aFilterIsLess(_ detail: DiagramView.Detail) {
    let (narrow, wide) = (Self.graph(http: [Self.get]), Self.graph())
    let gained = Self.change(from: narrow, to: wide, detail)
    #expect(gained?.kind == .widened)
    #expect(gained?.lines.contains("− only GET /a") == true, "\(gained?.lines ?? [])")
    let lost = Self.change(from: wide, to: narrow, detail)
    #expect(lost?.kind == .narrowed)
    #expect(lost?.lines.contains("+ only GET /a") == true)
  }

  @Test func requestsAreCompared() {
    let post = HTTPMatch(method: "POST", path: "/a")
    let (one, two) = (Self.graph(http: [Self.get]), Self.graph(http: [Self.get, post]))
    let gained = Self.change(from: one, to: two)
    #expect(gained?.kind == .widened && gained?.lines.contains("+ POST /a") == true)
    #expect(Self.change(from: two, to: one)?.kind == .narrowed)
    #expect(Self.change(from: one, to: Self.graph(http: [post]))?.kind == .altered)
    let any = Self.graph(http: [HTTPMatch(method: nil, path: "/a")])
    #expect(Self.change(from: two, to: any)?.kind == .widened)
    #expect(Self.change(from: any, to: two)?.kind == .narrowed)
  }

  @Test(arguments: [DiagramView.Detail.workloads, .tenants])
  func aNewEnvironmentIsMore(_ detail: DiagramView.Detail) {
    let (one, two) = (Self.graph(["prod"]), Self.graph(["prod", "dev"]))
    let gained = Self.change(from: one, to: two, detail)
    #expect(gained?.kind == .widened && gained?.lines.contains("+ in dev") == true)
    #expect(Self.change(from: two, to: one, detail)?.kind == .narrowed)
  }

  /// A port of another name is the same port, a wider one holds the narrower, and days open nothing.
  @Test func wordsAloneChangeNothing() {
    let graph = Self.graph()
    #expect(Self.change(from: graph, to: Self.graph(ports: "rpc=50051"))?.kind == .unchanged)
    #expect(Self.change(from: graph, to: Self.graph(until: "2027-03-31"))?.kind == .unchanged)
    #expect(Self.change(from: graph, to: graph)?.kind == .unchanged)
    #expect(Self.change(from: graph, to: Self.graph(ports: "grpc=50051 http=80"))?.kind == .widened)
    #expect(Self.change(from: graph, to: Self.graph(ports: "http=80"))?.kind == .altered)
  }

  /// As many flows as before, between others.
  @Test func otherWorkloadsOfTheSameTenants() {
    func graph(_ consumer: EdgeEnd) -> TenantGraph {
      var builder = GraphBuilder(environments: ["prod"])
      builder.tenant("shop", "web", "job")
      builder.tenant("data", "db grpc=50051")
      builder.edge(consumer, "data/db", "grpc=50051")
      return builder.graph
    }
    let edge = Self.change(from: graph("shop/web"), to: graph("shop/job"), .tenants)
    #expect(edge?.kind == .altered)
    #expect(edge?.lines == ["grpc 50051", "+ others", "− others"])
  }
}
