public import PolicyModel
import Workers

/// What a cluster's policies allow, ready to be printed: every workload and every range of addresses that the policies
/// tell apart, without a peer to itself and without two ranges of addresses.
public struct AccessReport: Sendable {
  /// Sources and destinations, each name once, in byte order of ``names``. Workloads of one name count as one.
  public let peers: [Peer]
  /// The text of each peer: `namespace/name[Kind]`, `first-last[External]` or `entity:name`.
  public let names: [String]
  private let ends: ReportEnds
  private let access: FilteredAccess

  /// One allowed pair; both ends are positions among the peers.
  public struct Entry: Hashable, Sendable {
    public let source: Int
    public let destination: Int
    /// Never empty.
    public let connections: ConnectionSet
    /// The part of the connections in which a proxy lets only some requests through. (CIL-69)
    public let filtered: ConnectionSet
    /// What passes there, sorted; empty where nothing is filtered.
    public let requests: [PassingRequests]
  }

  /// Every workload, the parts of the addresses at the end where policies tell them apart, nodes and the API server where
  /// Cilium's policies are, and as destinations the names that policies mention.
  public init(evaluation: PolicyEvaluation, inventory: ClusterInventory, families: [AddressFamily] = [.ipv4]) {
    let partitions = families.map { ($0, evaluation.addressPartitions(of: $0)) }
    let sources = partitions.flatMap { family, parts in parts.sources.map { Peer(family, $0) } }
    let destinations = partitions.flatMap { family, parts in parts.destinations.map { Peer(family, $0) } }
    let entities = evaluation.entityPeers.map(Peer.entity)
    self.init(
      evaluation: evaluation, workloads: inventory.workloads, otherSources: sources + entities,
      otherDestinations: destinations + entities + evaluation.domains().map(Peer.domain))
  }

  /// Workloads at both ends, other peers at one.
  public init(
    evaluation: PolicyEvaluation, workloads: [Workload], otherSources: [Peer], otherDestinations: [Peer]
  ) {
    let ends = ReportEnds(workloads.map(Peer.workload), otherSources, otherDestinations)
    access = FilteredAccess(of: ends.peers, in: evaluation)
    peers = ends.positions.map { ends.peers[$0.first ?? 0] }
    names = ends.names
    self.ends = ends
  }

  /// Sorted by source, then destination, by byte. A cluster of thousands of pods has millions, made anew on each call:
  /// whoever can takes them source by source.
  public func entries() -> [Entry] { Array(peers.indices).concurrentMap(entries(from:)).flatMap { $0 } }

  /// Whether nothing is allowed at all.
  public var isEmpty: Bool { peers.indices.allSatisfy { entries(from: $0).isEmpty } }

  /// The pairs of one source, in the order of their destinations.
  public func entries(from source: Int) -> [Entry] { ends.entries(from: source, in: access) }
}

/// The peers of a report: some at both ends, some only as sources, some only as destinations.
private struct ReportEnds: Sendable {
  let peers: [Peer]
  /// Each name once, in byte order.
  let names: [String]
  /// For each name the positions of its peers.
  let positions: [[Int]]
  private let endOfPeer: [Int]
  private let sources: Range<Int>
  private let destinations: Range<Int>

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
  }

  func entries(from end: Int, in access: FilteredAccess) -> [AccessReport.Entry] {
    var found: [Int: FilteredAccess.Cell] = [:]
    for source in positions[end] where !destinations.contains(source) {
      for cell in access.cells(from: source) where !sources.contains(cell.destination) {
        let other = endOfPeer[cell.destination]
        if other != end { found[other] = found[other]?.united(with: cell) ?? cell }
      }
    }
    return found.sorted { $0.key < $1.key }
      .map { other, cell in
        AccessReport.Entry(
          source: end, destination: other, connections: cell.connections, filtered: cell.filtered,
          requests: cell.requests)
      }
  }
}

extension Peer {
  fileprivate init(_ family: AddressFamily, _ range: ClosedRange<UInt128>) {
    self = .addresses(AddressPeer(family: family, range: range))
  }
}
