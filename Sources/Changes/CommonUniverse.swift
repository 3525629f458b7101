import Analysis
import PolicyModel

/// The ends over which two clusters are compared, by number: workloads first, then nodes and the API server, then
/// addresses as sources, then addresses as destinations, then names as destinations.
struct CommonUniverse {
  /// `namespace/name[Kind]`, sorted.
  let workloads: [String]
  let numbers: [String: Int]
  /// Of both sides as soon as one has policies that name them.
  let entities: [EntityPeer]
  /// Those that the policies of neither side tell from the rest of the cluster.
  let indistinct: Set<EntityPeer>
  let addresses: [AddressPeer]
  /// How many of the addresses are sources.
  let sourceCount: Int
  /// The ends that are no workloads; names, and patterns of them, that a policy of either side allows are the last.
  let outside: [Peer]

  init(_ old: PolicyEvaluation, _ new: PolicyEvaluation) {
    let names = Set((old.inventory.workloads + new.inventory.workloads).map { Peer.workload($0).description })
    workloads = names.sorted()
    numbers = Dictionary(workloads.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    let entities = (old.entityPeers.isEmpty ? new.entityPeers : old.entityPeers).filter { $0 != .apiServer }
    self.entities = entities
    indistinct = Set(entities).subtracting(old.distinctEntityPeers + new.distinctEntityPeers)
    let partitions = AddressFamily.allCases.map { family in
      (family, old.addressPartitions(of: family), new.addressPartitions(of: family))
    }
    let sources = partitions.flatMap { Self.refined($0.0, $0.1.sources, $0.2.sources) }
    let destinations = partitions.flatMap { Self.refined($0.0, $0.1.destinations, $0.2.destinations) }
    addresses = sources + destinations
    sourceCount = sources.count
    let domains = Set(old.domains() + new.domains()).sorted()
    outside = entities.map(Peer.entity) + addresses.map(Peer.addresses) + domains.map(Peer.domain)
  }

  /// Nil for addresses.
  func end(_ number: Int) -> ChangedEnd? {
    guard number >= workloads.count else {
      let name = workloads[number]
      return ChangedEnd(name, group: name.split(separator: "/").first.map(String.init))
    }
    switch outside[number - workloads.count] {
    case .entity(let entity): return ChangedEnd(entity)
    case .domain(let name): return ChangedEnd(name, group: nil)
    case .workload, .addresses: return nil
    }
  }

  func addresses(_ number: Int) -> AddressSet? {
    let position = number - firstAddress
    guard addresses.indices.contains(position) else { return nil }
    return AddressSet(addresses[position].family, IntervalSet(addresses[position].range))
  }

  private var firstAddress: Int { workloads.count + entities.count }

  var sources: Range<Int> { 0..<firstAddress + sourceCount }

  /// Whether an end takes part as a destination.
  func isDestination(_ number: Int) -> Bool { !(firstAddress..<firstAddress + sourceCount).contains(number) }

  /// The coarsest partition that is finer than both.
  private static func refined(
    _ family: AddressFamily, _ left: [ClosedRange<UInt128>], _ right: [ClosedRange<UInt128>]
  ) -> [AddressPeer] {
    let starts = Set((left + right).map(\.lowerBound)).sorted()
    let ends = starts.dropFirst().map { $0 - 1 } + [CIDR.all(family).range.upperBound]
    return zip(starts, ends).map { AddressPeer(family: family, range: $0...$1) }
  }
}

/// What one cluster allows, by the numbers of a common universe.
struct ObservedRows {
  private let access: FilteredAccess
  private let universe: CommonUniverse
  private let numberOfPeer: [Int]
  private var peersOfNumber: [Int: [Int]] = [:]

  init(of evaluation: PolicyEvaluation, over universe: CommonUniverse) {
    let workloads = evaluation.inventory.workloads.map(Peer.workload)
    let count = universe.workloads.count
    numberOfPeer =
      workloads.map { universe.numbers[$0.description] ?? 0 } + universe.outside.indices.map { $0 + count }
    for (peer, number) in numberOfPeer.enumerated() { peersOfNumber[number, default: []].append(peer) }
    access = FilteredAccess(of: workloads + universe.outside, in: evaluation)
    self.universe = universe
  }

  func row(from source: Int) -> [Int: FlowState] {
    var row: [Int: FilteredAccess.Cell] = [:]
    for peer in peersOfNumber[source] ?? [] {
      for cell in access.cells(from: peer) {
        let number = numberOfPeer[cell.destination]
        guard number != source, universe.isDestination(number) else { continue }
        row[number] = row[number]?.united(with: cell) ?? cell
      }
    }
    return row.mapValues { FlowState($0.connections, requests: $0.requests.map(\.description), $0.opening) }
  }
}

extension FilteredAccess.Cell {
  fileprivate var opening: Opening {
    var opening = Opening()
    opening.add(requests.reduce(connections) { $0.subtracting($1.connections) })
    for part in requests {
      // One list is as many requests, each of which passes; of two, each request is in both.
      let passed = part.filters.count == 1 ? part.filters[0].map { [[$0]] } : [part.filters]
      opening.add(part.connections, passed.map(PassedRequest.inEach))
    }
    return opening
  }
}
