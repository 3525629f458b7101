import PolicyModel
import YAMLTree

extension Policy {
  /// The `spec` of a `networking.k8s.io/v1` NetworkPolicy. `policyTypes` is always explicit. (NP-4, NP-5)
  var networkPolicySpec: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      guard tier == .normal else { throw .tier }
      guard case .pods(let subject) = subject, let namespace = id.namespace,
        subject.namespaces == .namespaces(named: [namespace])
      else { throw .subject }
      let types = [Direction.ingress, .egress].filter { self[$0] != nil }
      guard !types.isEmpty else { throw .nothingToSay }
      return .fields([
        "podSelector": subject.pods.object,
        "policyTypes": .sequence(types.map { $0 == .ingress ? "Ingress" : "Egress" }),
        "ingress": try ingress?.networkPolicyRules(.ingress),
        "egress": try egress?.networkPolicyRules(.egress),
      ])
    }
  }
}

extension PolicySection {
  /// Nil without rules: the policy type alone closes the direction, and servers drop an empty list. (NP-6)
  fileprivate func networkPolicyRules(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> YAMLValue? {
    guard isolates else { throw .isolation(direction) }
    let rules = try effectiveRules.map { (rule) throws(InexpressiblePolicy.Reason) in
      try rule.networkPolicyRule(direction)
    }
    return rules.isEmpty ? nil : .sequence(rules)
  }
}

extension PolicyRule {
  fileprivate func networkPolicyRule(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> YAMLValue {
    guard action == .allow else { throw .action(action) }
    if let layer7 { throw .layer7(layer7) }
    if let message = self.ports.printed?.first(where: { $0.isMessage || $0.isNamedRange }) { throw .port(message) }
    var peers: YAMLValue?
    if case .these(let selectors) = self.peers {
      peers = .sequence(
        try selectors.map { (selector) throws(InexpressiblePolicy.Reason) in try selector.networkPolicyPeer })
    }
    let ports = self.ports.printed.map { YAMLValue.sequence($0.flatMap(\.networkPolicyPorts)) }
    return direction == .ingress ? .fields(["from": peers, "ports": ports]) : .fields(["to": peers, "ports": ports])
  }
}

extension PeerSelector {
  /// Selectors always name the namespaces too, so that nobody has to know whose namespace is meant. (NP-13)
  fileprivate var networkPolicyPeer: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      switch self {
      case .pods(let selector):
        return .fields([
          "namespaceSelector": selector.namespaces.object,
          "podSelector": selector.pods.matchesEverything ? nil : selector.pods.object,
        ])
      case .addresses(let block):
        let exceptions = try block.strictExceptions
        return [
          "ipBlock": .fields([
            "cidr": .string(block.cidr.description),
            "except": exceptions.isEmpty ? nil : .sequence(exceptions.map { .string($0.description) }),
          ])
        ]
      case .entity, .nodes, .domain: throw .peer(self)
      }
    }
  }
}

extension AddressBlock {
  /// Exceptions inside the block and narrower than it; nothing else is accepted. (NPV-9)
  fileprivate var strictExceptions: [CIDR] {
    get throws(InexpressiblePolicy.Reason) {
      guard exceptions.allSatisfy({ cidr.contains($0) && $0 != cidr }) else { throw .peer(.addresses(self)) }
      return exceptions
    }
  }
}

extension PortMatch {
  fileprivate var networkPolicyPorts: [YAMLValue] {
    switch self {
    case .range(let transport, let range):
      let number = YAMLValue.integer(Int(range.lowerBound))
      return [
        .fields([
          "protocol": .string(transport.rawValue),
          "port": isWholeProtocol ? nil : number,
          "endPort": isWholeProtocol || range.count == 1 ? nil : .integer(Int(range.upperBound)),
        ])
      ]
    case .named(let name, let transport?):
      return [["protocol": .string(transport.rawValue), "port": .string(name)]]
    case .icmp, .namedRange: return []
    case .named(let name, nil):
      // A named port needs name and protocol to agree, so each protocol has its own element. (NP-19)
      return [TransportProtocol.tcp, .udp, .sctp].flatMap { PortMatch.named(name, $0).networkPolicyPorts }
    }
  }
}
