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

  /// What becomes of one port of one protocol.
  enum Passage: Int, Comparable {
    case closed
    /// A proxy lets only some requests through.
    case filtered
    case open

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  typealias Judgement = (TransportProtocol, UInt16) -> Passage

  /// NP-8, and for workloads "union over instances".
  func judge(from source: Peer, to destination: Peer) -> Judgement {
    let judged = pairs(source, destination).map { from, to in
      (
        judge(.egress, subject: source, other: to, destination: destination),
        judge(.ingress, subject: destination, other: from, destination: destination)
      )
    }
    return { transport, port in judged.map { min($0(transport, port), $1(transport, port)) }.max() ?? .closed }
  }

  /// The ends of two peers that have a family in common.
  func pairs(_ source: Peer, _ destination: Peer) -> [(End, End)] {
    var pairs: [(End, End)] = []
    for from in ends(of: source) {
      for to in ends(of: destination) {
        if let one = from.address, let two = to.address, isPod(source), isPod(destination), one.family != two.family {
          continue
        }
        pairs.append((from, to))
      }
    }
    return pairs
  }

  func ends(of peer: Peer) -> [End] {
    switch peer {
    case .workload(let workload):
      let seesAddresses = semantics == .generic && cluster.matchesPodAddresses
      guard seesAddresses, !workload.addresses.isEmpty else { return [End(peer: peer, address: nil)] }
      return workload.addresses.map { End(peer: peer, address: $0) }
    case .addresses(let range):
      let address = IPAddress(family: range.family, value: range.range.lowerBound)
      guard semantics == .cilium, range.role == .external, cluster.nodeAddresses.contains(address) else {
        return [End(peer: peer, address: address)]
      }
      let node = AddressPeer(family: range.family, range: range.range, role: .remoteNode)
      return [End(peer: .addresses(node), address: address)]
    case .entity(.apiServer):
      return [.apiServerOnNode, .apiServerOutside].map { End(peer: .entity($0), address: nil) }
    case .domain, .entity: return [End(peer: peer, address: nil)]
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
    switch peer {
    case .addresses(let range): range.role == .ownNode
    case .entity(let entity): entity == .host
    case .workload, .domain: false
    }
  }

  /// One side: the policies over `subject`, asked about `other`.
  private func judge(_ direction: Direction, subject: Peer, other: End, destination: Peer) -> Judgement {
    guard let rules = asked(direction, subject: subject, other: other) else { return { _, _ in .open } }
    let isOld = semantics == .cilium && cluster.cilium.release < .v120 && direction == .egress
    return { transport, port in
      func matches(_ rule: PolicyRule) -> Bool { names(rule.ports, destination, transport, port) }
      switch rules.admin.first(where: matches)?.action {
      case .allow: return .open
      case .deny: return .closed
      case .pass, nil: break
      }
      let normal = rules.normal.filter { isOld ? namesAnywhere($0.ports, transport, port) : matches($0) }
      if normal.contains(where: { $0.action == .deny }) { return .closed }
      let allows = normal.filter { $0.action == .allow }
      if !allows.isEmpty {
        let isAlone = { namesAlone($0, transport, port, isOld: isOld) }
        return isFiltered(allows, isOpen: !rules.isIsolated, isAlone) ? .filtered : .open
      }
      if rules.isIsolated { return rules.isExempt ? .open : .closed }
      return rules.baseline.first(where: matches)?.action == .deny ? .closed : .open
    }
  }

  /// CIL-19, CIL-26
  private func isFiltered(_ allows: [PolicyRule], isOpen: Bool, _ isAlone: (RulePorts) -> Bool) -> Bool {
    if isOpen { return false }
    let plain = allows.filter { $0.layer7 == nil }
    let asksNames = allows.contains { if case .dns = $0.layer7 { true } else { false } }
    return asksNames ? !plain.contains { isAlone($0.ports) } : plain.isEmpty
  }

  /// What is asked at one end, tier by tier.
  struct Asked {
    let admin: [PolicyRule]
    let normal: [PolicyRule]
    let baseline: [PolicyRule]
    let isIsolated: Bool
    /// Cilium's own node into a pod. (CIL-27)
    let isExempt: Bool
  }

  /// The rules over `subject` that name `other`; nil when nothing is asked.
  func asked(_ direction: Direction, subject: Peer, other: End) -> Asked? {
    guard isSubject(subject) else { return nil }
    if semantics == .generic && isOwnNode(other.peer) { return nil }
    let mode = semantics == .cilium ? cluster.cilium.enforcement : .default
    let policies = mode == .never ? [] : cluster.policies.filter { selects($0, subject) && $0[direction] != nil }
    func rules(_ tier: [Policy]) -> [PolicyRule] {
      tier.flatMap { policy in
        (policy[direction]?.rules ?? []).filter { names($0.peers, other, policy.id.api, policies) }
      }
    }
    let normal = policies.filter { $0.tier == .normal }
    return Asked(
      admin: rules(sorted(policies) { if case .admin(let priority) = $0 { priority } else { nil } }),
      normal: rules(normal),
      baseline: rules(sorted(policies) { if case .baseline(let priority) = $0 { priority } else { nil } }),
      isIsolated: mode == .always || normal.contains { $0[direction]?.isolates == true },
      isExempt: semantics == .cilium && direction == .ingress && isOwnNode(other.peer)
        && !(mode == .always && cluster.cilium.release >= .v120 && policies.isEmpty))
  }

  private func sorted(_ policies: [Policy], _ priority: (PolicyTier) -> Int?) -> [Policy] {
    policies.filter { priority($0.tier) != nil }.sorted {
      let (left, right) = (priority($0.tier) ?? 0, priority($1.tier) ?? 0)
      if left != right { return left < right }
      return $0.id.name == $1.id.name ? $0.id.api.rawValue < $1.id.api.rawValue : $0.id.name < $1.id.name
    }
  }

  /// Pods of their own network, and endpoints that are no pods. (NP-37, CIL-4)
  private func isSubject(_ peer: Peer) -> Bool {
    switch peer {
    case .workload(let pod): !isNode(pod)
    case .entity(let entity): [.ingress, .health, .`init`].contains(entity)
    case .addresses, .domain: false
    }
  }

  private func selects(_ policy: Policy, _ subject: Peer) -> Bool {
    guard case .pods(let selector) = policy.subject else { return false }
    switch subject {
    case .workload(let pod): return matches(selector, pod)
    case .entity(let entity): return policy.subjectEntities.contains { $0.rawValue == entity.rawValue }
    case .addresses, .domain: return false
    }
  }
}
