import Testing

@testable import Diagrams

@Suite(.serialized) struct GraphvizRenderingTests {
  @Test func `every format begins as its files do`() throws {
    let dot = Diagram(of: GraphBuilder.small, view: DiagramView(.workloads)).dot
    #expect(try render(dot: dot, format: .png).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try render(dot: dot, format: .pdf).starts(with: Array("%PDF".utf8)))
    let svg = String(decoding: try render(dot: dot, format: .svg), as: UTF8.self)
    #expect(svg.contains("<svg") && svg.contains("viewBox=") && svg.contains("checkout"))
  }

  @Test(arguments: LayoutEngine.allCases)
  func `every engine draws`(engine: LayoutEngine) throws {
    let dot = Diagram(of: GraphBuilder.company, view: DiagramView(.workloads)).dot
    let shown = texts(ofSVG: try render(dot: dot, format: .svg, engine: engine))
    #expect(shown.contains("fraud-scoring"))
  }

  @Test func `a graph that is none is an error in words`() {
    let failure = #expect(throws: LayoutFailure.self) { try render(dot: "digraph { a -> ", format: .svg) }
    #expect(failure?.message.contains("syntax error") == true)
    #expect(throws: LayoutFailure.self) { try render(dot: "", format: .svg) }
    #expect(throws: LayoutFailure.self) { try render(dot: "digraph { \0 }", format: .svg) }
  }

  /// Parallel edges, loops, edges both ways, empty groups and groups in groups: what Graphviz 2.42 is known to trip over.
  @Test(arguments: 0..<40)
  func `random diagrams are drawn`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let diagram = Diagram.random(using: &generator)
    #expect(!(try render(dot: diagram.dot, format: .svg)).isEmpty)
  }
}

extension Diagram {
  fileprivate static func random(using generator: inout SeededGenerator) -> Diagram {
    func node(_ id: String) -> Node {
      let details = Bool.random(using: &generator) ? ["http 8080"] : []
      return Node(
        id: id, title: id, details: details, kind: Node.Kind.allCases.randomElement(using: &generator) ?? .tenant)
    }
    let groups = (0..<Int.random(in: 0...6, using: &generator)).map { group in
      let inner = Group(id: "inner\(group)", title: "inner", nodes: (0..<2).map { node("inner\(group)-\($0)") })
      return Group(
        id: "g\(group)", title: "group \(group)", groups: Bool.random(using: &generator) ? [inner] : [],
        nodes: (0..<Int.random(in: 0...4, using: &generator)).map { node("g\(group)-\($0)") })
    }
    var diagram = Diagram(title: "random", groups: groups, nodes: (0..<5).map { node("n\($0)") })
    let ids = diagram.allNodes.map(\.id)
    diagram.edges = (0..<Int.random(in: 0...80, using: &generator)).compactMap { number in
      guard let from = ids.randomElement(using: &generator), let to = ids.randomElement(using: &generator) else {
        return nil
      }
      return Edge(
        from: from, to: to, lines: number.isMultiple(of: 3) ? [] : ["port \(number)"],
        kind: Edge.Kind.allCases.randomElement(using: &generator) ?? .ordinary)
    }
    return diagram
  }
}
