import Diagnostics
import PolicyModel
import YAMLTree

/// Reads `cilium.io/v2` CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy objects.
struct CiliumReader {
  let id: PolicyID
  let metadata: ObjectMetadata
  /// Nil before every source is read.
  let references: ClusterReferences?
  /// Whose server and agents take the policy or refuse it.
  let release: CiliumRelease
  /// Whether the rule that is read is about nodes.
  private(set) var isAboutNodes = false

  init(id: PolicyID, metadata: ObjectMetadata, references: ClusterReferences?, release: CiliumRelease) {
    self.id = id
    self.metadata = metadata
    self.references = references
    self.release = release
  }

  private static let objectNames = ["apiVersion", "kind", "metadata", "spec", "specs", "status"]

  /// One policy for the object's rule. Each rule of an object with several stands alone, so each is a policy of its own,
  /// named `name[0]`, `name[1]` and so on. (CIL-1)
  func policies(_ object: YAMLNode, _ findings: inout ObjectFindings) -> [Policy] {
    guard let fields = ObjectFields(object, Self.objectNames, of: "a \(id.api.rawValue)", &findings) else { return [] }
    let rules = [fields["spec"]].compactMap { $0 } + (findings.list(fields["specs"], "specs") ?? [])
    guard !rules.isEmpty else {
      findings.refuse("\(findings.subject) needs a \"spec\" or \"specs\"", "CILV-1", at: object)
      return []
    }
    var policies: [Policy] = []
    for (index, rule) in rules.enumerated() {
      let name = rules.count == 1 ? id.name : "\(id.name)[\(index)]"
      let id = PolicyID(id.api, namespace: id.namespace, name: name)
      if let policy = policy(rule, id: id, &findings) { policies.append(policy) }
    }
    return policies
  }

  private static let ruleNames = [
    "endpointSelector", "nodeSelector", "enableDefaultDeny", "ingress", "ingressDeny", "egress", "egressDeny",
    "description", "labels", "log",
  ]

  private func policy(_ node: YAMLNode, id: PolicyID, _ findings: inout ObjectFindings) -> Policy? {
    guard let fields = ObjectFields(node, Self.ruleNames, of: "a \(id.api.rawValue) rule", &findings),
      let subject = subject(fields, &findings)
    else { return nil }
    let deny = defaultDeny(fields["enableDefaultDeny"], &findings)
    var reader = self
    if case .nodes = subject { reader.isAboutNodes = true }
    let ingress = reader.section(fields, .ingress, isolates: deny.ingress, &findings)
    let egress = reader.section(fields, .egress, isolates: deny.egress, &findings)
    if let node = fields["enableDefaultDeny"] {
      warnOfNoEntries(node, .ingress, deny.ingress == true && ingress == nil, &findings)
      warnOfNoEntries(node, .egress, deny.egress == true && egress == nil, &findings)
    }
    if ingress == nil && egress == nil && !findings.isRefused {
      findings.refuse(
        "a rule needs an entry in \"ingress\", \"ingressDeny\", \"egress\" or \"egressDeny\"", "CIL-7, CILV-1", at: node
      )
    }
    return Policy(
      id: id, subject: subject, subjectEntities: subjectEntities(fields["endpointSelector"]), ingress: ingress,
      egress: egress, labels: metadata.labels, annotations: metadata.annotations)
  }

  /// Exactly one of the two selectors; nodes in cluster-wide policies only. (CIL-2)
  private func subject(_ fields: ObjectFields, _ findings: inout ObjectFindings) -> PolicySubject? {
    switch (fields["endpointSelector"], fields["nodeSelector"]) {
    case (let endpoints?, nil):
      return .pods(subjectPods(endpoints, &findings))
    case (nil, let nodes?):
      if id.api == .ciliumNetworkPolicy {
        findings.refuse("\"nodeSelector\" belongs to cluster-wide policies", "CIL-2, CILV-1", at: nodes)
      }
      let requirements = LabelSelector.requirements(nodes, "a node selector", .cilium, &findings)
      return .nodes(LabelSelector(requirements.map(\.requirement.withoutSource)))
    default:
      findings.refuse("a rule has either \"endpointSelector\" or \"nodeSelector\"", "CIL-2, CILV-1", at: fields.node)
      return nil
    }
  }

  private static let defaultDenyNames = ["ingress", "egress"]

  private func defaultDeny(
    _ node: YAMLNode?, _ findings: inout ObjectFindings
  ) -> (ingress: Bool?, egress: Bool?) {
    guard let node,
      let fields = ObjectFields(node, Self.defaultDenyNames, of: "\"enableDefaultDeny\"", &findings)
    else { return (nil, nil) }
    findings.explainLoss(of: fields, "a direction with entries is closed (CIL-10)")
    return (findings.boolean(fields["ingress"], "ingress"), findings.boolean(fields["egress"], "egress"))
  }

  /// CIL-15
  private func warnOfNoEntries(
    _ node: YAMLNode, _ direction: Direction, _ isIdle: Bool, _ findings: inout ObjectFindings
  ) {
    guard isIdle else { return }
    findings.warn(
      "\"enableDefaultDeny\" closes no \(direction.rawValue), because the rule has no entries for it", "CIL-15",
      at: node,
      code: .ignoredObject, help: "write `\(direction.rawValue): [{}]` to close it")
  }

  /// Nil without entries: the direction is untouched, whatever `enableDefaultDeny` says. (CIL-10, CIL-15)
  private func section(
    _ fields: ObjectFields, _ direction: Direction, isolates: Bool?, _ findings: inout ObjectFindings
  ) -> PolicySection? {
    let allowed = findings.list(fields[direction.rawValue], direction.rawValue) ?? []
    let denied = findings.list(fields[direction.rawValue + "Deny"], direction.rawValue + "Deny") ?? []
    guard !allowed.isEmpty || !denied.isEmpty else { return nil }
    var rules: [PolicyRule] = []
    for (action, entries) in [(RuleAction.allow, allowed), (.deny, denied)] {
      for (index, entry) in entries.enumerated() {
        let place = RuleEntry(number: index + 1, hasEmptySelector: entry.hasEmptySelector)
        rules += self.rules(entry, direction, action, &findings).map { $0.read(from: place) }
      }
    }
    return PolicySection(isolates: isolates ?? true, rules: rules)
  }
}

// MARK: Entries

extension CiliumReader {
  private static let ingressNames = [
    "fromEndpoints", "fromEntities", "fromCIDR", "fromCIDRSet", "fromNodes", "fromGroups", "fromRequires", "toPorts",
    "icmps", "authentication",
  ]
  private static let egressNames = [
    "toEndpoints", "toEntities", "toCIDR", "toCIDRSet", "toFQDNs", "toServices", "toNodes", "toGroups", "toRequires",
    "toPorts", "icmps", "authentication",
  ]
  private static let ingressDenyNames = ingressNames.filter { $0 != "authentication" }
  private static let egressDenyNames = egressNames.filter { $0 != "authentication" && $0 != "toFQDNs" }

  /// The rules of an entry: none when it matches nothing, several when its ports have different layer 7 rules.
  private func rules(
    _ node: YAMLNode, _ direction: Direction, _ action: RuleAction, _ findings: inout ObjectFindings
  ) -> [PolicyRule] {
    let names =
      switch (direction, action) {
      case (.ingress, .deny): Self.ingressDenyNames
      case (.ingress, _): Self.ingressNames
      case (.egress, .deny): Self.egressDenyNames
      case (.egress, _): Self.egressNames
      }
    let list = action == .deny ? "\(direction.rawValue)Deny" : direction.rawValue
    guard let fields = ObjectFields(node, names, of: "an entry of \"\(list)\"", &findings) else { return [] }
    let ports = ports(fields, direction, action, &findings)
    let peers = peers(fields, direction, action, hasPorts: ports.isRestricted, &findings)
    checkRequires(fields, direction, &findings)
    findings.explainLoss(of: fields, loss(action, peers, ports))
    let authentication = authentication(fields["authentication"], &findings)
    guard authentication != .failing, let peers else { return [] }
    return ports.groups.map { group in
      PolicyRule(action, peers: peers, ports: group.ports, layer7: group.layer7)
        .treated(group.treatment + (authentication.map { ["authentication \($0.rawValue)"] } ?? []))
    }
  }

  /// What an entry comes to on a server that drops the fields it does not know. (NP-42, CIL-39, CIL-76)
  private func loss(_ action: RuleAction, _ peers: RulePeers?, _ ports: CiliumPorts) -> String? {
    switch peers {
    case .anyone: "the entry \(action.verb) its ports for everybody (CIL-39)"
    case nil where !ports.isRestricted:
      "the entry \(action.verb) nothing, and closes its direction as any entry does (CIL-11, CIL-39)"
    case nil,
      .these where ports.groups.isEmpty:
      "the entry \(action.verb) nothing (CIL-38, CIL-67)"
    case .these where !ports.isRestricted: "the entry \(action.verb) every port (CIL-61)"
    case .these: nil
    }
  }

  private static let authenticationNames = ["mode"]

  /// Whether both ends have to prove who they are. (CIL-72)
  private enum Authentication: String {
    case required, disabled
    case failing = "test-always-fail"
  }

  private func authentication(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> Authentication? {
    guard let node,
      let fields = ObjectFields(node, Self.authenticationNames, of: "\"authentication\"", &findings)
    else { return nil }
    guard let mode = fields["mode"]?.text.flatMap(Authentication.init(rawValue:)) else {
      findings.refuse(
        "an authentication mode is required, disabled or test-always-fail", "CIL-72", at: fields["mode"] ?? node)
      return .failing
    }
    return mode
  }

  /// CIL-42
  private func checkRequires(_ fields: ObjectFields, _ direction: Direction, _ findings: inout ObjectFindings) {
    let name = direction == .ingress ? "fromRequires" : "toRequires"
    guard let list = fields[name], list.elements.underestimatedCount > 0 else { return }
    findings.refuse("\"\(name)\" no longer exists", "CIL-42, CILV-11", at: list)
  }
}

extension LabelRequirement {
  /// The same condition on the key without the name of its source. (CIL-31)
  fileprivate var withoutSource: LabelRequirement {
    LabelRequirement(CiliumKey(key).name, condition)
  }
}

extension YAMLNode {
  /// Whether an entry has a peer `{}`, which asks for nothing.
  fileprivate var hasEmptySelector: Bool {
    ["fromEndpoints", "toEndpoints"].compactMap { self[$0] }.flatMap(\.elements).contains { selector in
      selector.kind == .mapping && selector["matchExpressions"] == nil
        && !(selector["matchLabels"]?.entries.contains { _ in true } ?? false)
    }
  }
}
