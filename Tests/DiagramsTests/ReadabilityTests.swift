import GraphFormat
import PolicyModel
import Resolution
import Testing

@testable import Diagrams

/// How a diagram becomes a picture that can be read.
@Suite(.serialized) struct ReadabilityTests {
  private let company = Diagram(of: GraphBuilder.company, view: DiagramView(.workloads))

  private func node(_ id: String, in diagram: Diagram) -> Diagram.Node? { diagram.allNodes.first { $0.id == id } }

  /// What a node bears, itself or by its frame.
  private func marks(of id: String, in diagram: Diagram) -> [Diagram.Mark] {
    let frames = diagram.groups.filter { $0.nodes.contains { $0.id == id } }
    return frames.flatMap(\.marks) + (node(id, in: diagram)?.marks ?? [])
  }

  @Test func `the busiest nodes speak through marks`() throws {
    let drawn = company.drawn
    let hub = Diagram.Mark(2, isHub: true)
    #expect(node("keycloak/server", in: drawn)?.marks.contains(hub) == true)
    #expect(!drawn.edges.contains { $0.to == "keycloak/server" })
    #expect(drawn.notes[1].text == "everything marked ② connects to ❷ keycloak/server: https 8443")
    #expect(drawn.notes[2].text == "❸ ingress-nginx/controller connects to everything marked ③, on the ports inside it")
    #expect(node("payments/api", in: drawn)?.details == ["http 8080"])
    #expect(drawn.label.contains("`--focus`"))
  }

  @Test func `every arrow of the diagram is drawn or under a mark of both its ends`() {
    let drawn = company.drawn
    let arrows = Set(drawn.edges.map { [$0.from, $0.to] })
    let edges = company.edges.filter { $0.kind != .denied }
    #expect(edges.count > arrows.count)
    for edge in edges where !arrows.contains([edge.from, edge.to]) {
      let (from, to) = (marks(of: edge.from, in: drawn), marks(of: edge.to, in: drawn))
      let shared = drawn.notes.map(\.mark.number).filter { number in
        from.contains(Diagram.Mark(number, isHub: true)) && to.contains(Diagram.Mark(number))
          || to.contains(Diagram.Mark(number, isHub: true)) && from.contains(Diagram.Mark(number))
      }
      #expect(!shared.isEmpty, "\(edge.from) → \(edge.to)")
    }
  }

  @Test func `what changes, ends or crosses stays an arrow`() {
    var diagram = company
    diagram.edges = diagram.edges.map { edge in
      var edge = edge
      if edge.from == "gitea/server" { edge.kind = .gained }
      if edge.from == "ingress-nginx/controller" { edge.traits = [.crossing(from: "dev", to: "prod")] }
      return edge
    }
    let kept = diagram.drawn.edges.filter { $0.to == "keycloak/server" || $0.from == "ingress-nginx/controller" }
    #expect(kept.contains { $0.kind == .gained })
    #expect(kept.count { !$0.traits.isEmpty } == 10)
  }

  @Test func `a focus draws every arrow of a hub`() {
    let focused = Diagram(of: GraphBuilder.company, view: DiagramView(.workloads, focus: .init(tenant: "keycloak")))
    #expect(focused.drawn.edges.count { $0.to == "keycloak/server" && $0.kind == .ordinary } == 6)
  }

  @Test func `tenants keep their arrows`() {
    let tenants = Diagram(of: GraphBuilder.company, view: DiagramView(.tenants))
    let arrows = tenants.edges.filter { $0.kind != .denied }
    #expect(tenants.drawn.edges.map(\.to) == arrows.map(\.to) && !tenants.dot.contains("column:"))
  }

  @Test func `guardrails against crowds are sentences, and what they close says so`() {
    let drawn = company.drawn
    #expect(
      drawn.remarks == [
        "✕ cardholder-data keeps everyone but payments from payments/ledger",
        "✕ cloud-metadata keeps every tenant from 169.254.169.254/32",
      ])
    #expect(node("payments/ledger", in: drawn)?.closures == ["✕ cardholder-data"])
    #expect(!drawn.edges.contains { $0.kind == .denied })
    #expect(!drawn.allNodes.contains { $0.kind == .everyone || $0.kind == .deniedTarget })
  }

  @Test func `ports that all arrows into a node agree on stand inside it`() throws {
    let edges = [
      Diagram.Edge(from: "a/x", to: "b/y", lines: ["http 8080"]),
      Diagram.Edge(from: "c/z", to: "b/y", lines: ["http 8080", "only prod"]),
      Diagram.Edge(from: "a/x", to: "c/z", lines: ["ssh 22"]),
      Diagram.Edge(from: "b/y", to: "c/z", lines: ["ssh 22"], kind: .gained),
    ]
    let drawn = Diagram(title: "", groups: ["a/x", "b/y", "c/z"].map(Diagram.Group.init(around:)), edges: edges).drawn
    #expect(drawn.edges.map(\.lines) == [[], ["only prod"], [], ["ssh 22"]])
    #expect(drawn.allNodes.map(\.details) == [[], ["http 8080"], ["ssh 22"]])
  }

  @Test func `forward arrows lead to the right, and only as few as must lead back`() {
    let chain = [("a/x", "b/y"), ("b/y", "c/z"), ("c/z", "a/x"), ("a/x", "c/z")]
    let edges = chain.map { Diagram.Edge(from: $0.0, to: $0.1) }
    let columns = Columns(
      of: Diagram(title: "", groups: ["c/z", "b/y", "a/x"].map(Diagram.Group.init(around:)), edges: edges))
    #expect(columns.nodes == [["a/x"], ["b/y"], ["c/z"]])
    #expect(edges.map(columns.isBackward) == [false, false, true, false])
  }

  @Test func `a frame is one column unless arrows lead through it`() {
    let group = Diagram.Group(id: "g", title: "g", nodes: ["g/a", "g/b", "g/c"].map(Diagram.Node.init(plain:)))
    let edges = [Diagram.Edge(from: "g/c", to: "g/a")]
    #expect(Block(group, arrows: []).columns == [["g/a", "g/b", "g/c"]])
    #expect(Block(group, arrows: edges).columns == [["g/b", "g/c"], ["g/a"]])
  }

  @Test func `a company is as wide as a screen`() throws {
    let svg = String(decoding: try render(dot: company.dot, format: .svg), as: UTF8.self)
    let sizes = ["width=\"", "height=\""].compactMap { name in
      svg.split(separator: name, maxSplits: 1).last.flatMap { Double($0.prefix { $0.isNumber }) }
    }
    let ratio = try #require(sizes.count == 2 ? sizes[0] / sizes[1] : nil)
    #expect((1.25...2.1).contains(ratio), "\(ratio)")
  }

  @Test func `a crowd says what to draw instead`() {
    let crowd = Diagram(of: GraphBuilder.crowd(tenants: 30, edges: 300), view: DiagramView(.workloads)).drawn
    #expect(crowd.label.contains("`--view tenants`") && !company.drawn.label.contains("`--view tenants`"))
  }

  @Test func `marks stay within what fonts have`() {
    #expect([1, 10, 11].map { Diagram.Mark($0).description } == ["①", "⑩", "(11)"])
    #expect([1, 10, 11].map { Diagram.Mark($0, isHub: true).description } == ["❶", "❿", "[11]"])
  }
}

extension Diagram {
  fileprivate var label: String { Header(diagram: self, palette: .light).label }
}

extension Diagram.Node {
  fileprivate init(plain id: String) { self.init(id: id, title: id, kind: .workload) }
}

extension Diagram.Group {
  fileprivate init(around id: String) { self.init(id: id, title: id, nodes: [Diagram.Node(plain: id)]) }
}
