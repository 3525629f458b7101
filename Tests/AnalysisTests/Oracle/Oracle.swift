import Analysis
import PolicyModel

/// The semantics word by word: one pair of pods, one protocol and one port at a time, without any set.
///
/// It shares nothing with the evaluator but the plain values that describe a cluster.
struct Oracle {
  let cluster: Cluster
  let semantics: Semantics

  /// One end as it is at one address.
  struct End {
    let peer: Peer
    let address: IPAddress?
  }

  /// Whether one port of one protocol is open.
  typealias Judgement = (TransportProtocol, UInt16) -> Bool

  /// NP-8, and for workloads "union over instances" (§0.4).
  func judge(from source: Peer, to destination: Peer) -> Judgement {
    var pairs: [(egress: Judgement, ingress: Judgement)] = []
    for from in ends(of: source) {
      for to in ends(of: destination) {
        if let one = from.address, let two = to.address, isPod(source), isPod(destination), one.family != two.family {
          continue
        }
        pairs.append(
          (
            judge(.egress, subject: source, other: to, destination: destination),
            judge(.ingress, subject: destination, other: from, destination: destination)
          ))
      }
    }
    return { transport, port in pairs.contains { $0.egress(transport, port) && $0.ingress(transport, port) } }
  }

  func ends(of peer: Peer) -> [End] {
    switch peer {
    case .workload(let workload):
      let seesAddresses = semantics == .generic && cluster.matchesPodAddresses
      guard seesAddresses, !workload.addresses.isEmpty else { return [End(peer: peer, address: nil)] }
      return workload.addresses.map { End(peer: peer, address: $0) }
    case .addresses(let range):
      return [End(peer: peer, address: IPAddress(family: range.family, value: range.range.lowerBound))]
    case .domain: return [End(peer: peer, address: nil)]
    }
  }

  /// NP-37, CIL-6
  func isNode(_ workload: Workload) -> Bool {
    workload.usesHostNetwork && (semantics == .cilium || !cluster.treatsHostNetworkAsPods)
  }

  private func isPod(_ peer: Peer) -> Bool {
    if case .workload(let workload) = peer { !isNode(workload) } else { false }
  }

  private func isOwnNode(_ peer: Peer) -> Bool {
    if case .addresses(let range) = peer { range.role == .ownNode } else { false }
  }

  /// One side: the policies over `subject`, asked about `other`.
  private func judge(_ direction: Direction, subject: Peer, other: End, destination: Peer) -> Judgement {
    guard case .workload(let pod) = subject, !isNode(pod) else { return { _, _ in true } }
    if semantics == .generic && isOwnNode(other.peer) { return { _, _ in true } }
    let policies = cluster.policies.filter { selects($0, pod) && $0[direction] != nil }
    func rules(_ tier: [Policy]) -> [PolicyRule] {
      tier.flatMap { policy in
        (policy[direction]?.rules ?? []).filter { names($0.peers, other, policy.id.api, policies) }
      }
    }
    let admin = rules(sorted(policies) { if case .admin(let priority) = $0 { priority } else { nil } })
    let baseline = rules(sorted(policies) { if case .baseline(let priority) = $0 { priority } else { nil } })
    let normal = policies.filter { $0.tier == .normal }
    let normalRules = rules(normal)
    let isIsolated = normal.contains { $0[direction]?.isolates == true }
    let isExempt = semantics == .cilium && direction == .ingress && isOwnNode(other.peer)

    return { transport, port in
      func matches(_ rule: PolicyRule) -> Bool { names(rule.ports, destination, transport, port) }
      switch admin.first(where: matches)?.action {
      case .allow: return true
      case .deny: return false
      case .pass, nil: break
      }
      let actions = normalRules.filter(matches).map(\.action)
      if actions.contains(.deny) { return false }
      if actions.contains(.allow) { return true }
      if isIsolated { return isExempt }
      return baseline.first(where: matches)?.action != .deny
    }
  }

  private func sorted(_ policies: [Policy], _ priority: (PolicyTier) -> Int?) -> [Policy] {
    policies.filter { priority($0.tier) != nil }.sorted {
      let (left, right) = (priority($0.tier) ?? 0, priority($1.tier) ?? 0)
      if left != right { return left < right }
      return $0.id.name == $1.id.name ? $0.id.api.rawValue < $1.id.api.rawValue : $0.id.name < $1.id.name
    }
  }

  private func selects(_ policy: Policy, _ pod: Workload) -> Bool {
    guard case .pods(let selector) = policy.subject else { return false }
    return matches(selector, pod)
  }
}
