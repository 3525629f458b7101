import PolicyModel

/// The policies that have one workload as their subject, in one direction, in the order of evaluation.
struct SubjectRules {
  let direction: Direction
  let policies: [Policy]
  /// What the workload's DNS rules let Cilium's proxy see. (CIL-53)
  let learnedNames: [DomainPattern]
  private let conduct: AgentConduct

  init(_ direction: Direction, _ policies: [Policy], _ servers: NameServers, _ conduct: AgentConduct) {
    self.direction = direction
    self.conduct = conduct
    self.policies = policies.filter { $0[direction] != nil }
    learnedNames = self.policies.flatMap { $0[direction]?.rules ?? [] }.flatMap(servers.learnedNames)
  }

  /// What these policies allow with a peer. `ports` are the container ports of the destination. (NP-19)
  func verdict(for face: PeerFace, ports: [ContainerPort], semantics: Semantics) -> DirectionVerdict {
    guard !(face.isOwnNode && semantics == .generic) else { return .ungoverned }
    let matches = policies.flatMap { self.matches(of: $0, face: face, ports: ports) }
    let isolating = policies.filter { $0.isolates(direction) }.map(\.id)
    let fallback = Fallback(
      isIsolated: !isolating.isEmpty, isOwnNode: face.isOwnNode && conduct.admitsOwnNode(under: policies.map(\.id)),
      direction)
    let result = TierResult(matches.map(\.step), fallback: fallback)
    let rules = zip(matches, result.decided).map { $0.rule(deciding: $1, direction) }
    return DirectionVerdict(
      connections: result.allowed, unfiltered: result.allowed.subtracting(result.filtered),
      icmp: icmp(matches, fallback, semantics), isGoverned: true, isolating: isolating, rules: rules)
  }

  private func matches(of policy: Policy, face: PeerFace, ports: [ContainerPort]) -> [Match] {
    guard let section = policy[direction] else { return [] }
    return section.rules.enumerated().compactMap { index, rule in
      guard rule.matches(face, in: policy.id.api, learning: learnedNames) else { return nil }
      return Match(policy: policy, index: index, rule: rule, connections: rule.ports.connections(to: ports))
    }
  }

  /// A rule that names the peer.
  struct Match {
    let policy: Policy
    let index: Int
    let rule: PolicyRule
    let connections: ConnectionSet

    fileprivate var step: RuleStep {
      RuleStep(
        stage: policy.tier.stage, action: rule.action, connections: connections, singles: rule.ports.singles,
        filter: rule.layer7?.kind)
    }

    fileprivate func rule(deciding decided: ConnectionSet, _ direction: Direction) -> MatchedRule {
      MatchedRule(
        policy: policy.id, direction: direction, index: index, place: policy.rulePlace(direction, at: index),
        action: rule.action, name: rule.name,
        layer7: rule.layer7,
        connections: decided)
    }
  }
}

extension Fallback {
  init(isIsolated: Bool, isOwnNode: Bool, _ direction: Direction) {
    guard isIsolated else {
      self = .baseline
      return
    }
    // The own node may always in (CIL-27), but a pod may not always out to it (CIL-28).
    self = isOwnNode && direction == .ingress ? .allowed : .denied
  }
}

extension Policy {
  /// Only the normal tier isolates. (ANP-4, CNP-9)
  func isolates(_ direction: Direction) -> Bool { tier == .normal && self[direction]?.isolates == true }
}

extension PolicyEvaluation {
  /// The policies over a peer; nil for a peer that policies never have as their subject.
  func rules(over peer: Peer, _ direction: Direction) -> SubjectRules? {
    switch peer {
    case .workload(let workload):
      guard isGoverned(workload) else { return nil }
      let labels = labels(of: workload)
      let applying = policies.candidates(in: workload.namespace).filter { $0.subject.matches(labels) }
      return SubjectRules(direction, applying, nameServers, conduct)
    case .entity(let entity):
      guard isGoverned(peer) else { return nil }
      return SubjectRules(direction, policies.over(entity.entity), nameServers, conduct)
    case .addresses, .domain: return nil
    }
  }
}

extension PolicySubject {
  /// Policies over nodes never apply to pods. (CIL-5)
  fileprivate func matches(_ labels: PodLabels) -> Bool {
    if case .pods(let selector) = self { selector.matches(namespace: labels.namespace, pod: labels.pod) } else { false }
  }
}
