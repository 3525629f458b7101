import PolicyModel

/// The peers of a report: some at both ends, some only as sources, some only as destinations.
struct ReportEnds: Sendable {
  let peers: [Peer]
  /// Each name once, in byte order.
  let names: [String]
  /// For each name the positions of its peers.
  let positions: [[Int]]
  private let endOfPeer: [Int]
  private let sources: Range<Int>
  private let destinations: Range<Int>
  private let servers: APIServerEnds?

  init(_ both: [Peer], _ before: [Peer], _ after: [Peer]) {
    let peers = both + before + after
    sources = both.count..<both.count + before.count
    destinations = sources.upperBound..<peers.count
    let texts = peers.map(\.description)
    let order = texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
    var (names, positions): ([String], [[Int]]) = ([], [])
    var endOfPeer = Array(repeating: 0, count: peers.count)
    for position in order {
      if names.last != texts[position] {
        names.append(texts[position])
        positions.append([])
      }
      positions[positions.count - 1].append(position)
      endOfPeer[position] = names.count - 1
    }
    (self.peers, self.names, self.positions, self.endOfPeer) = (peers, names, positions, endOfPeer)
    servers = APIServerEnds { entity in peers.firstIndex(of: .entity(entity)).map { endOfPeer[$0] } }
  }

  func entries(from end: Int, in access: FilteredAccess) -> [AccessReport.Entry] {
    guard let servers else { return entries(row(from: end, in: access), from: end) }
    let row =
      servers.contains(end) ? servers.row(of: end) { self.row(from: $0, in: access) } : row(from: end, in: access)
    return entries(servers.together(row), from: end)
  }

  private func row(from end: Int, in access: FilteredAccess) -> [Int: FilteredAccess.Cell] {
    var found: [Int: FilteredAccess.Cell] = [:]
    for source in positions[end] where !destinations.contains(source) {
      for cell in access.cells(from: source) where !sources.contains(cell.destination) {
        let other = endOfPeer[cell.destination]
        if other != end { found[other] = found[other]?.united(with: cell) ?? cell }
      }
    }
    return found
  }

  private func entries(_ row: [Int: FilteredAccess.Cell], from end: Int) -> [AccessReport.Entry] {
    row.sorted { $0.key < $1.key }
      .map { other, cell in
        AccessReport.Entry(
          source: end, destination: other, connections: cell.connections, filtered: cell.filtered,
          requests: cell.requests)
      }
  }
}

/// The ends of a report that stand for the API server: in either place, and wherever it runs.
private struct APIServerEnds: Sendable {
  private let anywhere: Int
  private let onNode: Int
  private let outside: Int

  typealias Row = [Int: FilteredAccess.Cell]

  init?(_ end: (EntityPeer) -> Int?) {
    guard let anywhere = end(.apiServer), let onNode = end(.apiServerOnNode), let outside = end(.apiServerOutside)
    else {
      return nil
    }
    (self.anywhere, self.onNode, self.outside) = (anywhere, onNode, outside)
  }

  func contains(_ end: Int) -> Bool { [anywhere, onNode, outside].contains(end) }

  /// What one of the ends may open: what is the same in both places stands at the one for anywhere only.
  func row(of end: Int, _ row: (Int) -> Row) -> Row {
    let (here, there) = (row(onNode), row(outside))
    if end == anywhere { return here.filter { $0.value.isSame(as: there[$0.key]) } }
    let (own, other) = end == onNode ? (here, there) : (there, here)
    return own.filter { !$0.value.isSame(as: other[$0.key]) }
  }

  /// A row in which the API server is a destination once where it may be reached alike in both places.
  func together(_ row: Row) -> Row {
    let isSame = row[onNode].map { $0.isSame(as: row[outside]) } ?? (row[outside] == nil)
    return row.filter { isSame ? $0.key != onNode && $0.key != outside : $0.key != anywhere }
  }
}

extension FilteredAccess.Cell {
  fileprivate func isSame(as other: Self?) -> Bool {
    guard let other else { return false }
    return connections == other.connections && filtered == other.filtered && requests == other.requests
  }
}
