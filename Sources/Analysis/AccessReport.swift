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

  /// Every workload, the parts of the addresses at the end where policies tell them apart, what only entities name where
  /// Cilium's policies are, and as destinations the names that policies mention.
  ///
  /// The API server stands there once where its two places make no difference, and once for each where they do.
  public init(evaluation: PolicyEvaluation, inventory: ClusterInventory, families: [AddressFamily] = [.ipv4]) {
    let partitions = families.map { ($0, evaluation.addressPartitions(of: $0)) }
    let sources = partitions.flatMap { family, parts in parts.sources.map { Peer(family, $0) } }
    let destinations = partitions.flatMap { family, parts in parts.destinations.map { Peer(family, $0) } }
    let entities = evaluation.distinctEntityPeers.map(Peer.entity)
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

extension Peer {
  fileprivate init(_ family: AddressFamily, _ range: ClosedRange<UInt128>) {
    self = .addresses(AddressPeer(family: family, range: range))
  }
}
