import Diagnostics
import PolicyModel
import YAMLTree

/// Reads `networking.k8s.io/v1` NetworkPolicy objects, with the defaults that a server would fill in. (NP-9)
struct NetworkPolicyReader {
  let id: PolicyID
  let metadata: ObjectMetadata

  private static let objectNames = ["apiVersion", "kind", "metadata", "spec", "status"]
  private static let specNames = ["podSelector", "policyTypes", "ingress", "egress"]

  func policy(_ object: YAMLNode, _ findings: inout ObjectFindings) -> Policy? {
    guard let fields = ObjectFields(object, Self.objectNames, of: "a NetworkPolicy", &findings) else { return nil }
    guard let spec = fields["spec"] else { return policy(nil, &findings) }
    return ObjectFields(spec, Self.specNames, of: "a NetworkPolicy spec", &findings).flatMap { policy($0, &findings) }
  }

  private func policy(_ spec: ObjectFields?, _ findings: inout ObjectFindings) -> Policy? {
    let pods = LabelSelector(reading: spec?["podSelector"], "a pod selector", &findings)
    let ingress = rules(spec?["ingress"], .ingress, &findings)
    let egress = rules(spec?["egress"], .egress, &findings)
    let types = policyTypes(spec?["policyTypes"], hasEgressRules: !egress.isEmpty, &findings)
    if let spec, spec["policyTypes"] == nil {
      findings.explainLoss(
        of: spec, "\(types.sorted().map(\.rawValue).joined(separator: " and ")) of the pods is closed (NP-4)")
    }
    for (direction, rules) in [(Direction.ingress, ingress), (.egress, egress)]
    where !rules.isEmpty && !types.contains(direction) {
      guard let list = spec?[direction.rawValue] else { continue }
      findings.warn(
        "\"\(direction.rawValue)\" rules have no effect, since \"policyTypes\" does not name their direction", "NP-5",
        at: list, code: .ignoredObject)
    }
    return Policy(
      id: id, subject: .pods(PodSelector(in: id.namespace ?? "default", pods: pods)),
      ingress: types.contains(.ingress) ? PolicySection(isolates: true, rules: ingress) : nil,
      egress: types.contains(.egress) ? PolicySection(isolates: true, rules: egress) : nil,
      labels: metadata.labels, annotations: metadata.annotations)
  }

  /// As listed (NP-5), else ingress, and egress when it has rules. (NP-4)
  private func policyTypes(
    _ node: YAMLNode?, hasEgressRules: Bool, _ findings: inout ObjectFindings
  ) -> Set<Direction> {
    let listed = findings.list(node, "policyTypes") ?? []
    guard let node, !listed.isEmpty else { return hasEgressRules ? [.ingress, .egress] : [.ingress] }
    if listed.count > 2 { findings.refuse("\"policyTypes\" has at most two entries", "NPV-10", at: node) }
    var types: Set<Direction> = []
    for type in listed {
      switch type.text {
      case "Ingress": types.insert(.ingress)
      case "Egress": types.insert(.egress)
      default: findings.refuse("a policy type is Ingress or Egress", "NPV-10", at: type)
      }
    }
    return types
  }

  // MARK: Rules

  private static let ingressNames = ["from", "ports"]
  private static let egressNames = ["to", "ports"]

  private func rules(
    _ node: YAMLNode?, _ direction: Direction, _ findings: inout ObjectFindings
  ) -> [PolicyRule] {
    guard let list = findings.list(node, direction.rawValue) else { return [] }
    let names = direction == .ingress ? Self.ingressNames : Self.egressNames
    var rules: [PolicyRule] = []
    for element in list {
      if element.isNull {
        findings.warn(
          "a rule without anything in it allows everything", "NP-10, NP-43", at: element,
          help: "write `{}` if that is meant, else remove the dash")
        rules.append(PolicyRule(.allow, peers: .anyone, ports: .all))
        continue
      }
      guard let fields = ObjectFields(element, names, of: "an \(direction.rawValue) rule", &findings) else { continue }
      let rule = PolicyRule(
        .allow, peers: peers(fields[names[0]], names[0], &findings), ports: ports(fields["ports"], &findings))
      findings.explainLoss(of: fields, rule.summary)
      rules.append(
        rule.read(from: RuleEntry(number: nil, emptyLists: names.filter { fields[$0]?.isEmptyList ?? false })))
    }
    return rules
  }

  /// Nothing and an empty list mean everybody. (NP-11)
  private func peers(_ node: YAMLNode?, _ name: String, _ findings: inout ObjectFindings) -> RulePeers {
    guard let list = findings.list(node, name), !list.isEmpty else { return .anyone }
    var peers: [PeerSelector] = []
    for element in list {
      if let peer = peer(element, &findings) { peers.append(peer) }
    }
    return .these(peers)
  }

  private static let peerNames = ["podSelector", "namespaceSelector", "ipBlock"]

  /// The table of NP-13.
  private func peer(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PeerSelector? {
    guard !node.isNull else {
      findings.refuse("a peer needs a selector or an \"ipBlock\"", "NPV-6", at: node)
      return nil
    }
    guard let fields = ObjectFields(node, Self.peerNames, of: "a peer", &findings) else { return nil }
    let (pods, namespaces) = (fields["podSelector"], fields["namespaceSelector"])
    guard pods != nil || namespaces != nil else {
      guard let block = fields["ipBlock"] else {
        findings.refuse("a peer needs a selector or an \"ipBlock\"", "NPV-6", at: node)
        return nil
      }
      return addressBlock(block, &findings).map { .addresses($0) }
    }
    if let block = fields["ipBlock"] {
      findings.refuse("an \"ipBlock\" stands alone, without selectors", "NPV-7", at: block)
    }
    let own = LabelSelector.namespaces(named: [id.namespace ?? "default"])
    return .pods(
      PodSelector(
        namespaces: namespaces.map { LabelSelector(reading: $0, "a namespace selector", &findings) } ?? own,
        pods: LabelSelector(reading: pods, "a pod selector", &findings)))
  }

  private static let blockNames = ["cidr", "except"]

  /// NP-26, NPV-8, NPV-9
  private func addressBlock(_ node: YAMLNode, _ findings: inout ObjectFindings) -> AddressBlock? {
    guard let fields = ObjectFields(node, Self.blockNames, of: "an ipBlock", &findings) else { return nil }
    guard let cidrNode = fields["cidr"] else {
      findings.refuse("an \"ipBlock\" needs a \"cidr\"", "NPV-8", at: node)
      return nil
    }
    guard let cidr = CIDR(reading: cidrNode, "NPV-8", &findings) else { return nil }
    var exceptions: [CIDR] = []
    for element in findings.list(fields["except"], "except") ?? [] {
      guard let exception = CIDR(reading: element, "NPV-9", &findings) else { continue }
      if !cidr.contains(exception) || cidr == exception {
        findings.refuse(
          "\"\(exception)\" must lie inside \"\(cidr)\" and be smaller", "NPV-9", at: element)
      }
      exceptions.append(exception)
    }
    if exceptions.isEmpty { findings.explainLoss(of: fields, "nothing is excepted (NP-26)") }
    return AddressBlock(cidr, except: exceptions)
  }

  // MARK: Ports

  /// Nothing and an empty list mean every port. (NP-12)
  private func ports(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> RulePorts {
    guard let list = findings.list(node, "ports"), !list.isEmpty else { return .all }
    var matches: [PortMatch] = []
    for element in list {
      if let match = port(element, &findings) { matches.append(match) }
    }
    return .these(matches)
  }

  private static let portNames = ["protocol", "port", "endPort"]

  private func port(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PortMatch? {
    if node.isNull { return .range(.tcp, 1...65_535) }
    guard let fields = ObjectFields(node, Self.portNames, of: "a port", &findings),
      let transport = transport(fields["protocol"], &findings)
    else { return nil }
    guard let port = fields["port"] else {
      findings.explainLoss(of: fields, "every port of \(transport.rawValue) is meant (NP-17)")
      if let end = fields["endPort"] { findings.refuse("\"endPort\" needs a \"port\"", "NPV-5", at: end) }
      return .range(transport, 1...65_535)
    }
    guard port.scalarType == .text else { return range(transport, from: port, to: fields["endPort"], &findings) }
    if let end = fields["endPort"] {
      findings.refuse("\"endPort\" needs a port number, not a name", "NPV-5", at: end)
    }
    return name(port, &findings).map { .named($0, transport) }
  }

  /// TCP unless another one is named. (NP-17)
  private func transport(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> TransportProtocol? {
    guard let node else { return .tcp }
    guard let transport = node.text.flatMap(TransportProtocol.init(rawValue:)) else {
      findings.refuse("\"protocol\" must be TCP, UDP or SCTP", "NPV-2", at: node)
      return nil
    }
    return transport
  }

  private func range(
    _ transport: TransportProtocol, from node: YAMLNode, to end: YAMLNode?, _ findings: inout ObjectFindings
  ) -> PortMatch? {
    guard let first = findings.integer(node, "port", 1...65_535, "NPV-3") else { return nil }
    let last = end == nil ? first : findings.integer(end, "endPort", first...65_535, "NPV-5")
    guard let last else { return nil }
    return .range(transport, UInt16(first)...UInt16(last))
  }

  private func name(_ node: YAMLNode, _ findings: inout ObjectFindings) -> String? {
    guard let name = node.text, name.isPortName else {
      let isNumber = node.text.flatMap(Int.init) != nil
      findings.refuse(
        "\"\(node.text ?? "")\" is not a port name", "NPV-4", at: node,
        help: isNumber ? "write the number without quotes" : nil)
      return nil
    }
    return name
  }
}

extension YAMLNode {
  fileprivate var isEmptyList: Bool { kind == .sequence && elements.underestimatedCount == 0 }
}
