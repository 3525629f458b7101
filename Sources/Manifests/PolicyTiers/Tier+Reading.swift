import PolicyModel
import YAMLTree

/// Reads `policy.networking.k8s.io` objects: ClusterNetworkPolicy, and the two kinds that came before it.
struct TierReader {
  let id: PolicyID
  let metadata: ObjectMetadata

  var words: TierVocabulary { TierVocabulary(id.api) }
  /// The rule that states the limits and the shape.
  var rule: String { id.api == .clusterNetworkPolicy ? "CNP-20" : "ANP-14" }

  private static let objectNames = ["apiVersion", "kind", "metadata", "spec", "status"]

  func policy(_ object: YAMLNode, _ findings: inout ObjectFindings) -> Policy? {
    guard let fields = ObjectFields(object, Self.objectNames, of: "a \(id.api.rawValue)", &findings) else { return nil }
    if id.api == .baselineAdminNetworkPolicy, id.name != "default" {
      findings.refuse(
        "a BaselineAdminNetworkPolicy must be named \"default\"", "ANP-1", at: object["metadata"] ?? object)
    }
    guard let spec = fields["spec"] else {
      findings.refuse("\(findings.subject) needs a \"spec\"", rule, at: object)
      return nil
    }
    guard let spec = ObjectFields(spec, specNames, of: "a \(id.api.rawValue) spec", &findings),
      let tier = tier(spec, &findings), let subject = subject(spec, &findings)
    else { return nil }
    return Policy(
      id: id, tier: tier, subject: .pods(subject), ingress: section(spec, .ingress, &findings),
      egress: section(spec, .egress, &findings), labels: metadata.labels, annotations: metadata.annotations)
  }

  private var specNames: [String] {
    switch id.api {
    case .clusterNetworkPolicy: ["tier", "priority", "subject", "ingress", "egress"]
    case .baselineAdminNetworkPolicy: ["subject", "ingress", "egress"]
    default: ["priority", "subject", "ingress", "egress"]
    }
  }

  /// ANP-1, CNP-1
  private func tier(_ spec: ObjectFields, _ findings: inout ObjectFindings) -> PolicyTier? {
    if id.api == .baselineAdminNetworkPolicy { return .baseline(priority: 0) }
    let rule = id.api == .clusterNetworkPolicy ? "CNP-1" : "ANP-1"
    guard let node = spec["priority"] else {
      findings.refuse("a \(id.api.rawValue) needs a \"priority\"", rule, at: spec.node)
      return nil
    }
    guard let priority = findings.integer(node, "priority", 0...1_000, rule) else { return nil }
    guard id.api == .clusterNetworkPolicy else { return .admin(priority: priority) }
    switch spec["tier"]?.text {
    case "Admin": return .admin(priority: priority)
    case "Baseline": return .baseline(priority: priority)
    default:
      findings.refuse("\"tier\" must be Admin or Baseline", "CNP-1", at: spec["tier"] ?? spec.node)
      return nil
    }
  }

  private static let subjectNames = ["namespaces", "pods"]

  /// ANP-7, CNP-10
  private func subject(_ spec: ObjectFields, _ findings: inout ObjectFindings) -> PodSelector? {
    guard let node = spec["subject"] else {
      findings.refuse("a \(id.api.rawValue) needs a \"subject\"", "ANP-7", at: spec.node)
      return nil
    }
    guard let fields = ObjectFields(node, Self.subjectNames, of: "a subject", &findings) else { return nil }
    switch (fields["namespaces"], fields["pods"]) {
    case (let namespaces?, nil):
      return PodSelector(
        namespaces: LabelSelector(reading: namespaces, "a namespace selector", &findings), pods: .everything)
    case (nil, let pods?): return self.pods(pods, &findings)
    default:
      findings.refuse("a subject has either \"namespaces\" or \"pods\"", "ANP-7, CNP-10", at: node)
      return nil
    }
  }

  private static let podNames = ["namespaceSelector", "podSelector"]

  /// v1alpha2 takes an absent namespace selector for every namespace. (CNP-10) In v1alpha1 a server demands both
  /// selectors, while tools that read files take an absent one for everything. (ANP-7)
  func pods(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PodSelector? {
    guard let fields = ObjectFields(node, Self.podNames, of: "\"pods\"", &findings) else { return nil }
    if id.api == .clusterNetworkPolicy, fields["podSelector"] == nil {
      findings.refuse("\"pods\" needs a \"podSelector\"", "CNP-10", at: node)
    } else if id.api != .clusterNetworkPolicy, Self.podNames.contains(where: { fields[$0] == nil }) {
      findings.warn(
        "a server demands both selectors of \"pods\"; the one that is missing is read as everything", "ANP-7", at: node,
        help: "write the missing selector as `{}`")
    }
    return PodSelector(
      namespaces: LabelSelector(reading: fields["namespaceSelector"], "a namespace selector", &findings),
      pods: LabelSelector(reading: fields["podSelector"], "a pod selector", &findings))
  }

  // MARK: Rules

  private func section(
    _ spec: ObjectFields, _ direction: Direction, _ findings: inout ObjectFindings
  ) -> PolicySection? {
    guard let node = spec[direction.rawValue], let list = findings.list(node, direction.rawValue), !list.isEmpty else {
      return nil
    }
    if list.count > words.rules {
      findings.refuse("\"\(direction.rawValue)\" has at most \(words.rules) rules", rule, at: node)
    }
    var rules: [PolicyRule] = []
    for element in list {
      if let rule = self.rule(element, direction, &findings) { rules.append(rule) }
    }
    return PolicySection(isolates: false, rules: rules)
  }

  private func rule(
    _ node: YAMLNode, _ direction: Direction, _ findings: inout ObjectFindings
  ) -> PolicyRule? {
    let peerName = direction == .ingress ? "from" : "to"
    let names = ["name", "action", peerName, words.portsKey]
    guard let fields = ObjectFields(node, names, of: "an \(direction.rawValue) rule", &findings),
      let action = action(fields, &findings)
    else { return nil }
    let name = findings.text(fields["name"], "name")
    if let name, name.count > 100 {
      findings.refuse("a rule name has at most 100 characters", rule, at: fields["name"] ?? node)
    }
    guard let peerNode = fields[peerName], let list = findings.list(peerNode, peerName),
      (1...words.peers).contains(list.count)
    else {
      findings.refuse(
        "a rule needs 1 to \(words.peers) peers in \"\(peerName)\"", "ANP-9, \(rule)", at: fields[peerName] ?? node)
      return nil
    }
    var peers: [PeerSelector] = []
    for element in list { peers += peer(element, direction, action, &findings) }
    let ports = ports(fields[words.portsKey], &findings)
    checkNamedPorts(ports, peers, at: fields[words.portsKey] ?? node, &findings)
    let result = PolicyRule(action, peers: .these(peers), ports: ports, name: name)
    findings.explainLoss(of: fields, result.summary)
    return result
  }

  /// ANP-3, CNP-3
  private func action(_ fields: ObjectFields, _ findings: inout ObjectFindings) -> RuleAction? {
    guard let action = fields["action"]?.text.flatMap(words.action) else {
      let known = words.actions.map(\.name).joined(separator: ", ")
      findings.refuse(
        "\"action\" must be one of \(known)", id.api == .clusterNetworkPolicy ? "CNP-3" : "ANP-3",
        at: fields["action"] ?? fields.node)
      return nil
    }
    return action
  }

  /// Names are looked up on pods. Where a rule has peers that are none, the experimental channel refuses it and the
  /// standard channel matches pods only. (ANP-14, CNP-19)
  private func checkNamedPorts(
    _ ports: RulePorts, _ peers: [PeerSelector], at node: YAMLNode, _ findings: inout ObjectFindings
  ) {
    guard case .these(let matches) = ports, matches.contains(where: \.isNamed) else { return }
    let rule = id.api == .clusterNetworkPolicy ? "CNP-19" : "ANP-14"
    if peers.contains(where: \.isExperimental) {
      findings.refuse("named ports do not go with nodes and domain names", rule, at: node)
    } else if peers.contains(where: \.isAddress) {
      findings.warn("named ports match pods only, and the experimental channel refuses them here", rule, at: node)
    }
  }
}

extension PortMatch {
  fileprivate var isNamed: Bool { if case .named = self { true } else { false } }
}

extension PeerSelector {
  fileprivate var isAddress: Bool { if case .addresses = self { true } else { false } }

  /// CNP-12
  fileprivate var isExperimental: Bool {
    switch self {
    case .nodes, .domain: true
    case .pods, .addresses, .entity: false
    }
  }
}
