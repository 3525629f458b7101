import PolicyModel
import YAMLTree

extension Policy {
  /// The `spec` of a `cilium.io/v2` policy: all fields that decide, whether or not there is something in them.
  var ciliumSpec: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      guard tier == .normal else { throw .tier }
      let ingress = try ciliumLists(.ingress)
      let egress = try ciliumLists(.egress)
      guard ingress.hasEntries || egress.hasEntries else { throw .nothingToSay }
      let selector = try ciliumSubject
      return .fields([
        selector.key: selector.value,
        // What entries do by themselves where this is silent. (CIL-10)
        "enableDefaultDeny": [
          "ingress": .boolean(self.ingress?.isolates ?? false), "egress": .boolean(self.egress?.isolates ?? false),
        ],
        "ingress": .sequence(ingress.allowed),
        "ingressDeny": .sequence(ingress.denied),
        "egress": .sequence(egress.allowed),
        "egressDeny": .sequence(egress.denied),
      ])
    }
  }

  private var ciliumSubject: YAMLValue.Entry {
    get throws(InexpressiblePolicy.Reason) {
      switch subject {
      case .nodes(let selector):
        guard id.api == .ciliumClusterwideNetworkPolicy else { throw .subject }
        return YAMLValue.Entry("nodeSelector", selector.object)
      case .pods(let selector) where id.api == .ciliumClusterwideNetworkPolicy:
        return YAMLValue.Entry("endpointSelector", try selector.ciliumEndpoints)
      case .pods(let selector):
        // The agent adds the policy's own namespace. (CIL-3)
        guard let namespace = id.namespace, selector.namespaces == .namespaces(named: [namespace]) else {
          throw .subject
        }
        return YAMLValue.Entry("endpointSelector", try selector.pods.ciliumPods)
      }
    }
  }

  private func ciliumLists(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> CiliumLists {
    guard let section = self[direction] else { return CiliumLists() }
    var lists = CiliumLists()
    for rule in section.effectiveRules {
      let entries = try rule.ciliumEntries(direction)
      if rule.action == .deny { lists.denied += entries } else { lists.allowed += entries }
    }
    // An entry that allows nothing closes the direction. (CIL-11)
    if section.isolates && !lists.hasEntries { lists.allowed = [.mapping([])] }
    return lists
  }
}

/// The entries of one direction. A list without any says nothing, as long as another one has some. (CIL-7)
private struct CiliumLists {
  var allowed: [YAMLValue] = []
  var denied: [YAMLValue] = []

  var hasEntries: Bool { !allowed.isEmpty || !denied.isEmpty }
}

extension PolicyRule {
  /// One entry for each kind of peer, since an entry with two kinds is refused. (CIL-41)
  fileprivate func ciliumEntries(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> [YAMLValue] {
    guard action != .pass else { throw .action(action) }
    let ports = try ciliumPorts(direction).map { YAMLValue.Entry("toPorts", $0) }
    let messages = try ciliumMessages.map { YAMLValue.Entry("icmps", $0) }
    return try ciliumPeers(direction).map { peers in .mapping([peers] + [ports, messages].compactMap { $0 }) }
  }

  private func ciliumPeers(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> [YAMLValue.Entry] {
    let prefix = direction == .ingress ? "from" : "to"
    guard case .these(let selectors) = peers else {
      // Without a peer member, an entry without ports would match nothing. (CIL-39)
      return [YAMLValue.Entry("\(prefix)Entities", [.string(Entity.all.rawValue)])]
    }
    var members: [CiliumPeerMember: [YAMLValue]] = [:]
    let hasExceptions = selectors.contains(where: \.hasExceptions)
    for selector in selectors {
      let (member, value) = try selector.ciliumPeer(direction, action, inSet: hasExceptions)
      members[member, default: []].append(value)
    }
    return CiliumPeerMember.allCases.compactMap { member in
      members[member].map { YAMLValue.Entry(prefix + member.rawValue, .sequence($0)) }
    }
  }
}

/// What follows `from` or `to` in the members that name peers.
enum CiliumPeerMember: String, CaseIterable {
  case endpoints = "Endpoints"
  case entities = "Entities"
  case blocks = "CIDR"
  case blockSets = "CIDRSet"
  case nodes = "Nodes"
  case domains = "FQDNs"
}

extension PeerSelector {
  fileprivate var hasExceptions: Bool {
    if case .addresses(let block) = self { !block.exceptions.isEmpty } else { false }
  }

  fileprivate func ciliumPeer(
    _ direction: Direction, _ action: RuleAction, inSet: Bool
  ) throws(InexpressiblePolicy.Reason) -> (CiliumPeerMember, YAMLValue) {
    switch self {
    case .pods(let selector): return (.endpoints, try selector.ciliumEndpoints)
    case .entity(let entity): return (.entities, .string(entity.rawValue))
    case .nodes(let selector): return (.nodes, selector.object)
    case .addresses(let block) where inSet: return (.blockSets, try block.ciliumSet)
    case .addresses(let block): return (.blocks, .string(block.cidr.description))
    case .domain(let pattern):
      // Names are for egress that is allowed. (CIL-52, CIL-75)
      guard direction == .egress, action == .allow else { throw .peer(self) }
      return (.domains, pattern.ciliumObject)
    }
  }
}

extension AddressBlock {
  /// Exceptions must lie inside the block. (CIL-47)
  fileprivate var ciliumSet: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      guard exceptions.allSatisfy(cidr.contains) else { throw .peer(.addresses(self)) }
      return .fields([
        "cidr": .string(cidr.description),
        "except": exceptions.isEmpty ? nil : .sequence(exceptions.map { .string($0.description) }),
      ])
    }
  }
}

extension DomainPattern {
  /// `matchName` or `matchPattern`. (CIL-52)
  var ciliumObject: YAMLValue { isPattern ? ["matchPattern": .string(text)] : ["matchName": .string(text)] }
}
