import GraphFormat
import Testing

@testable import Diagrams

/// The legend lists what a picture contains, and nothing else.
@Suite struct LegendTests {
  private static let day = CalendarDate(year: 2027, month: 3, day: 31)

  private static func legend(_ edges: [Diagram.Edge]) -> [Diagram.LegendEntry] {
    Diagram(title: "", edges: edges).legend(in: .light)
  }

  private static func edge(
    _ kind: Diagram.Edge.Kind, _ traits: [Diagram.Edge.Trait] = [], mandatory: Bool = false
  ) -> Diagram.Edge {
    var edge = Diagram.Edge(from: "a", to: "b", kind: kind, traits: traits)
    edge.isMandatory = mandatory
    return edge
  }

  @Test(arguments: Diagram.Edge.Kind.allCases)
  func eachKindHasALineInItsColour(_ kind: Diagram.Edge.Kind) {
    let arrow = Self.edge(kind)
    let legend = Self.legend([arrow])
    #expect(legend.count == 1)
    #expect(legend.first?.color == EdgeLook(arrow, in: .light).color)
  }

  @Test func mandatoryChangesHaveLinesOfTheirOwn() {
    let words = Self.legend([
      Self.edge(.gained), Self.edge(.gained, mandatory: true), Self.edge(.unchanged, mandatory: true),
    ]).map(\.words)
    #expect(words == ["gained", "gained, mandatory", "unchanged, mandatory"])
  }

  /// In a picture of changes an arrow that ends is as grey as others.
  @Test func headsHaveTheColourOfTheirArrows() throws {
    let expiring = Diagram.Edge.Trait.expiring(try #require(Self.day))
    let grey = Self.legend([Self.edge(.unchanged, [expiring])])
    #expect(grey.map(\.words) == ["unchanged", "expires"])
    #expect(grey.last?.color == Palette.light.faintLine)
    let plain = Self.legend([Self.edge(.ordinary, [expiring])])
    #expect(plain.map(\.words) == ["expires"] && plain.last?.color == Palette.light.expiring)
    let mixed = Self.legend([Self.edge(.lost, [expiring]), Self.edge(.unchanged, [expiring])])
    #expect(mixed.last?.words == "expires" && mixed.last?.color == Palette.light.ink)
  }

  @Test func bothHeadsAtOnce() throws {
    let traits: [Diagram.Edge.Trait] = [.crossing(from: "dev", to: "prod"), .expiring(try #require(Self.day))]
    #expect(Self.legend([Self.edge(.ordinary, traits)]).map(\.words) == ["crosses environments, expires"])
    // A bar at the end leaves no head.
    #expect(Self.legend([Self.edge(.missing, traits)]).map(\.words) == ["missing for the assertion"])
  }

  // MARK: changes

  private static func change(from old: Diagram.Edge, to new: Diagram.Edge) throws -> Diagram.Edge {
    let nodes = ["a", "b"].map { Diagram.Node(id: $0, title: $0, kind: .tenant) }
    let diagram = Diagram(
      changesFrom: Diagram(title: "", nodes: nodes, edges: [old]), to: Diagram(title: "", nodes: nodes, edges: [new]))
    return try #require(diagram.edges.first)
  }

  /// Another last day opens and closes nothing.
  @Test func anotherEndIsNoGain() throws {
    let (first, second) = (try #require(Self.day), try #require(CalendarDate(year: 2027, month: 6, day: 30)))
    let edge = try Self.change(
      from: Self.edge(.ordinary, [.expiring(first)]), to: Self.edge(.ordinary, [.expiring(second)]))
    #expect(edge.kind == .unchanged)
    #expect(edge.lines == ["− until 2027-03-31"])
    #expect(edge.traits == [.expiring(second)])
  }

  @Test func anotherCrossingIsAGain() throws {
    let crossing = Diagram.Edge.Trait.crossing(from: "dev", to: "prod")
    #expect(try Self.change(from: Self.edge(.ordinary), to: Self.edge(.ordinary, [crossing])).kind == .widened)
    #expect(try Self.change(from: Self.edge(.ordinary, [crossing]), to: Self.edge(.ordinary)).kind == .narrowed)
  }

  @Test func becomingMandatoryIsSaid() throws {
    let edge = try Self.change(from: Self.edge(.ordinary), to: Self.edge(.mandatory))
    #expect(edge.kind == .unchanged && edge.isMandatory)
    #expect(edge.lines == ["+ mandatory", "− asked for"])
    let lost = Diagram(
      changesFrom: Diagram(title: "", edges: [Self.edge(.mandatory)]), to: Diagram(title: ""))
    #expect(lost.edges.map(\.lines) == [["− mandatory"]])
  }
}
