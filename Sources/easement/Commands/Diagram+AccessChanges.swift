import Changes
import Diagrams
import PolicyModel

extension Diagram {
  /// A picture of nothing but changes, where there is no graph to draw them into.
  init(of changes: AccessChanges) {
    let ends = changes.flows.flatMap { [$0.source, $0.destination] }
    let named = Dictionary(ends.map { ($0.name, $0) }) { first, _ in first }
    let inside = Dictionary(grouping: named.values.filter { $0.group != nil }) { $0.group ?? "" }
    self.init(
      title: "changes of access",
      subtitle: "flows: \(changes.count(.gained)) gained · \(changes.count(.lost)) lost\(changes.countsOfOthers)",
      groups: inside.keys.sorted().map { group in
        Group(id: group, title: group, nodes: Self.nodes(inside[group] ?? [], .workload))
      },
      nodes: Self.nodes(named.values.filter { $0.group == nil && !$0.isEntity }, .outsideWorld)
        + Self.nodes(named.values.filter(\.isEntity), .everyone),
      edges: changes.flows.map(Edge.init))
  }

  private static func nodes(_ ends: [ChangedEnd], _ kind: Node.Kind) -> [Node] {
    ends.sorted { $0.name < $1.name }.map { Node(id: $0.name, title: $0.name, kind: kind) }
  }
}

extension Diagram.Edge {
  fileprivate init(_ change: FlowChange) {
    let filters = (before: change.before.requests, after: change.after.requests)
    let gains =
      (change.gained.isEmpty ? [] : ["\(change.gained)"]) + filters.after.filter { !filters.before.contains($0) }
    let losses =
      (change.lost.isEmpty ? [] : ["\(change.lost)"]) + filters.before.filter { !filters.after.contains($0) }
    self.init(
      from: change.source.name, to: change.destination.name,
      lines: gains.map { "+ \($0)" } + losses.map { "− \($0)" }, kind: change.edgeKind)
  }
}

extension FlowChange {
  fileprivate var edgeKind: Diagram.Edge.Kind {
    switch kind {
    case .gained: .gained
    case .lost: .lost
    case .widened: .widened
    case .narrowed: .narrowed
    case .altered: .altered
    }
  }
}

extension AccessChanges {
  /// ` · guardrail: 1 · expiry: 2`, for what no arrow shows.
  var countsOfOthers: String {
    OtherChange.Category.allCases.map { category in (category, others.count { $0.category == category }) }
      .filter { $0.1 > 0 }.map { " · \($0.0.rawValue): \($0.1)" }.joined()
  }
}
