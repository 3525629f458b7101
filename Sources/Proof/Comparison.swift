import Analysis
import PolicyModel

/// Two positions in a universe about which the graph and the policies disagree.
struct Mismatch {
  let source: Int
  let destination: Int
  let expected: ConnectionSet
  let actual: ConnectionSet

  var isGain: Bool { !actual.isSubset(of: expected) }
}

/// Compares rows, counts what differs and keeps as much of it as somebody will look at.
struct Comparison {
  private(set) var mismatchCount = 0
  /// Whether so much differs that the rest was not looked at.
  private(set) var isCutShort = false
  private(set) var pairCount = 0
  var mismatches: [Mismatch] { gains + losses }
  var hasAll: Bool { mismatchCount == gains.count + losses.count }
  var connectionSetCount: Int { isCompared.count { $0 } }

  private var gains: [Mismatch] = []
  private var losses: [Mismatch] = []
  private var numbers: ConnectionNumbers
  /// By number, whether a set was compared.
  private var isCompared: [Bool] = []
  private let kinds: [PeerKind]
  private let counts: KindCounts
  private let families: [UInt8]
  private let capacity: Int
  private let capacityOfRow: Int

  /// Nothing is learned from more mismatches than these.
  private static let mismatchLimit = 10_000_000

  /// - Parameter keepsAll: whether every mismatch is kept, rather than some of each source.
  init(of universe: Universe, numbers: ConnectionNumbers, keepsAll: Bool) {
    self.numbers = numbers
    kinds = universe.peers.map { PeerKind($0.kind) }
    counts = KindCounts(kinds)
    families = universe.peers.map(\.families)
    capacity = keepsAll ? .max : 4000
    capacityOfRow = keepsAll ? .max : 50
  }

  /// Compares every row of `access` with the one that `graph` has.
  ///
  /// - Parameter limits: what policies allow that no tenant and nobody here is responsible for; nil when there are none.
  mutating func compare(_ access: GraphAccess, with graph: AccessGraph, within limits: AccessGraph?) {
    let translation = graph.sets.map { numbers.number(of: $0) }
    let limitTranslation = (limits?.sets ?? []).map { numbers.number(of: $0) }
    for source in kinds.indices where kinds[source] != .domain {
      guard mismatchCount < Self.mismatchLimit || capacity == .max else {
        isCutShort = true
        return
      }
      var expected = access.cells(from: source, in: &numbers)
      if let limits, kinds[source] != .tenantPod {
        let limit = limits.cells(from: source).map { cell in
          AccessRow.Cell(destination: cell.destination, set: limitTranslation[Int(cell.set)])
        }
        expected = expected.intersection(limit, in: &numbers)
      }
      compare(source, expected, graph.cells(from: source), translation)
    }
  }

  private mutating func compare(
    _ source: Int, _ expected: [AccessRow.Cell], _ actual: [AccessGraph.Cell], _ translation: [Int32]
  ) {
    let kind = kinds[source]
    pairCount += counts.destinations(of: kind)
    if isCompared.count < numbers.sets.count {
      isCompared += Array(repeating: false, count: numbers.sets.count - isCompared.count)
    }
    var (left, right) = (0, 0)
    var kept = 0
    while left < expected.count || right < actual.count {
      let first = left < expected.count ? expected[left].destination : .max
      let second = right < actual.count ? actual[right].destination : .max
      let destination = Int(min(first, second))
      var sets = (wanted: ConnectionNumbers.none, found: ConnectionNumbers.none)
      if first <= second {
        sets.wanted = expected[left].set
        left += 1
      }
      if second <= first {
        sets.found = translation[Int(actual[right].set)]
        right += 1
      }
      guard kind.isCompared(with: kinds[destination]) else { continue }
      isCompared[Int(sets.wanted)] = true
      guard sets.wanted != sets.found, connects(source, destination) || sets.found != ConnectionNumbers.none else {
        continue
      }
      mismatchCount += 1
      guard kept < capacityOfRow else { continue }
      if keep(source, destination, sets.wanted, sets.found) { kept += 1 }
    }
  }

  private mutating func keep(_ source: Int, _ destination: Int, _ wanted: Int32, _ found: Int32) -> Bool {
    let mismatch = Mismatch(
      source: source, destination: destination, expected: numbers[wanted], actual: numbers[found])
    if mismatch.isGain {
      guard gains.count < capacity else { return false }
      gains.append(mismatch)
    } else {
      guard losses.count < capacity else { return false }
      losses.append(mismatch)
    }
    return true
  }

  /// Whether both ends have an address of one family, as far as their addresses are known.
  private func connects(_ source: Int, _ destination: Int) -> Bool {
    families[source] == 0 || families[destination] == 0 || families[source] & families[destination] != 0
  }
}

/// The kind of a peer, as far as it decides which pairs are compared.
private enum PeerKind: Int, CaseIterable {
  case tenantPod, strangePod, hostPod, impostor, addresses, entity, domain

  init(_ kind: UniversePeer.Kind) {
    switch kind {
    case .tenantPod: self = .tenantPod
    case .strangePod: self = .strangePod
    case .hostPod: self = .hostPod
    case .impostor: self = .impostor
    case .addresses: self = .addresses
    case .entity: self = .entity
    case .domain: self = .domain
    }
  }

  /// Pairs of which at least one end can be governed, and of impostors and entities only those with tenants' pods.
  func isCompared(with destination: PeerKind) -> Bool {
    switch (self, destination) {
    case (.tenantPod, _), (.strangePod, .tenantPod), (.hostPod, .tenantPod), (.impostor, .tenantPod),
      (.addresses, .tenantPod), (.entity, .tenantPod):
      true
    case (.strangePod, .impostor), (.hostPod, .impostor), (.impostor, _), (.entity, _), (_, .entity): false
    case (.strangePod, _), (.hostPod, _), (.addresses, .strangePod): true
    case (.addresses, _), (.domain, _): false
    }
  }
}

/// How many peers of each kind there are.
private struct KindCounts {
  private var counts = Array(repeating: 0, count: PeerKind.allCases.count)

  init(_ kinds: [PeerKind]) {
    for kind in kinds { counts[kind.rawValue] += 1 }
  }

  func destinations(of source: PeerKind) -> Int {
    guard source != .domain else { return 0 }
    return PeerKind.allCases.filter(source.isCompared).reduce(0) { $0 + counts[$1.rawValue] }
  }
}

extension UniversePeer {
  /// A bit for each family of the pod's addresses; zero where they are not known.
  fileprivate var families: UInt8 {
    (pod?.addresses ?? []).reduce(0) { $0 | ($1.family == .ipv4 ? 1 : 2) }
  }
}
