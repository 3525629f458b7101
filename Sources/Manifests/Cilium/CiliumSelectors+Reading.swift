import PolicyModel
import YAMLTree

/// A label key with the source that Cilium puts before it. (CIL-31)
struct CiliumKey {
  /// Nil without a prefix, which means any source.
  let source: String?
  let name: String

  init(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      source = nil
      name = text
      return
    }
    source = String(text[..<colon])
    name = String(text[text.index(after: colon)...])
  }

  /// Whether labels that Kubernetes gave can match.
  var isKubernetes: Bool { source == nil || source == "any" || source == "k8s" }
}

/// The conditions of an endpoint selector, sorted by what they are about.
private struct EndpointConditions {
  var namespaces: [LabelRequirement] = []
  var pods: [LabelRequirement] = []
  /// Conditions on the reserved labels of what is not a pod.
  var entities: [LabelRequirement] = []
  /// Whether the selector mentions where its endpoints are, so that the agent adds nothing. (CIL-34)
  var mentionsPlace = false

  mutating func add(_ requirement: LabelRequirement) {
    let key = CiliumKey(requirement.key)
    if key.source == "reserved" {
      mentionsPlace = true
      entities.append(LabelRequirement(key.name, requirement.condition))
    } else if !key.isKubernetes {
      // No pod has a label of another source, nor one with this key. (CIL-31)
      pods.append(requirement)
    } else if key.name == CiliumLabel.namespace {
      mentionsPlace = true
      namespaces.append(LabelRequirement(.namespaceNameLabel, requirement.condition))
    } else if key.name.hasPrefix(CiliumLabel.namespaceLabels) {
      mentionsPlace = true
      let name = String(key.name.dropFirst(CiliumLabel.namespaceLabels.count))
      namespaces.append(LabelRequirement(name, requirement.condition))
    } else {
      pods.append(LabelRequirement(key.name, requirement.condition))
    }
  }

  /// Every pod has a namespace, so asking whether there is one excludes only what is not a pod. (CIL-4)
  var namespaceSelector: LabelSelector {
    LabelSelector(namespaces.filter { $0 != LabelRequirement(.namespaceNameLabel, .exists) })
  }
}

extension WrittenRequirement {
  fileprivate var isAboutWorld: Bool {
    let key = CiliumKey(requirement.key)
    return key.source == "reserved" && ["world", "world-ipv4", "world-ipv6"].contains(key.name)
  }
}

extension CiliumReader {
  /// The pods that a rule applies to. (CIL-3, CIL-4)
  func subjectPods(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PodSelector {
    var conditions = EndpointConditions()
    for written in LabelSelector.requirements(node, "an endpoint selector", .cilium, &findings) {
      if isOverridden(written, &findings) { continue }
      checkModelled(written, &findings)
      conditions.add(written.requirement)
    }
    // No pod has a reserved label.
    let reserved = conditions.entities.filter(\.isPositive).map { LabelRequirement("reserved:\($0.key)", $0.condition) }
    let pods = LabelSelector(conditions.pods + reserved)
    guard let namespace = id.namespace else { return PodSelector(namespaces: conditions.namespaceSelector, pods: pods) }
    let own = LabelSelector.namespaces(named: [namespace])
    return PodSelector(namespaces: conditions.namespaceSelector.intersection(own), pods: pods)
  }

  /// The endpoints besides pods that a clusterwide policy applies to: they have one reserved label and no other. (CIL-4)
  func subjectEntities(_ node: YAMLNode?) -> Set<Entity> {
    guard id.namespace == nil, let node else { return [] }
    var ignored = ObjectFindings("")
    let requirements = LabelSelector.requirements(node, "an endpoint selector", .cilium, &ignored).map(\.requirement)
    return Entity.endpoints.filter { entity in requirements.allSatisfy { $0.matches(endpoint: entity) } }
  }

  /// A namespaced policy applies in its own namespace, whatever namespace it names: the agent writes its own over the label
  /// with the source `k8s`, and beside one without it, where both have to hold. (CIL-3)
  private func isOverridden(_ written: WrittenRequirement, _ findings: inout ObjectFindings) -> Bool {
    let key = CiliumKey(written.requirement.key)
    guard let namespace = id.namespace, written.isLabel, key.isKubernetes, key.name == CiliumLabel.namespace else {
      return false
    }
    let isOverridden = key.source == "k8s"
    guard let other = written.requirement.onlyValue, other != namespace else { return isOverridden }
    findings.warn(
      isOverridden
        ? "the policy applies to pods of its own namespace \"\(namespace)\" and not of \"\(other)\""
        : "the policy applies to no pod, since none is both in its own namespace \"\(namespace)\" and in \"\(other)\"",
      "CIL-3", at: written.node, help: isOverridden ? nil : "remove the label, or move the policy")
    return isOverridden
  }

  /// The pods or the entity that one selector names: none when no endpoint can match.
  func peerPods(_ node: YAMLNode, _ findings: inout ObjectFindings) -> [PeerSelector] {
    var conditions = EndpointConditions()
    let requirements = LabelSelector.requirements(node, "an endpoint selector", .cilium, &findings)
    for written in requirements {
      checkModelled(written, &findings)
      conditions.add(written.requirement)
    }
    guard conditions.entities.isEmpty else { return identities(requirements, conditions, node, &findings) }
    if conditions.mentionsPlace && !conditions.namespaces.contains(where: \.isPositive) {
      findings.leaveOpen(
        "older agents let this selector match what is no pod as well, since it only says which namespaces are excluded",
        "CIL-36", at: node, help: "add `{key: \(CiliumLabel.kubernetes)\(CiliumLabel.namespace), operator: Exists}`")
    }
    guard !conditions.mentionsPlace, let namespace = id.namespace else {
      return [.pods(PodSelector(namespaces: conditions.namespaceSelector, pods: LabelSelector(conditions.pods)))]
    }
    return [.pods(PodSelector(in: namespace, pods: LabelSelector(conditions.pods)))]
  }

  /// A selector with a reserved label gets no namespace: it means whatever bears such labels, and pods if it asks for the
  /// absence of some. (CIL-34, CIL-43)
  private func identities(
    _ requirements: [WrittenRequirement], _ conditions: EndpointConditions, _ node: YAMLNode,
    _ findings: inout ObjectFindings
  ) -> [PeerSelector] {
    if let written = requirements.first(where: \.isAboutWorld) { warnOfWorld(written, &findings) }
    guard let others = ReservedIdentities(meeting: requirements.map(\.requirement)).selectors else {
      findings.leaveOut("a node that runs the API server cannot be told from others", "CIL-43", at: node)
      return []
    }
    let pods = PodSelector(namespaces: conditions.namespaceSelector, pods: LabelSelector(conditions.pods))
    guard conditions.entities.contains(where: \.isPositive) else { return [.pods(pods)] + others }
    if others.isEmpty {
      findings.warn(
        "nothing bears the label \"\(requirements.map(\.requirement.key).joined(separator: "\" with \""))\" with this value, so this matches nothing",
        "CIL-43", at: node,
        help: "name entities in \"fromEntities\" or \"toEntities\"")
    }
    return others
  }

  private func warnOfWorld(_ written: WrittenRequirement, _ findings: inout ObjectFindings) {
    findings.warn(
      "addresses outside bear \"reserved:world\" in clusters with one family only, and \"reserved:world-ipv4\" or \"reserved:world-ipv6\" in others",
      "CIL-43", at: written.node, help: "name the entity `world`, which means both")
  }

  /// Labels that pods have in Cilium, and that nothing here knows. (CIL-32)
  private func checkModelled(_ written: WrittenRequirement, _ findings: inout ObjectFindings) {
    let key = CiliumKey(written.requirement.key)
    if ["cidr", "cidrgroup", "fqdn", "node"].contains(key.source) {
      findings.leaveOut("the label \"\(written.requirement.key)\" is not modelled", "CIL-32", at: written.node)
    }
  }
}

extension LabelRequirement {
  /// Whether an endpoint fits whose only label is the reserved one of an entity. (CIL-31)
  fileprivate func matches(endpoint: Entity) -> Bool {
    let key = CiliumKey(key)
    let isIts = key.name == endpoint.rawValue && [nil, "any", "reserved"].contains(key.source)
    return LabelRequirement(endpoint.rawValue, condition).matches(isIts ? [endpoint.rawValue: ""] : [:])
  }
}
