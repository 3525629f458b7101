import Foundation
import PolicyModel
import Testing

@testable import Analysis

/// The evaluator against the oracle, on random clusters. A failure names its seed.
@Suite struct OracleTests {
  /// Every boundary of a port in ``RandomCluster`` and its neighbours.
  static let probes: [UInt16] = [1, 2, 52, 53, 54, 79, 80, 81, 8079, 8080, 8081, 8999, 9000, 9001, 65_534, 65_535]

  /// How many clusters are tried: 2,000, or as many as the environment says.
  static let count =
    ProcessInfo.processInfo.environment["EASEMENT_ORACLE_CLUSTERS"].flatMap(UInt64.init) ?? 2_000

  @Test("Pair by pair and as a graph, the evaluator says what the oracle says", arguments: 0..<16)
  func agreement(part: UInt64) {
    for seed in part * Self.count / 16..<(part + 1) * Self.count / 16 {
      guard agrees(RandomCluster(seed: seed), seed) else { return }
    }
  }

  @Test("The same on 200 clusters that nobody has seen before") func freshClusters() {
    let first = UInt64.random(in: 1_000_000..<1 << 40)
    print("fresh clusters from seed \(first)")
    for seed in first..<first + 200 {
      guard agrees(RandomCluster(seed: seed), seed) else { return }
    }
  }

  private func agrees(_ random: RandomCluster, _ seed: UInt64) -> Bool {
    let evaluation = random.cluster.evaluation(random.semantics)
    let oracle = Oracle(cluster: random.cluster, semantics: random.semantics)
    let graph = evaluation.graph(of: random.peers, broadLimit: [0, 1, 3, 256][Int(seed % 4)])
    let plain = evaluation.graph(
      of: random.peers, broadLimit: [0, 1, 3, 256][Int(seed % 4)], leavingOutFiltered: true)
    for (row, source) in random.peers.enumerated() {
      for (column, destination) in random.peers.enumerated() {
        let verdict = evaluation.verdict(from: source, to: destination)
        let place = "seed \(seed), \(random.semantics): \(source) to \(destination)"
        let wrong = firstDifference(verdict, oracle, source, destination)
        #expect(wrong == nil, "\(place), \(verdict.connections), \(verdict.unfiltered)")
        let isQuestion = evaluation.isGoverned(source) || evaluation.isGoverned(destination)
        let inGraph = [graph, plain].map { $0.connections(from: row, to: column) }
        let agrees = inGraph == (isQuestion ? [verdict.connections, verdict.unfiltered] : [.none, .none])
        #expect(agrees, "\(place), \(inGraph) not \(verdict.connections), \(verdict.unfiltered)")
        let isSound = isSound(verdict.icmp, oracle, source, destination)
        #expect(isSound, "\(place), ICMP \(verdict.icmp)")
        guard wrong == nil, agrees, isSound else { return false }
      }
      let isListed = listsPairs(graph, from: row) && listsPairs(plain, from: row)
      #expect(isListed, "seed \(seed), \(random.semantics): \(source)")
      guard isListed else { return false }
    }
    return true
  }

  /// Whether the edges of a source are its pairs with connections, each once and in order.
  private func listsPairs(_ graph: AccessGraph, from source: Int) -> Bool {
    let pairs = graph.peers.indices.map { ($0, graph.connections(from: source, to: $0)) }.filter { !$0.1.isEmpty }
    return pairs.elementsEqual(graph.edges(from: source).map { ($0.destination, $0.connections) }, by: ==)
  }

  private func firstDifference(
    _ verdict: Verdict, _ oracle: Oracle, _ source: Peer, _ destination: Peer
  ) -> (TransportProtocol, UInt16)? {
    let allows = oracle.judge(from: source, to: destination)
    for transport in TransportProtocol.allCases {
      for port in Self.probes
      where verdict.passage(transport, port) != allows(transport, port) {
        return (transport, port)
      }
    }
    return nil
  }

  /// Messages of the types that ``RandomCluster`` names and of any other, where each peer has one address.
  private func isSound(_ verdict: ICMPVerdict, _ oracle: Oracle, _ source: Peer, _ destination: Peer) -> Bool {
    let pairs = oracle.pairs(source, destination)
    guard pairs.count == 1, oracle.ends(of: source).count == 1, oracle.ends(of: destination).count == 1 else {
      return true
    }
    let types = AddressFamily.allCases.flatMap { family in [0, 8].map { PortMatch.icmp(family, $0) } }
    let said = ([nil] + types).map {
      oracle.judge($0, from: source, pairs[0].0, to: destination, pairs[0].1)
    }
    switch verdict {
    case .allowed: return said.allSatisfy { $0 == [.allowed, .allowed] }
    case .denied: return said.allSatisfy { $0.contains(.denied) }
    case .unspecified: return said.contains { $0.contains(.unspecified) && !$0.contains(.denied) }
    case .partly: return Set(said).count > 1
    }
  }

  @Test("What a rule decides is part of the verdict or kept out of it") func contributions() {
    for seed in UInt64(5000)..<5400 {
      let random = RandomCluster(seed: seed)
      let evaluation = random.cluster.evaluation(random.semantics)
      for source in random.peers where evaluation.faces(of: source).count == 1 {
        for destination in random.peers where evaluation.faces(of: destination).count == 1 {
          let verdict = evaluation.verdict(from: source, to: destination)
          for side in [verdict.egress, verdict.ingress] {
            for rule in side.rules where rule.action == .allow {
              #expect(rule.connections.isSubset(of: side.connections), "seed \(seed)")
            }
            for rule in side.rules where rule.action == .deny {
              #expect(rule.connections.intersection(side.connections).isEmpty, "seed \(seed)")
            }
          }
        }
      }
    }
  }

  @Test("Random clusters exercise what they are meant to") func coverage() {
    var (partial, denied, open) = (0, 0, 0)
    for seed in UInt64(0)..<600 {
      let random = RandomCluster(seed: seed)
      let evaluation = random.cluster.evaluation(random.semantics)
      for source in random.peers {
        for destination in random.peers where destination.isWorkload {
          let set = evaluation.connections(from: source, to: destination)
          if set.isAll { open += 1 } else if set.isEmpty { denied += 1 } else { partial += 1 }
        }
      }
    }
    #expect(min(partial, denied, open) > 250)
  }
}

extension Verdict {
  fileprivate func passage(_ transport: TransportProtocol, _ port: UInt16) -> Oracle.Passage {
    guard connections.contains(transport, port) else { return .closed }
    return unfiltered.contains(transport, port) ? .open : .filtered
  }
}

extension Peer {
  fileprivate var isWorkload: Bool { if case .workload = self { true } else { false } }
}
