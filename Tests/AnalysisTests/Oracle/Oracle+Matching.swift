import Analysis
import PolicyModel

extension Oracle {
  func matches(_ selector: PodSelector, _ pod: Workload) -> Bool {
    let declared = cluster.namespaces.first { $0.name == pod.namespace }
    var space = Dictionary(uniqueKeysWithValues: (declared?.labels.pairs ?? []).map { ($0.key, $0.value) })
    space["kubernetes.io/metadata.name"] = pod.namespace
    var labels = Dictionary(uniqueKeysWithValues: pod.labels.pairs.map { ($0.key, $0.value) })
    if semantics == .cilium { labels["pod-template-hash"] = nil }
    if semantics == .cilium || cluster.policies.contains(where: asksForIdentity) {
      labels[.ciliumServiceAccount] = pod.serviceAccount ?? "default"
      labels[.ciliumCluster] = cluster.cilium.clusterName ?? "default"
    }
    return selector.namespaces.requirements.allSatisfy { holds($0, space) }
      && selector.pods.requirements.allSatisfy { holds($0, labels) }
  }

  /// Whether a policy of Cilium asks for a label that Cilium adds. (CIL-32)
  private func asksForIdentity(_ policy: Policy) -> Bool {
    guard policy.id.api.rawValue.hasPrefix("Cilium") else { return false }
    var selectors: [PodSelector] = []
    if case .pods(let subject) = policy.subject { selectors.append(subject) }
    for rule in [policy.ingress, policy.egress].compactMap({ $0 }).flatMap(\.rules) {
      guard case .these(let peers) = rule.peers else { continue }
      for case .pods(let pods) in peers { selectors.append(pods) }
    }
    return selectors.flatMap(\.pods.requirements).contains { $0.key.hasPrefix("io.cilium.k8s.policy.") }
  }

  /// NP-16
  private func holds(_ requirement: LabelRequirement, _ labels: [String: String]) -> Bool {
    switch requirement.condition {
    case .isIn(let values):
      guard let value = labels[requirement.key] else { return false }
      return values.contains(value)
    case .isNotIn(let values):
      guard let value = labels[requirement.key] else { return true }
      return !values.contains(value)
    case .exists: return labels.keys.contains(requirement.key)
    case .doesNotExist: return !labels.keys.contains(requirement.key)
    }
  }

  func names(_ peers: RulePeers, _ end: End, _ api: PolicyAPI, _ policies: [Policy]) -> Bool {
    guard case .these(let selectors) = peers else { return true }
    for selector in selectors {
      switch selector {
      case .pods(let selector):
        if case .workload(let pod) = end.peer, !isNode(pod), matches(selector, pod) { return true }
      case .addresses(let block): if contains(block, end) { return true }
      case .entity(let entity): if entities(of: end.peer).contains(entity) { return true }
      case .nodes(let selector):
        let isNode = !entities(of: end.peer).isDisjoint(with: [.host, .remoteNode])
        if selector.requirements.isEmpty && isNode { return true }
      case .domain(let pattern):
        guard case .domain(let name) = end.peer, fits(name, pattern, api) else { continue }
        if !api.rawValue.hasPrefix("Cilium") || isLearned(name, policies) { return true }
      }
    }
    return false
  }

  /// NP-26, CIL-44, CIL-45
  private func contains(_ block: AddressBlock, _ end: End) -> Bool {
    if case .domain = end.peer { return block.cidr.prefixLength == 0 && block.exceptions.isEmpty }
    if end.peer == .entity(.apiServerOutside) { return block.cidr.prefixLength == 0 && block.exceptions.isEmpty }
    if semantics == .cilium, case .addresses(let range) = end.peer {
      switch range.role {
      case .ownNode, .remoteNode, .apiServer(onNode: true): if !cluster.cilium.blocksMatchNodes { return false }
      case .external, .apiServer(onNode: false): break
      }
    }
    guard let address = end.address else { return false }
    return isInside(address, block.cidr) && !block.exceptions.contains { isInside(address, $0) }
  }

  private func isInside(_ address: IPAddress, _ cidr: CIDR) -> Bool {
    guard address.family == cidr.base.family else { return false }
    let shift = UInt128(address.family.width - cidr.prefixLength)
    return shift == 128 || address.value >> shift == cidr.base.value >> shift
  }

  /// CIL-43, CIL-50
  private func entities(of peer: Peer) -> Set<Entity> {
    switch peer {
    case .workload(let pod): return isNode(pod) ? [.all, .cluster, .remoteNode] : [.all, .cluster]
    case .domain: return [.all, .world]
    case .entity(.host): return [.all, .cluster, .host]
    case .entity(.remoteNode): return [.all, .cluster, .remoteNode]
    case .entity(.apiServer): return []
    case .entity(.apiServerOnNode): return [.all, .cluster, .remoteNode, .kubeAPIServer]
    case .entity(.apiServerOutside): return [.all, .cluster, .world, .kubeAPIServer]
    case .entity(.ingress): return [.all, .cluster, .ingress]
    case .entity(.health): return [.all, .cluster, .health]
    case .entity(.`init`): return [.all, .cluster, .`init`]
    case .entity(.unmanaged): return [.all, .cluster, .unmanaged]
    case .addresses(let range):
      switch range.role {
      case .external: return [.all, .world]
      case .ownNode: return [.all, .cluster, .host]
      case .remoteNode: return [.all, .cluster, .remoteNode]
      case .apiServer(onNode: true): return [.all, .cluster, .remoteNode, .kubeAPIServer]
      case .apiServer(onNode: false): return [.all, .cluster, .world, .kubeAPIServer]
      }
    }
  }

  /// CIL-52, CNP-15: only the patterns that ``RandomCluster`` writes.
  private func fits(_ name: String, _ pattern: DomainPattern, _ api: PolicyAPI) -> Bool {
    guard pattern.isPattern else { return pattern.text == name }
    let isCilium = api.rawValue.hasPrefix("Cilium")
    switch pattern.text {
    case "*": return true
    case "*.example.org": return name == "a.example.org" || (!isCilium && name == "b.a.example.org")
    case "**.example.org": return name != "example.org"
    case "b.*.example.org": return name == "b.a.example.org"
    default: return name == pattern.text
    }
  }

  /// CIL-53
  private func isLearned(_ name: String, _ policies: [Policy]) -> Bool {
    for rule in policies.flatMap({ $0.egress?.rules ?? [] }) where rule.action == .allow {
      guard case .dns(let patterns) = rule.layer7, mayBeAnswered(rule) else { continue }
      if patterns.contains(where: { fits(name, $0, .ciliumNetworkPolicy) }) { return true }
    }
    return false
  }

  /// Whether somebody is there whom a DNS rule names, or nobody knows, since no name server is there at all. (CIL-53)
  private func mayBeAnswered(_ rule: PolicyRule) -> Bool {
    guard case .these(let selectors) = rule.peers else { return true }
    let hasServers = cluster.workloads.contains { pod in
      ["kube-dns", "coredns", "node-local-dns"].contains(pod.labels["k8s-app"] ?? "")
        || pod.ports.contains { $0.number == 53 && $0.transport != .sctp }
    }
    return !hasServers || selectors.isEmpty
      || selectors.contains { selector in
        guard case .pods(let pods) = selector else { return true }
        return cluster.workloads.contains { !isNode($0) && matches(pods, $0) }
      }
  }

  /// CIL-66: before 1.20, a name is one number in the whole cluster or none.
  func namesAnywhere(_ ports: RulePorts, _ transport: TransportProtocol, _ port: UInt16) -> Bool {
    guard case .these(let matches) = ports else { return true }
    return matches.contains { match in
      switch match {
      case .range(let other, let range): return other == transport && range.contains(port)
      case .icmp: return false
      case .namedRange: return false
      case .named(let name, let other):
        guard other == nil || other == transport else { return false }
        let known = cluster.workloads.filter { !$0.usesHostNetwork }.flatMap(knownPorts)
          .filter { $0.name == name && $0.transport == transport }
        return Set(known.map(\.number)) == [port]
      }
    }
  }

  func names(_ ports: RulePorts, _ destination: Peer, _ transport: TransportProtocol, _ port: UInt16) -> Bool {
    guard case .these(let matches) = ports else { return true }
    for match in matches {
      switch match {
      case .range(let other, let range): if other == transport && range.contains(port) { return true }
      case .named(let name, let other):
        guard case .workload(let pod) = destination, !isNode(pod) else { continue }
        for candidate in knownPorts(of: pod) where candidate.name == name && candidate.number == port {
          if candidate.transport == transport && (other == nil || other == transport) { return true }
        }
      case .namedRange(let name, let other, let end):
        guard case .workload(let pod) = destination, !isNode(pod) else { continue }
        for candidate in knownPorts(of: pod) where candidate.name == name && candidate.transport == transport {
          guard other == nil || other == transport else { continue }
          if port == candidate.number || (candidate.number...max(candidate.number, end)).contains(port) { return true }
        }
      case .icmp: continue
      }
    }
    return false
  }

  /// On Cilium one port for each name, the last one, without sidecars. (CIL-66)
  private func knownPorts(of pod: Workload) -> [ContainerPort] {
    guard semantics == .cilium else { return pod.ports }
    let own = pod.ports.filter { !$0.isSidecar }
    return own.indices.filter { index in
      own[index].name == nil || !own[(index + 1)...].contains { $0.name == own[index].name }
    }.map { own[$0] }
  }

  /// Whether a rule names this very port and no range around it. (CIL-26)
  func namesAlone(_ ports: RulePorts, _ transport: TransportProtocol, _ port: UInt16, isOld: Bool) -> Bool {
    guard case .these(let matches) = ports else { return false }
    return matches.contains { match in
      switch match {
      case .range(let other, let range): return other == transport && range == port...port
      case .named: return isOld && namesAnywhere(.these([match]), transport, port)
      case .namedRange, .icmp: return false
      }
    }
  }
}
