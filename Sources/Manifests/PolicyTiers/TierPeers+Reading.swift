import PolicyModel
import YAMLTree

extension TierReader {
  private static let ingressNames = ["namespaces", "pods"]
  private static let egressNames = ["namespaces", "pods", "nodes", "networks", "domainNames"]
  private static let baselineNames = ["namespaces", "pods", "nodes", "networks"]

  /// One peer element, which names exactly one thing. (ANP-8, CNP-11)
  func peer(
    _ node: YAMLNode, _ direction: Direction, _ action: RuleAction, _ findings: inout ObjectFindings
  ) -> [PeerSelector] {
    let names =
      direction == .ingress ? Self.ingressNames : words.hasDomainNames ? Self.egressNames : Self.baselineNames
    guard let fields = ObjectFields(node, names, of: "an \(direction.rawValue) peer", &findings) else { return [] }
    guard names.count(where: { fields[$0] != nil }) == 1 else {
      let known = names.map { "\"\($0)\"" }.joined(separator: ", ")
      findings.refuse("a peer is exactly one of \(known)", "ANP-8, ANP-14, CNP-11, CNP-22", at: node)
      return []
    }
    if let namespaces = fields["namespaces"] {
      let selector = LabelSelector(reading: namespaces, "a namespace selector", &findings)
      return [.pods(PodSelector(namespaces: selector, pods: .everything))]
    }
    if let pods = fields["pods"] { return self.pods(pods, &findings).map { [.pods($0)] } ?? [] }
    for name in ["nodes", "domainNames"] where fields[name] != nil { warnOfChannel(name, fields, &findings) }
    if let nodes = fields["nodes"] { return [.nodes(LabelSelector(reading: nodes, "a node selector", &findings))] }
    if let networks = fields["networks"] { return self.networks(networks, &findings) }
    return fields["domainNames"].map { domains($0, action, &findings) } ?? []
  }

  /// ANP-8, CNP-12
  private func warnOfChannel(_ name: String, _ fields: ObjectFields, _ findings: inout ObjectFindings) {
    findings.warn(
      "\"\(name)\" is a field of the experimental channel alone; with the standard one a server refuses the policy",
      id.api == .clusterNetworkPolicy ? "CNP-12" : "ANP-8", at: fields[name] ?? fields.node)
  }

  /// ANP-11, CNP-13
  private func networks(_ node: YAMLNode, _ findings: inout ObjectFindings) -> [PeerSelector] {
    var peers: [PeerSelector] = []
    for element in values(node, "networks", &findings) {
      if let text = element.text, text.utf8.count > 43 {
        findings.refuse("an address block has at most 43 characters", rule, at: element)
      }
      if let block = CIDR(reading: element, rule, &findings) { peers.append(.addresses(AddressBlock(block))) }
    }
    return peers
  }

  /// Only for rules that allow. (CNP-15, CNP-21)
  private func domains(
    _ node: YAMLNode, _ action: RuleAction, _ findings: inout ObjectFindings
  ) -> [PeerSelector] {
    if action != .allow {
      findings.refuse("\"domainNames\" are for rules that allow", "CNP-15", at: node)
    }
    var peers: [PeerSelector] = []
    for element in values(node, "domainNames", &findings) {
      guard let text = findings.text(element, "domainNames", "CNP-21") else { continue }
      guard text.isPolicyDomain else {
        findings.refuse("\"\(text)\" is not a domain name of at least two labels", "CNP-21", at: element)
        continue
      }
      let domain = text.canonicalDomain
      peers.append(.domain(domain.hasPrefix("*.") ? DomainPattern(pattern: domain) : DomainPattern(name: domain)))
    }
    return peers
  }

  private func values(_ node: YAMLNode, _ name: String, _ findings: inout ObjectFindings) -> [YAMLNode] {
    let list = findings.list(node, name) ?? []
    if !(1...words.values).contains(list.count) {
      findings.refuse("\"\(name)\" has 1 to \(words.values) entries", rule, at: node)
    }
    return list
  }
}

extension String {
  /// An optional `*.`, at least two labels, and perhaps a final dot. (CNP-21)
  fileprivate var isPolicyDomain: Bool {
    var text = hasPrefix("*.") ? dropFirst(2) : self[...]
    if text.last == "." { text.removeLast() }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2
      && labels.allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return first.isDomainEnd && last.isDomainEnd && label.allSatisfy { $0.isDomainEnd || $0 == "-" || $0 == "_" }
      }
  }
}

extension Character {
  fileprivate var isDomainEnd: Bool { isASCII && (isLetter || isNumber) }
}

// MARK: Ports

extension TierReader {
  /// Absent means no filter; an empty list is refused. (ANP-10, CNP-16)
  func ports(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> RulePorts {
    guard let node, let list = findings.list(node, words.portsKey) else { return .all }
    if !(1...words.ports).contains(list.count) {
      findings.refuse("\"\(words.portsKey)\" has 1 to \(words.ports) entries", rule, at: node)
    }
    var matches: [PortMatch] = []
    for element in list {
      let match = id.api == .clusterNetworkPolicy ? protocolMatch(element, &findings) : portMatch(element, &findings)
      if let match { matches.append(match) }
    }
    return .these(matches)
  }

  private static let portNames = ["portNumber", "portRange", "namedPort"]
  private static let numberNames = ["protocol", "port"]
  private static let rangeNames = ["protocol", "start", "end"]

  /// v1alpha1. (ANP-10)
  private func portMatch(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PortMatch? {
    guard let fields = ObjectFields(node, Self.portNames, of: "a port", &findings) else { return nil }
    switch (fields["portNumber"], fields["portRange"], fields["namedPort"]) {
    case (let number?, nil, nil):
      guard let fields = ObjectFields(number, Self.numberNames, of: "\"portNumber\"", &findings),
        let transport = transport(fields["protocol"], &findings), let port = bound(fields, "port", &findings)
      else { return nil }
      return .port(transport, port)
    case (nil, let range?, nil):
      guard let fields = ObjectFields(range, Self.rangeNames, of: "\"portRange\"", &findings),
        let transport = transport(fields["protocol"], &findings), let start = bound(fields, "start", &findings),
        let end = bound(fields, "end", &findings)
      else { return nil }
      guard start <= end else {
        findings.warn("the range ends before it starts and matches nothing", "ANP-14", at: range)
        return nil
      }
      return .range(transport, start...end)
    case (nil, nil, let name?): return findings.text(name, "namedPort", "ANP-10").map { .named($0, nil) }
    default:
      findings.refuse("a port is exactly one of \"portNumber\", \"portRange\", \"namedPort\"", "ANP-14", at: node)
      return nil
    }
  }

  private func transport(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> TransportProtocol? {
    guard let node else { return .tcp }
    guard let transport = node.text.flatMap(TransportProtocol.init(rawValue:)) else {
      findings.refuse("\"protocol\" must be TCP, UDP or SCTP", "ANP-10", at: node)
      return nil
    }
    return transport
  }

  private static let protocolNames = ["tcp", "udp", "sctp", "destinationNamedPort"]
  private static let destinationNames = ["destinationPort"]
  private static let destinationPortNames = ["number", "range"]
  private static let boundNames = ["start", "end"]

  /// v1alpha2. (CNP-16 to CNP-19)
  private func protocolMatch(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PortMatch? {
    guard let fields = ObjectFields(node, Self.protocolNames, of: "an element of \"protocols\"", &findings) else {
      return nil
    }
    let present = Self.protocolNames.filter { fields[$0] != nil }
    guard present.count == 1, let name = present.first, let value = fields[name] else {
      findings.refuse("an element of \"protocols\" names exactly one protocol or port name", "CNP-16", at: node)
      return nil
    }
    guard let transport = TransportProtocol(rawValue: name.uppercased()) else {
      return findings.text(value, name, "CNP-19").map { .named($0, nil) }
    }
    guard let inner = ObjectFields(value, Self.destinationNames, of: "\"\(name)\"", &findings) else { return nil }
    guard let destination = inner["destinationPort"] else {
      findings.refuse(
        "\"\(name)\" needs a \"destinationPort\"", "CNP-17", at: value,
        help: "write the range 1 to 65535 for every port")
      return nil
    }
    return destinationPort(destination, &findings).map { .range(transport, $0) }
  }

  /// CNP-18
  private func destinationPort(_ node: YAMLNode, _ findings: inout ObjectFindings) -> ClosedRange<UInt16>? {
    guard let fields = ObjectFields(node, Self.destinationPortNames, of: "a destination port", &findings) else {
      return nil
    }
    switch (fields["number"], fields["range"]) {
    case (.some, nil): return bound(fields, "number", &findings).map { $0...$0 }
    case (nil, let range?):
      guard let bounds = ObjectFields(range, Self.boundNames, of: "a range", &findings),
        let start = bound(bounds, "start", &findings), let end = bound(bounds, "end", &findings)
      else { return nil }
      guard start < end else {
        findings.refuse(
          "\"start\" must be less than \"end\"", "CNP-18", at: range, help: "write \"number\" for one port")
        return nil
      }
      return start...end
    default:
      findings.refuse("a destination port is either a \"number\" or a \"range\"", "CNP-18", at: node)
      return nil
    }
  }

  private func bound(_ fields: ObjectFields, _ name: String, _ findings: inout ObjectFindings) -> UInt16? {
    let rule = id.api == .clusterNetworkPolicy ? "CNP-18" : "ANP-14"
    guard let node = fields[name] else {
      findings.refuse("\"\(name)\" is missing", rule, at: fields.node)
      return nil
    }
    return findings.integer(node, name, 1...65_535, rule).flatMap(UInt16.init(exactly:))
  }
}
