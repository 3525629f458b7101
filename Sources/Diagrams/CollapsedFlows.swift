import Resolution

/// Mandatory flows of one platform workload with so many tenants that arrows would hide everything else.
///
/// They are said once, in a note, and whoever has them bears the note's mark.
struct CollapsedFlows {
  let mark: Diagram.Mark
  /// The platform's end.
  let hub: EdgeEnd
  /// Whether the platform's end opens the connections.
  let hubInitiates: Bool
  let edges: [Edge]

  /// The other ends.
  var others: Set<EdgeEnd> { Set(edges.map { hubInitiates ? $0.provider : $0.consumer }) }

  var note: Diagram.Note {
    let ports = abridged(edges.portNames, to: 4).joined(separator: ", ")
    let flow =
      hubInitiates
      ? "\(hub.words) connects to everything marked \(mark)" : "everything marked \(mark) connects to \(hub.words)"
    return Diagram.Note(
      mark: mark, subject: hubInitiates ? "from \(hub.words)" : "to \(hub.words)",
      text: "\(flow): \(ports) (mandatory, not drawn as arrows)")
  }

  /// How many tenants a mandatory flow may have before its arrows are collapsed.
  private static let limit = 3

  /// The flows to collapse, and the edges that are left.
  static func split(_ edges: [Edge]) -> (collapsed: [CollapsedFlows], rest: [Edge]) {
    let stars = Dictionary(grouping: edges.filter(\.origin.isMandatory), by: Star.init).filter { star, edges in
      Set(edges.flatMap(\.tenants)).count > limit + 1
    }
    let order = edges.filter(\.origin.isMandatory).map(Star.init).uniqued.filter { stars[$0] != nil }
    let collapsed = zip(1..., order).map { number, star in
      CollapsedFlows(
        mark: Diagram.Mark(number), hub: star.hub, hubInitiates: star.hubInitiates, edges: stars[star] ?? [])
    }
    return (collapsed, edges.filter { !$0.origin.isMandatory || stars[Star($0)] == nil })
  }

  /// The platform's end of a mandatory edge: whoever wrote the need or grant.
  private struct Star: Hashable {
    let hub: EdgeEnd
    let hubInitiates: Bool

    init(_ edge: Edge) {
      hubInitiates = edge.origin.grant == nil
      hub = hubInitiates ? edge.consumer : edge.provider
    }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it first occurs.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
