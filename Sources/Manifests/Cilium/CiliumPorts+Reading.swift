import Diagnostics
import PolicyModel
import YAMLTree

/// The ports of an entry, by what a proxy lets through on them.
struct CiliumPorts {
  /// None when the entry matches no port at all.
  var groups: [Group]
  /// Whether the entry has ports, so that no peer member means everybody. (CIL-39)
  var isRestricted: Bool

  struct Group {
    var ports: RulePorts
    var layer7: Layer7Filter?
    /// What else is done with connections, in words.
    var treatment: [String] = []
  }

  /// Every protocol and port. (CIL-61)
  static let all = CiliumPorts(groups: [Group(ports: .all, layer7: nil)], isRestricted: false)

  /// ICMP only, which has no ports. (CIL-71)
  static func messages(_ matches: [PortMatch]) -> CiliumPorts {
    CiliumPorts(groups: matches.isEmpty ? [] : [Group(ports: .these(matches), layer7: nil)], isRestricted: true)
  }

  /// Ports that are treated alike stand together; none add nothing. (CIL-67)
  mutating func add(_ matches: [PortMatch], _ layer7: Layer7Filter?, _ treatment: [String]) {
    guard !matches.isEmpty else { return }
    guard let index = groups.firstIndex(where: { $0.layer7 == layer7 && $0.treatment == treatment }),
      case .these(let others) = groups[index].ports
    else {
      groups.append(Group(ports: .these(matches), layer7: layer7, treatment: treatment))
      return
    }
    groups[index].ports = .these(others + matches)
  }
}

extension CiliumReader {
  /// CIL-61, CIL-67, CIL-71
  func ports(
    _ fields: ObjectFields, _ direction: Direction, _ action: RuleAction, _ findings: inout ObjectFindings
  ) -> CiliumPorts {
    let elements = findings.list(fields["toPorts"], "toPorts") ?? []
    let icmps = findings.list(fields["icmps"], "icmps") ?? []
    let messages = messages(icmps, &findings)
    if let first = icmps.first, !elements.isEmpty {
      findings.refuse("an entry has either \"icmps\" or \"toPorts\"", "CILV-7", at: first)
    }
    guard icmps.isEmpty else { return .messages(messages) }
    guard !elements.isEmpty else { return .all }
    var ports = CiliumPorts(groups: [], isRestricted: true)
    for element in elements { add(element, to: &ports, direction, action, &findings) }
    return ports
  }

  private static let allowNames = ["ports", "rules", "terminatingTLS", "originatingTLS", "serverNames", "listener"]
  private static let denyNames = ["ports"]

  private func add(
    _ node: YAMLNode, to ports: inout CiliumPorts, _ direction: Direction, _ action: RuleAction,
    _ findings: inout ObjectFindings
  ) {
    let names = action == .deny ? Self.denyNames : Self.allowNames
    guard let fields = ObjectFields(node, names, of: "an element of \"toPorts\"", &findings) else { return }
    let list = findings.list(fields["ports"], "ports") ?? []
    if list.count > PolicyRule.portsPerElement {
      findings.refuse("an element of \"toPorts\" has at most 40 ports", "CIL-68, CILV-4", at: fields["ports"] ?? node)
    }
    var matches: [PortMatch] = []
    for element in list { matches += self.matches(element, direction, &findings) }
    if matches.isEmpty { findings.explainLoss(of: fields, "the element matches no port (CIL-67)") }
    let layer7 = fields["rules"].flatMap { self.layer7($0, matches, direction, &findings) }
    if let layer7, let rules = fields["rules"] { checkNodes(rules, layer7, direction, &findings) }
    if let listener = fields["listener"], direction == .ingress || layer7 != nil {
      findings.refuse("a \"listener\" is for egress without layer 7 rules", "CILV-6", at: listener)
    }
    if let kind = fields["listener"]?["envoyConfig"]?["kind"], id.namespace == nil,
      !kind.hasText("CiliumClusterwideEnvoyConfig")
    {
      findings.warn(
        "a cluster-wide policy cannot use the listener of a namespace, and agents then enforce nothing of it",
        "CILV-12", at: kind, help: "name a CiliumClusterwideEnvoyConfig")
    }
    let servers = serverNames(fields, hasFilter: layer7 != nil, &findings)
    ports.add(matches, servers.isEmpty ? layer7 : layer7.narrowed(to: servers), treatment(fields))
  }

  /// What a proxy does with connections besides looking at their requests. (CIL-70)
  private func treatment(_ fields: ObjectFields) -> [String] {
    ["terminatingTLS", "originatingTLS", "listener"].compactMap { name in
      fields[name].map { "\(name) \($0.leaves.joined(separator: " "))" }
    }
  }

  /// Whatever else stands in the element, agents refuse to filter what reaches nodes, and requests that leave them. (CIL-69)
  private func checkNodes(
    _ node: YAMLNode, _ filter: Layer7Filter, _ direction: Direction, _ findings: inout ObjectFindings
  ) {
    guard isAboutNodes else { return }
    if direction == .ingress {
      findings.refuse("policies for nodes have no layer 7 rules for ingress", "CIL-69, CILV-5", at: node)
    } else if case .http = filter {
      findings.refuse("policies for nodes have no \"http\" rules", "CIL-69, CILV-5", at: node)
    }
  }

  private func serverNames(_ fields: ObjectFields, hasFilter: Bool, _ findings: inout ObjectFindings) -> [String] {
    guard let names = fields["serverNames"] else { return [] }
    if hasFilter, fields["terminatingTLS"] == nil {
      findings.refuse("\"serverNames\" beside layer 7 rules need \"terminatingTLS\"", "CILV-5", at: names)
    }
    return (findings.list(names, "serverNames") ?? []).compactMap { node in
      let name = findings.text(node, "serverNames", "CILV-5")
      if name == "" { findings.refuse("a server name is not empty", "CILV-5", at: node) }
      return name
    }
  }
}

extension Layer7Filter? {
  /// The same for TLS connections to these servers only. (CIL-70)
  fileprivate func narrowed(to servers: [String]) -> Layer7Filter {
    guard case .http(let requests) = self else { return .serverNames(servers) }
    let condition = "server name \(servers.joined(separator: " or "))"
    return .http(
      requests.map { HTTPMatch(method: $0.method, path: $0.path, conditions: $0.conditions + [condition]) })
  }
}

extension YAMLNode {
  /// The scalars of a small tree with the keys before them, sorted by key: equal for trees that say the same.
  fileprivate var leaves: [String] {
    switch kind {
    case .scalar: [text ?? ""]
    case .sequence: elements.flatMap(\.leaves)
    case .mapping:
      entries.map { (key: $0.key.text ?? "", value: $0.value) }.sorted { $0.key < $1.key }
        .flatMap { [$0.key] + $0.value.leaves }
    }
  }
}
