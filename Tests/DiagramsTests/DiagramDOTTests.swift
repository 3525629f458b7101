import Diagnostics
import Foundation
import GraphFormat
import Resolution
import Testing

@testable import Diagrams

@Suite(.serialized) struct DiagramDOTTests {
  @Test func `a small graph is written as the golden file says`() throws {
    let dot = Diagram(of: GraphBuilder.small, view: DiagramView(.workloads)).dot
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/small.dot")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(dot.utf8).write(to: golden)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == dot)
  }

  @Test func `the same graph is the same text`() {
    for view in [DiagramView(.workloads), DiagramView(.tenants)] {
      #expect(Diagram(of: GraphBuilder.company, view: view).dot == Diagram(of: GraphBuilder.company, view: view).dot)
    }
  }

  @Test(arguments: 0..<60)
  func `text from outside never becomes syntax`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let diagram = Diagram.hostile(using: &generator)
    let read = try #require(ReadBack(diagram.dot), "graphviz cannot read: \(diagram.dot)")
    let expected =
      diagram.drawn.allNodes.map { DOTText.encoded($0.id) } + diagram.emptyGroups.map { DOTText.encoded("empty:" + $0) }
    let points = Columns(of: diagram.drawn).nodes.indices.map { "column:\($0)" }
    #expect(Set(read.nodes.keys) == Set(expected + points))
    let arrows = diagram.drawn.edges.map { [DOTText.encoded($0.from), DOTText.encoded($0.to)] }
    #expect(Set(read.edges) == Set(arrows + zip(points, points.dropFirst()).map { [$0, $1] }))
    #expect(read.edges.count == Set(read.edges).count)
    let frames = diagram.groups.map { "cluster_" + DOTText.encoded($0.id) }
    #expect(read.clusters.filter { $0.hasPrefix("cluster") } == Set(frames + ["cluster_:everything"]))
    #expect(read.attributes.isSubset(of: Self.ownAttributes), "\(read.attributes.subtracting(Self.ownAttributes))")
  }

  static let ownAttributes: Set<String> = [
    "label", "shape", "style", "fontsize", "fontcolor", "fontname", "rankdir", "bgcolor", "pad", "nodesep", "ranksep",
    "newrank",
    "splines", "overlap", "sep", "labelloc", "labeljust", "tooltip", "margin", "height", "penwidth", "arrowsize",
    "color",
    "labelfloat", "fillcolor", "peripheries", "arrowhead", "arrowtail", "dir", "tailport", "headport", "labeltooltip",
    "URL",
    "target", "constraint", "rank", "id", "outputorder",
  ]

  /// Reasons, owners and names of files stand in tooltips, links and labels.
  @Test func `nothing hides in a picture`() throws {
    let text = "a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}e\u{85}f\u{7F}g\u{3164}h\u{E0041}i\u{34F}j\u{2028}k"
    let node = Diagram.Node(
      id: "a", title: text, details: [text], kind: .workload, tooltip: text, link: "https://x/\(text)")
    let edge = Diagram.Edge(from: "a", to: "b", lines: [text], tooltip: text)
    let group = Diagram.Group(id: text, title: text, details: [text], tooltip: text, nodes: [node])
    let note = Diagram.Note(mark: Diagram.Mark(1), subject: text, text: text)
    let diagram = Diagram(
      title: text, subtitle: text, groups: [group], nodes: [Diagram.Node(id: "b", title: "b", kind: .domain)],
      edges: [edge], notes: [note])
    let svg = String(decoding: try render(dot: diagram.dot, format: .svg), as: UTF8.self)
    for written in [diagram.dot, svg] {
      let hidden = written.unicodeScalars.filter { $0.isUnseen && $0 != "\n" }
      #expect(hidden.isEmpty, "\(hidden.map { String($0.value, radix: 16) })")
      #expect(written.contains("u{202e}"))
    }
  }

  @Test(arguments: HostileText.samples)
  func `a picture shows the text as it is`(text: String) throws {
    let node = Diagram.Node(id: text, title: text, kind: .workload, tooltip: text)
    let other = Diagram.Node(id: text + "2", title: "other", details: [text], kind: .domain)
    let edge = Diagram.Edge(from: node.id, to: other.id, lines: [text])
    let group = Diagram.Group(id: "group", title: text, details: [text], nodes: [other])
    let diagram = Diagram(title: "t", groups: [group], nodes: [node], edges: [edge])
    let shown = texts(ofSVG: try render(dot: diagram.dot, format: .svg)).map(\.withoutSpaces).joined()
    let expected = text.escapedForTerminal.withoutSpaces
    #expect(
      expected.isEmpty || shown.split(separator: expected, omittingEmptySubsequences: false).count > 5, "\(shown)")
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,x", "file:///etc/passwd",
    "java\nscript:x", "vbscript:x", "//host",
  ])
  func `links to anything but pages are refused`(address: String) {
    let node = Diagram.Node(id: "a", title: "a", kind: .workload, link: address)
    #expect(!Diagram(title: "", nodes: [node]).dot.contains("URL"))
  }

  @Test(arguments: ["https://example.com/a?b=c&d=e", "http://example.com", "#payments"])
  func `links to pages are kept`(address: String) throws {
    let node = Diagram.Node(id: "a", title: "a", kind: .workload, link: address)
    let svg = String(decoding: try render(dot: Diagram(title: "", nodes: [node]).dot, format: .svg), as: UTF8.self)
    #expect(svg.decodingEntities.contains("xlink:href=\"\(address)\""))
  }
}

extension String {
  /// Lines are broken at spaces, and Graphviz has spaces of its own.
  fileprivate var withoutSpaces: String { filter { $0 != " " && $0 != "\u{A0}" } }
}

extension Diagram {
  fileprivate var emptyGroups: [String] { groups.filter { $0.allNodes.isEmpty }.map(\.id) }

  /// Hostile text in every place.
  fileprivate static func hostile(using generator: inout SeededGenerator) -> Diagram {
    func text() -> String { HostileText.random(using: &generator) }
    func texts() -> [String] { (0..<Int.random(in: 0...2, using: &generator)).map { _ in text() } }
    func nodes(_ prefix: String) -> [Node] {
      (0..<Int.random(in: 0...4, using: &generator)).map { number in
        Node(
          id: "\(text())\(prefix)\(number)", title: text(), details: texts(),
          kind: Node.Kind.allCases.randomElement(using: &generator) ?? .workload, tooltip: text(),
          link: "https://example.com/" + text(), marks: [Mark(number)])
      }
    }
    let groups = (0..<3).map { number in
      Group(id: "\(text())\(number)", title: text(), details: texts(), tooltip: text(), nodes: nodes("g\(number)"))
    }
    var diagram = Diagram(title: text(), subtitle: text(), groups: groups, nodes: nodes("n"))
    let ids = diagram.allNodes.map(\.id)
    diagram.edges = (0..<8).compactMap { _ in
      guard let from = ids.randomElement(using: &generator), let to = ids.randomElement(using: &generator) else {
        return nil
      }
      return Edge(
        from: from, to: to, lines: texts(), kind: Edge.Kind.allCases.randomElement(using: &generator) ?? .ordinary,
        traits: [.crossing(from: text(), to: text()), .filtered], tooltip: text(), link: text())
    }
    diagram.notes = [Note(mark: Mark(1), subject: text(), text: text())]
    return diagram
  }
}
