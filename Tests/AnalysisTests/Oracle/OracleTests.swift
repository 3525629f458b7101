import PolicyModel
import Testing

@testable import Analysis

/// The evaluator against the oracle, on random clusters. A failure names its seed.
@Suite struct OracleTests {
  /// Every boundary of a port in ``RandomCluster`` and its neighbours.
  static let probes: [UInt16] = [1, 2, 52, 53, 54, 79, 80, 81, 8079, 8080, 8081, 8999, 9000, 9001, 65_534, 65_535]

  @Test("Pair by pair and as a graph, the evaluator says what the oracle says", arguments: 0..<16)
  func agreement(part: UInt64) {
    for seed in part * 150..<(part + 1) * 150 {
      guard agrees(RandomCluster(seed: seed), seed) else { return }
    }
  }

  private func agrees(_ random: RandomCluster, _ seed: UInt64) -> Bool {
    let evaluation = random.cluster.evaluation(random.semantics)
    let oracle = Oracle(cluster: random.cluster, semantics: random.semantics)
    let graph = evaluation.graph(of: random.peers, broadLimit: [0, 1, 3, 256][Int(seed % 4)])
    for (row, source) in random.peers.enumerated() {
      for (column, destination) in random.peers.enumerated() {
        let verdict = evaluation.connections(from: source, to: destination)
        let wrong = firstDifference(verdict, oracle, source, destination)
        #expect(wrong == nil, "seed \(seed), \(random.semantics): \(source) to \(destination), \(verdict)")
        let isQuestion = source.isWorkload || destination.isWorkload
        let inGraph = graph.connections(from: row, to: column)
        let agrees = inGraph == (isQuestion ? verdict : .none)
        #expect(agrees, "seed \(seed), \(random.semantics): \(source) to \(destination), \(inGraph) not \(verdict)")
        guard wrong == nil, agrees else { return false }
      }
    }
    return true
  }

  private func firstDifference(
    _ verdict: ConnectionSet, _ oracle: Oracle, _ source: Peer, _ destination: Peer
  ) -> (TransportProtocol, UInt16)? {
    let allows = oracle.judge(from: source, to: destination)
    for transport in TransportProtocol.allCases {
      for port in Self.probes
      where verdict.contains(transport, port) != allows(transport, port) {
        return (transport, port)
      }
    }
    return nil
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
    for seed in UInt64(0)..<400 {
      let random = RandomCluster(seed: seed)
      let evaluation = random.cluster.evaluation(random.semantics)
      for source in random.peers {
        for destination in random.peers where destination.isWorkload {
          let set = evaluation.connections(from: source, to: destination)
          if set.isAll { open += 1 } else if set.isEmpty { denied += 1 } else { partial += 1 }
        }
      }
    }
    #expect(min(partial, denied, open) > 300)
  }
}

extension Peer {
  fileprivate var isWorkload: Bool { if case .workload = self { true } else { false } }
}
