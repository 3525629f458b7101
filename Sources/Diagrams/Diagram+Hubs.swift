extension Diagram {
  /// The diagram with the arrows of its busiest nodes turned into marks, as those of mandatory flows are.
  ///
  /// Arrows that say more than their ports stay: what changed, ends, crosses environments or is mandatory. So do those
  /// into a hub that exist in some environments only.
  func collapsingHubs() -> Diagram {
    let taken = notes.map(\.mark.number).max() ?? 0
    let providers = hubs(.provider, in: edges, after: taken)
    let rest = edges.filter { edge in !providers.contains { $0.collapses(edge) } }
    let hubs = providers + hubs(.consumer, in: rest, after: taken + providers.count)
    let spokes = Dictionary(grouping: hubs.flatMap(\.spokes), by: \.peer)
    var diagram = self
    diagram.edges = edges.filter { edge in !hubs.contains { $0.collapses(edge) } }
    diagram.hasHubs = !hubs.isEmpty
    diagram.notes += hubs.map { $0.note(ports: sharedLabels[$0.id, default: []]) }
    diagram.mapNodes { node in
      node.bearing(spokes[node.id, default: []], hubs: hubs.filter { $0.id == node.id }.map(\.mark))
    }
    diagram.groups = diagram.groups.map { $0.gatheringMarks() }
    return diagram
  }

  /// The nodes whose arrows on one side are too many, and lead to several tenants: fewer of them for nodes that stand
  /// outside all frames, since nothing holds them near.
  ///
  /// Only the busiest: where everything bears ten marks, nothing is plain.
  private func hubs(_ side: Hub.Side, in edges: [Edge], after taken: Int) -> [Hub] {
    let homes = Dictionary(groups.flatMap { group in group.allNodes.map { ($0.id, group.id) } }) { first, _ in first }
    let stars = Dictionary(grouping: edges.filter(side.mayCollapse), by: side.hub).filter { hub, edges in
      edges.count > (homes[hub] == nil ? 3 : 5) && Set(edges.map(side.peer).map { homes[$0] ?? $0 }).count > 3
    }
    let busy = allNodes.enumerated().filter { stars[$0.element.id] != nil }
      .sorted { stars[$0.element.id, default: []].count > stars[$1.element.id, default: []].count }
      .prefix(max(0, Diagram.Mark.limit - taken)).sorted { $0.offset < $1.offset }.map(\.element)
    return zip((taken + 1)..., busy).map { number, node in
      Hub(id: node.id, name: callName(of: node), side: side, number: number, edges: stars[node.id, default: []])
    }
  }
}

/// A node with so many arrows on one side that they would hide the others.
private struct Hub {
  enum Side {
    /// Everybody connects to it.
    case provider
    /// It connects to everybody.
    case consumer
  }

  /// One arrow less: what its other end says instead.
  struct Spoke {
    let peer: String
    let mark: Diagram.Mark
    /// The arrow's ports, where the provider does not say them itself.
    let lines: [String]
    let tooltip: String?
  }

  let id: String
  let name: String
  let side: Side
  let number: Int
  let edges: [Diagram.Edge]

  /// On the hub itself.
  var mark: Diagram.Mark { Diagram.Mark(number, isHub: true) }

  var spokes: [Spoke] {
    edges.map { Spoke(peer: side.peer($0), mark: Diagram.Mark(number), lines: $0.lines, tooltip: $0.tooltip) }
  }

  func collapses(_ edge: Diagram.Edge) -> Bool { side.mayCollapse(edge) && side.hub(edge) == id }

  func note(ports: [String]) -> Diagram.Note {
    let text =
      switch side {
      case .provider:
        "everything marked \(Diagram.Mark(number)) connects to \(mark) \(name): \(ports.joined(separator: ", "))"
      case .consumer: "\(mark) \(name) connects to everything marked \(Diagram.Mark(number)), on the ports inside it"
      }
    return Diagram.Note(mark: Diagram.Mark(number), subject: "\(side) \(id)", text: text)
  }
}

extension Hub.Side {
  func hub(_ edge: Diagram.Edge) -> String { self == .provider ? edge.to : edge.from }
  func peer(_ edge: Diagram.Edge) -> String { self == .provider ? edge.from : edge.to }

  /// A consumer's arrows may differ in their ports: their ends say them.
  func mayCollapse(_ edge: Diagram.Edge) -> Bool {
    guard edge.from != edge.to, edge.traits.isEmpty, !edge.isMandatory else { return false }
    switch edge.kind {
    case .ordinary, .unchanged: return self == .consumer || edge.lines.isEmpty
    case .mandatory, .denied, .gained, .lost, .widened, .narrowed, .altered, .witness, .missing: return false
    }
  }
}

extension Diagram.Node {
  fileprivate func bearing(_ spokes: [Hub.Spoke], hubs: [Diagram.Mark]) -> Self {
    var node = self
    node.marks = hubs + marks + spokes.map(\.mark)
    node.details += spokes.filter { !$0.lines.isEmpty }.map { "\($0.mark) \($0.lines.joined(separator: ", "))" }
    if !spokes.isEmpty {
      node.tooltip = ([tooltip ?? title] + spokes.compactMap(\.tooltip)).joined(separator: "\n")
    }
    return node
  }
}

extension Diagram.Group {
  /// What all nodes of a frame bear, the frame bears for them.
  fileprivate func gatheringMarks() -> Self {
    let common = (nodes.first?.marks ?? []).filter { mark in !mark.isHub && nodes.allSatisfy { $0.marks.contains(mark) }
    }
    var group = self
    group.marks += common
    group.nodes = nodes.map { node in
      var node = node
      node.marks.removeAll(where: common.contains)
      return node
    }
    return group
  }
}
