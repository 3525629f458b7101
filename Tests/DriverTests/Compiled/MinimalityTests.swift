import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing

@testable import Analysis
@testable import Proof

/// Nothing that is compiled can be left out: each rule, peer and port decides about some flow.
@Suite struct MinimalityTests {
  /// `EASEMENT_MINIMAL_GRAPHS=200` looks at that many random graphs.
  private static let seeds: ClosedRange<UInt64> =
    1...(ProcessInfo.processInfo.environment["EASEMENT_MINIMAL_GRAPHS"].flatMap(UInt64.init) ?? 12)

  @Test func quickstart() throws {
    let example = try #require(Example.all.first { $0.name == "quickstart" })
    #expect(try superfluous(in: Compilation(of: example.sources(), today: .goldenDay), sampling: 1) == [])
  }

  @Test func acmeBySampling() throws {
    let example = try #require(Example.all.first { $0.name == "acme" })
    #expect(try superfluous(in: Compilation(of: example.sources(), today: .goldenDay), sampling: 23) == [])
  }

  @Test func randomGraphs() throws {
    for seed in Self.seeds {
      var graph = RandomGraph(seed: seed)
      let compilation = Compilation(of: graph.sources(), today: try .goldenDay)
      #expect(superfluous(in: compilation, sampling: 1) == [], "seed \(seed)")
    }
  }

  /// What could be left out, each with what it says.
  private func superfluous(in compilation: Compilation, sampling step: Int) -> [String] {
    guard let graph = compilation.graph, !compilation.hasErrors else { return [] }
    return graph.clusters.flatMap { cluster in
      let policies = compilation.policies(for: cluster)
      let universe = Universe(of: graph, on: cluster, policies: policies)
      let whole = Judgement(of: policies, universe, cluster)
      return policies.withoutOneElement.enumerated().filter { $0.offset % step == 0 }.compactMap { _, removal in
        // What only denies shows nothing where all is closed: it is judged alone.
        let before = removal.isDeny ? Judgement(of: PolicySet([removal.policy]), universe, cluster) : whole
        let after = removal.isDeny ? PolicySet([removal.rest]) : policies.replacing(removal.policy, with: removal.rest)
        return Judgement(of: after, universe, cluster) == before
          ? "\(cluster.name): \(removal.policy.id) without \(removal.what)" : nil
      }
    }
  }
}

/// Who reaches whom under some policies.
private struct Judgement: Equatable {
  private let rows: [[String]]

  init(of policies: PolicySet, _ universe: Universe, _ cluster: Cluster) {
    let evaluation = PolicyEvaluation(
      inventory: universe.inventory(labelled: [:]), policies: policies,
      semantics: cluster.enforcement == .cilium ? .cilium : .generic)
    let graph = evaluation.graph(of: universe.peers.map(\.peer))
    rows = universe.peers.indices.map { source in
      graph.edges(from: source).map { "\($0.destination) \($0.connections)" }.sorted()
    }
  }
}

/// A policy that lacks one of its elements.
private struct Removal {
  let policy: Policy
  let rest: Policy
  let what: String
  let isDeny: Bool
}

extension PolicySet {
  fileprivate var withoutOneElement: [Removal] {
    policies.flatMap { policy in
      [Direction.ingress, .egress].flatMap { direction -> [Removal] in
        guard let section = policy[direction] else { return [] }
        return section.rules.indices.flatMap { index in
          section.rules[index].withoutOneElement.map { rule, what in
            let rules = section.rules.enumerated().compactMap { $0.offset == index ? rule : $0.element }
            let changed = PolicySection(isolates: section.isolates, rules: rules)
            let rest = Policy(
              id: policy.id, tier: policy.tier, subject: policy.subject,
              ingress: direction == .ingress ? changed : policy.ingress,
              egress: direction == .egress ? changed : policy.egress)
            return Removal(
              policy: policy, rest: rest, what: "\(what) of \(direction.rawValue) rule \(index + 1)",
              isDeny: section.rules[index].action == .deny)
          }
        }
      }
    }
  }

  fileprivate func replacing(_ policy: Policy, with other: Policy) -> PolicySet {
    PolicySet(policies.map { $0.id == policy.id ? other : $0 })
  }
}

extension PolicyRule {
  /// Nil for the whole rule.
  fileprivate var withoutOneElement: [(rule: PolicyRule?, what: String)] {
    var results: [(rule: PolicyRule?, what: String)] = [(nil, "the whole")]
    if case .these(let selectors) = peers {
      for (index, selector) in selectors.enumerated() {
        for smaller in selector.withoutOneName {
          var rest = selectors
          rest[index] = smaller
          results.append((with(peers: .these(rest)), "a namespace of \(selector)"))
        }
        guard selectors.count > 1, !selectors.areWebhookCallers else { continue }
        results.append((with(peers: .these(selectors.filter { $0 != selector })), "the peer \(selector)"))
      }
    }
    if case .these(let matches) = ports, matches.count > 1 {
      results += matches.map { match in
        (
          PolicyRule(action, peers: peers, ports: .these(matches.filter { $0 != match }), layer7: layer7),
          "the port \(match)"
        )
      }
    }
    return results
  }

  private func with(peers: RulePeers) -> PolicyRule {
    PolicyRule(action, peers: peers, ports: ports, layer7: layer7)
  }
}

extension [PeerSelector] {
  /// Named in full, though the pod's own node gets in anyway and the API server may run on another. (CIL-27, CIL-50)
  fileprivate var areWebhookCallers: Bool {
    Set(self).isSuperset(of: [.entity(.host), .entity(.kubeAPIServer), .entity(.remoteNode)])
  }
}

extension PeerSelector {
  fileprivate var withoutOneName: [PeerSelector] {
    guard case .pods(let selector) = self else { return [] }
    return selector.namespaces.requirements.flatMap { requirement -> [PeerSelector] in
      guard case .isIn(let names) = requirement.condition, names.count > 1 else { return [] }
      let others = selector.namespaces.requirements.filter { $0 != requirement }
      return names.map { name in
        let smaller = LabelRequirement(requirement.key, .isIn(names.filter { $0 != name }))
        return .pods(PodSelector(namespaces: LabelSelector(others + [smaller]), pods: selector.pods))
      }
    }
  }
}
