public import PolicyModel

/// Who may open what to whom among some peers.
///
/// Peers under the same policies share a row; a peer that some destination names has exceptions to it.
public struct AccessGraph: Sendable {
  public let peers: [Peer]
  /// Each set of connections that occurs, by the number that cells give it.
  public let sets: [ConnectionSet]
  /// Sorted by destination.
  private let sharedRows: [[Cell]]
  private let sharedRowOfPeer: [Int]
  /// For each peer what differs from its shared row, sorted by destination.
  private let exceptions: [[Cell]]

  /// One destination in a row; `set` is a position among the sets, zero the empty one.
  public struct Cell: Hashable, Sendable {
    public let destination: Int32
    public internal(set) var set: Int32
  }

  /// One destination that a source may reach.
  public struct Edge: Hashable, Sendable {
    /// Position among the peers.
    public let destination: Int
    /// Never empty.
    public let connections: ConnectionSet
  }

  init(
    peers: [Peer], sets: [ConnectionSet], sharedRows: [[Cell]], sharedRowOfPeer: [Int], exceptions: [[Cell]]
  ) {
    self.peers = peers
    self.sets = sets
    self.sharedRows = sharedRows
    self.sharedRowOfPeer = sharedRowOfPeer
    self.exceptions = exceptions
  }

  /// Everything that the peer at a position may reach, sorted by destination; a workload's own replicas included.
  public func edges(from source: Int) -> [Edge] {
    cells(from: source).map { Edge(destination: Int($0.destination), connections: sets[Int($0.set)]) }
  }

  /// What one peer may open to another, both by position.
  public func connections(from source: Int, to destination: Int) -> ConnectionSet {
    guard sharedRowOfPeer.indices.contains(source) else { return .none }
    let rows = [exceptions[source], sharedRows[sharedRowOfPeer[source]]]
    return rows.lazy.compactMap { $0.set(for: Int32(clamping: destination)) }.first.map { sets[Int($0)] } ?? .none
  }

  /// How many ordered pairs have a connection.
  public var edgeCount: Int { peers.indices.reduce(0) { $0 + cells(from: $1).count } }

  /// The same as ``edges(from:)`` in numbers, for whoever looks at millions of them.
  public func cells(from source: Int) -> [Cell] {
    guard sharedRowOfPeer.indices.contains(source) else { return [] }
    return sharedRows[sharedRowOfPeer[source]].overlaid(with: exceptions[source])
  }

  func connections(in cell: Cell) -> ConnectionSet { sets[Int(cell.set)] }
}

extension [AccessGraph.Cell] {
  /// This row with the cells of another in place of its own; empty sets are left out.
  func overlaid(with others: Self) -> Self {
    guard !others.isEmpty else { return self }
    var result: Self = []
    result.reserveCapacity(count + others.count)
    var position = 0
    for cell in others {
      while position < count, self[position].destination < cell.destination {
        result.append(self[position])
        position += 1
      }
      if position < count, self[position].destination == cell.destination { position += 1 }
      if cell.set != ConnectionPool.none { result.append(cell) }
    }
    return result + self[position...]
  }

  fileprivate func set(for destination: Int32) -> Int32? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].destination < destination { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].destination == destination ? self[low].set : nil
  }
}
