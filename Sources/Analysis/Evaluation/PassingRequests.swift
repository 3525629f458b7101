public import PolicyModel

/// What proxies let through on some connections between two ends, which connections alone do not show. (CIL-69)
public struct PassingRequests: Hashable, Sendable {
  public let connections: ConnectionSet
  /// In words, as ``Layer7Filter/words``: a request has to be among each of these lists, which are not empty, sorted, each
  /// once. There are two where the source and the destination filter differently.
  public let filters: [[String]]
}

extension PassingRequests: CustomStringConvertible {
  /// `TCP 80 GET /a, POST /b`
  public var description: String {
    "\(connections) " + filters.map { $0.joined(separator: ", ") }.joined(separator: " that are also ")
  }
}

extension Sequence<PassingRequests> {
  /// `filtered at layer 7: TCP 80 GET /a, POST /b; TCP 81 GET /`
  public var words: String { "filtered at layer 7: " + map(\.description).joined(separator: "; ") }
}

extension PassingRequests: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension [PassingRequests] {
  /// What passes on the filtered connections, in parts that no filter tells apart, sorted.
  init(on filtered: ConnectionSet, _ egress: DirectionVerdict, _ ingress: DirectionVerdict) {
    guard !filtered.isEmpty else {
      self = []
      return
    }
    let sides = [egress, ingress].map { (rules: $0.rules.filter { $0.action == .allow }, unfiltered: $0.unfiltered) }
    let cuts = Set(sides.flatMap { $0.rules.map(\.connections) + [$0.unfiltered] })
    let parts = filtered.pieces(cutBy: cuts).map { piece in
      let filters = Set(sides.compactMap { $0.unfiltered.isDisjoint(with: piece) ? $0.rules.requests(on: piece) : nil })
      return PassingRequests(connections: piece, filters: filters.sorted { $0.lexicographicallyPrecedes($1) })
    }
    self = parts.united(within: filtered)
  }

  /// Everything that passes on what some of these connections have in common with `filtered`, equal filters together.
  public func united(within filtered: ConnectionSet) -> Self {
    Dictionary(grouping: self, by: \.filters).compactMap { filters, parts in
      let connections = parts.reduce(ConnectionSet.none) { $0.union($1.connections) }.intersection(filtered)
      return connections.isEmpty ? nil : PassingRequests(connections: connections, filters: filters)
    }.sorted()
  }
}

extension [MatchedRule] {
  /// The requests that some of these rules let through on connections that are filtered. (CIL-26)
  fileprivate func requests(on piece: ConnectionSet) -> [String] {
    let filters = filter { !$0.connections.isDisjoint(with: piece) }.compactMap(\.layer7)
    return Set(filters.flatMap(\.words)).sorted()
  }
}
