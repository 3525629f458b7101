import Diagnostics
import Foundation
import GraphFormat
import Resolution
import Testing

@testable import Diagrams

/// What a picture looks like to whoever reads it: colours, boxes, names, links.
@Suite(.serialized) struct LookTests {
  private let company = Diagram(of: GraphBuilder.company, view: DiagramView(.workloads))

  // MARK: colours

  @Test(arguments: [Palette.light, .dark])
  func `text stands out from whatever it is written on`(palette: Palette) {
    let paper = [palette.paper, palette.groupFill, palette.platformGroupFill]
    let words = [palette.ink, palette.softText, palette.deniedLine]
    for color in words + [
      palette.line, palette.crossing, palette.expiring, palette.gained, palette.lost, palette.witness,
    ] {
      for paper in paper { #expect(contrast(color, paper) >= 4.5, "\(color) on \(paper)") }
    }
    let boxes = [
      palette.workload, palette.tenant, palette.platform, palette.outside, palette.everyone, palette.denied,
    ]
    for color in words where color != palette.deniedLine {
      for box in boxes { #expect(contrast(color, box) >= 4.5, "\(color) on \(box)") }
    }
    for box in [palette.workload, palette.tenant] { #expect(contrast(palette.deniedLine, box) >= 4.5) }
  }

  @Test func `a style sheet can exchange the palettes`() {
    #expect(Palette.light.colors.count == Palette.dark.colors.count)
    #expect(Set(Palette.light.colors).count == Palette.light.colors.count)
  }

  @Test func `nothing is told apart by colour alone`() {
    let lines = Diagram.Edge.Kind.allCases.map { kind in
      let look = EdgeLook(Diagram.Edge(from: "a", to: "b", kind: kind), in: .light)
      return [look.style, look.width, look.arrowhead]
    }
    #expect(Set(lines).count == lines.count)
    let nodes = Diagram.Node.Kind.allCases.filter { $0 != .namespace }.map { kind in
      let look = NodeLook(kind, isFramed: false, in: .light)
      return [look.shape, look.style]
    }
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func `changes of mandatory flows keep their dashes`() {
    let kinds: [Diagram.Edge.Kind] = [.gained, .unchanged, .altered, .lost]
    let lines = kinds.flatMap { kind in
      [false, true].map { isMandatory in
        var edge = Diagram.Edge(from: "a", to: "b", kind: kind)
        edge.isMandatory = isMandatory
        let look = EdgeLook(edge, in: .light)
        return [look.style, look.width]
      }
    }
    // What is lost is dotted, and a word beside it says that it was mandatory.
    #expect(Set(lines).count == 7)
    #expect(lines[1][0] == "dashed" && lines[3][0] == "dashed" && lines[5][0] == "dashed")
  }

  @Test func `an arrow across environments is as wide as what became of it`() {
    func width(_ kind: Diagram.Edge.Kind) -> String {
      let trait = Diagram.Edge.Trait.crossing(from: "dev", to: "prod")
      return EdgeLook(Diagram.Edge(from: "a", to: "b", kind: kind, traits: [trait]), in: .light).width
    }
    #expect(width(.ordinary) == "2")
    #expect(Set([width(.gained), width(.unchanged)]).count == 2)
  }

  @Test func `dark paper changes every colour and nothing else`() {
    let light = company.dot(theme: .light)
    let dark = zip(Palette.light.colors, Palette.dark.colors).reduce(light) { text, pair in
      text.replacingOccurrences(of: pair.0, with: "<\(pair.1)>")
    }
    #expect(
      company.dot(theme: .dark)
        == dark.replacingOccurrences(of: "<#", with: "#").replacingOccurrences(
          of: #"(#[0-9A-F]{6})>"#, with: "$1", options: .regularExpression))
    #expect(company.dot(theme: .auto) == light)
  }

  @Test func `only a picture that follows the reader asks what is preferred`() throws {
    let svg = try render(dot: company.dot, format: .svg)
    let auto = String(decoding: company.styled(svg: svg, theme: .auto), as: UTF8.self)
    #expect(auto.contains("@media (prefers-color-scheme: dark)"))
    let used = auto.matches(of: /(?:fill|stroke)="(#[0-9a-f]{6})"/).map { String($0.1) }
    let known = Set(Palette.light.colors.map { $0.lowercased() })
    #expect(!used.isEmpty && Set(used).isSubset(of: known), "\(Set(used).subtracting(known))")
    #expect(!String(decoding: company.styled(svg: svg, theme: .light), as: UTF8.self).contains("@media"))
    #expect(company.styled(svg: Array("no picture".utf8), theme: .auto) == Array("no picture".utf8))
  }

  // MARK: boxes

  /// As Graphviz measured it with the font that it draws with.
  @Test(arguments: [DiagramView.Detail.tenants, .namespaces, .workloads])
  func `no text is wider than its box`(detail: DiagramView.Detail) throws {
    var builder = GraphBuilder.companyBuilder
    builder.tenant(
      "a-tenant-whose-name-is-as-long-as-names-of-tenants-may-ever-be", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW http=8080")
    let boxes = try MeasuredBox.boxes(in: Diagram(of: builder.graph, view: DiagramView(detail)).dot)
    #expect(boxes.count > 15)
    for box in boxes { #expect(box.widestText <= box.width, "\(box)") }
  }

  // MARK: names

  @Test func `ids in an SVG come from names`() throws {
    let svg = String(decoding: try render(dot: company.dot, format: .svg), as: UTF8.self).decodingEntities
    let ids = svg.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    #expect(ids.contains("node:payments/api") && ids.contains("edge:shop/checkout,payments/api"))
    #expect(ids.contains("group:payments") && ids.contains("diagram"))
    #expect(!ids.contains { $0.contains(/^a?_?(node|edge|clust|graph)\d+$/) }, "\(ids)")
    var smaller = company
    smaller.nodes.removeFirst()
    smaller.edges.removeAll { $0.from == company.nodes[0].id || $0.to == company.nodes[0].id }
    let others = String(decoding: try render(dot: smaller.dot, format: .svg), as: UTF8.self).decodingEntities
    #expect(Set(others.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }).isSubset(of: ids))
  }

  @Test func `a node under the pointer dims the arrows of others`() throws {
    let sheet = String(decoding: company.styled(svg: Array("<svg></svg>".utf8), theme: .light), as: UTF8.self)
    #expect(sheet.contains(#"[id="node:payments/api"]:hover"#))
    #expect(sheet.contains(#"g.edge:not([id^="edge:payments/api,"], [id$=",payments/api"])"#))
  }

  // MARK: links

  @Test func `nodes and arrows link to their lines`() throws {
    let links = try SourceLinks("https://git.example.com/acme/graph/blob/main/")
    let diagram = Diagram(of: GraphBuilder.company, view: DiagramView(.workloads), links: links)
    #expect(diagram.groups.allSatisfy { $0.link?.hasPrefix("https://git.example.com/") == true })
    #expect(diagram.allNodes.filter { $0.kind == .workload }.allSatisfy { $0.link != nil })
    #expect(company.groups.allSatisfy { $0.link == nil })
  }
}

/// The relative luminance contrast of two colours. (WCAG 2.2)
private func contrast(_ one: String, _ other: String) -> Double {
  let luminances = [one, other].map { color in
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [value >> 16, value >> 8 & 255, value & 255].map { part in
      let part = Double(part) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }.sorted()
  return (luminances[1] + 0.05) / (luminances[0] + 0.05)
}
