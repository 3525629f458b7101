import PolicyModel

/// What the policies of two states say differently about some pods.
struct PolicyChanges {
  private let differences: [Difference]
  private let names: (old: Set<String>, new: Set<String>)

  /// A policy that takes part in saying something else.
  private struct Difference {
    let policy: PolicyID
    let topic: PolicyStatement.Topic
    /// Whether it says something else of what no flow tells.
    let isBeyondFlows: Bool
  }

  /// - Parameter hasEntities: whether nodes and the API server are ends of flows.
  init(from old: PolicySet, to new: PolicySet, hasEntities: Bool) {
    names = (Set(old.policies.map(\.id.description)), Set(new.policies.map(\.id.description)))
    let (before, after) = (Set(old.policies), Set(new.policies))
    let changed = Set(before.symmetricDifference(after).flatMap(\.topics))
    guard !changed.isEmpty else {
      differences = []
      return
    }
    let sides = (old.policies(by: changed), new.policies(by: changed))
    differences = changed.flatMap { topic -> [Difference] in
      let (was, now) = (sides.0[topic] ?? [], sides.1[topic] ?? [])
      guard PolicyStatement(was, about: topic) != PolicyStatement(now, about: topic) else { return [] }
      let parts = (Set(was.map { Part($0, topic) }), Set(now.map { Part($0, topic) }))
      func rest(_ policies: [Policy]) -> PolicyStatement {
        PolicyStatement(policies, about: topic) { $0.isBeyondFlows(hasEntities) }
      }
      let isBeyondFlows = rest(was) != rest(now)
      return Set(parts.0.symmetricDifference(parts.1).map(\.policy)).map {
        Difference(policy: $0, topic: topic, isBeyondFlows: isBeyondFlows)
      }
    }
  }

  /// What one policy contributes to a topic.
  private struct Part: Hashable {
    let policy: PolicyID
    let statement: PolicyStatement

    init(_ policy: Policy, _ topic: PolicyStatement.Topic) {
      self.policy = policy.id
      statement = PolicyStatement([policy], about: topic)
    }
  }

  /// The policies, once each, of which no flow shows that they say something else.
  func changes(notShownBy ends: ChangedEnds) -> [OtherChange] {
    let silent = differences.filter { difference in
      guard case .pods(let subject) = difference.topic.subject else { return true }
      return difference.isBeyondFlows || !ends.include(subject, difference.topic.direction)
    }
    return Set(silent.map(\.policy.description)).sorted().compactMap { name in
      OtherChange(
        .policy, name, from: names.old.contains(name) ? "before" : nil, to: names.new.contains(name) ? "after" : nil)
    }
  }
}

extension Policy {
  fileprivate var topics: [PolicyStatement.Topic] {
    Direction.allCases.filter { self[$0] != nil }
      .map { PolicyStatement.Topic(tier: tier, subject: subject, entities: subjectEntities, direction: $0) }
  }
}

extension PolicySet {
  fileprivate func policies(by topics: Set<PolicyStatement.Topic>) -> [PolicyStatement.Topic: [Policy]] {
    var result: [PolicyStatement.Topic: [Policy]] = [:]
    for policy in policies {
      for topic in policy.topics where topics.contains(topic) { result[topic, default: []].append(policy) }
    }
    return result
  }
}

extension PolicyRule {
  /// Whether it tells apart what flows do not: nodes by their labels, messages without ports, and what is done with
  /// connections besides letting them pass.
  fileprivate func isBeyondFlows(_ hasEntities: Bool) -> Bool {
    !treatment.isEmpty || ports.hasMessages || peers.hasNodes(besidesEntities: hasEntities)
  }
}

extension RulePorts {
  fileprivate var hasMessages: Bool {
    guard case .these(let matches) = self else { return false }
    return matches.contains { if case .icmp = $0 { true } else { false } }
  }
}

extension RulePeers {
  fileprivate func hasNodes(besidesEntities hasEntities: Bool) -> Bool {
    guard case .these(let selectors) = self else { return false }
    return selectors.contains { selector in
      switch selector {
      case .nodes(let labels): !hasEntities || !labels.matchesEverything
      case .entity(.all), .entity(.world), .entity(.none): false
      case .entity: !hasEntities
      case .pods, .addresses, .domain: false
      }
    }
  }
}
