import PolicyModel
import YAMLTree

extension Policy {
  /// The `spec` of a policy of the admin and baseline tiers: ClusterNetworkPolicy, and what came before it.
  var tierSpec: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      let words = TierVocabulary(id.api)
      guard case .pods(let subject) = subject else { throw .subject }
      let rules = (
        ingress: try tierRules(.ingress, words), egress: try tierRules(.egress, words)
      )
      guard !rules.ingress.isEmpty || !rules.egress.isEmpty else { throw .nothingToSay }
      let (name, priority) = try tierAndPriority
      return .fields([
        "tier": name.map { .string($0) },
        "priority": priority.map { .integer($0) },
        "subject": subject.tierPeer,
        "ingress": .sequence(rules.ingress),
        "egress": .sequence(rules.egress),
      ])
    }
  }

  /// What the object says about its tier: the older kinds imply it. (ANP-1, CNP-1, CNP-24)
  private var tierAndPriority: (String?, Int?) {
    get throws(InexpressiblePolicy.Reason) {
      switch (id.api, tier) {
      case (.clusterNetworkPolicy, .admin(let priority)): return ("Admin", try checked(priority))
      case (.clusterNetworkPolicy, .baseline(let priority)): return ("Baseline", try checked(priority))
      case (.adminNetworkPolicy, .admin(let priority)): return (nil, try checked(priority))
      case (.baselineAdminNetworkPolicy, .baseline) where id.name == "default": return (nil, nil)
      default: throw .tier
      }
    }
  }

  private func checked(_ priority: Int) throws(InexpressiblePolicy.Reason) -> Int {
    guard (0...1_000).contains(priority) else { throw .tier }
    return priority
  }

  private func tierRules(
    _ direction: Direction, _ words: TierVocabulary
  ) throws(InexpressiblePolicy.Reason) -> [YAMLValue] {
    guard let section = self[direction] else { return [] }
    // The tiers never isolate. (ANP-4, CNP-9)
    guard !section.isolates else { throw .isolation(direction) }
    let rules = try section.effectiveRules.map { (rule) throws(InexpressiblePolicy.Reason) in
      try rule.tierRule(direction, words)
    }
    guard rules.count <= words.rules else { throw .tooMany("rules", limit: words.rules) }
    return rules
  }
}

extension PolicyRule {
  fileprivate func tierRule(
    _ direction: Direction, _ words: TierVocabulary
  ) throws(InexpressiblePolicy.Reason) -> YAMLValue {
    guard let action = words.name(of: action) else { throw .action(action) }
    if let layer7 { throw .layer7(layer7) }
    guard case .these(let selectors) = peers else { throw .everyone }
    let peers = try PeerSelector.tierPeers(selectors, direction, words, action: self.action)
    guard peers.count <= words.peers else { throw .tooMany("peers", limit: words.peers) }
    let ports = try self.ports.printed?.map { (match) throws(InexpressiblePolicy.Reason) in
      try words.port(match)
    }
    if let ports, ports.count > words.ports { throw .tooMany("ports", limit: words.ports) }
    return .fields([
      "name": name.map { .string($0) },
      "action": .string(action),
      (direction == .ingress ? "from" : "to"): .sequence(peers),
      words.portsKey: ports.map { .sequence($0) },
    ])
  }
}

extension PeerSelector {
  /// Blocks stand together, 25 to an element, as do domain names. (CNP-20)
  fileprivate static func tierPeers(
    _ selectors: [PeerSelector], _ direction: Direction, _ words: TierVocabulary, action: RuleAction
  ) throws(InexpressiblePolicy.Reason) -> [YAMLValue] {
    var peers: [YAMLValue] = []
    var networks: [YAMLValue] = []
    var domains: [YAMLValue] = []
    for selector in selectors {
      switch selector {
      case .pods(let pods): peers.append(pods.tierPeer)
      case .addresses(let block) where direction == .egress && block.exceptions.isEmpty:
        networks.append(.string(block.cidr.description))
      case .nodes(let nodes) where direction == .egress: peers.append(["nodes": nodes.object])
      case .domain(let pattern) where direction == .egress && action == .allow && words.hasDomainNames:
        domains.append(.string(pattern.text))
      default: throw .peer(selector)
      }
    }
    return peers + networks.elements(of: "networks") + domains.elements(of: "domainNames")
  }
}

extension PodSelector {
  /// As subject and as peer: whole namespaces, or some pods in them. (ANP-7, ANP-8)
  fileprivate var tierPeer: YAMLValue {
    pods.matchesEverything
      ? ["namespaces": namespaces.object]
      : ["pods": ["namespaceSelector": namespaces.object, "podSelector": pods.object]]
  }
}

extension [YAMLValue] {
  fileprivate func elements(of key: String) -> [YAMLValue] {
    stride(from: 0, to: count, by: 25).map { start in
      .mapping([YAMLValue.Entry(key, .sequence(Array(self[start..<Swift.min(start + 25, count)])))])
    }
  }
}
