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

  /// A namespaced policy applies in its own namespace, whatever namespace it names. (CIL-3)
  private func isOverridden(_ written: WrittenRequirement, _ findings: inout ObjectFindings) -> Bool {
    let key = CiliumKey(written.requirement.key)
    guard let namespace = id.namespace, written.isLabel, key.isKubernetes, key.name == CiliumLabel.namespace else {
      return false
    }
    if let other = written.requirement.onlyValue, other != namespace {
      findings.warn(
        "the policy applies to pods of its own namespace \"\(namespace)\" and not of \"\(other)\"", "CIL-3",
        at: written.node)
    }
    return true
  }

  /// The pods or the entity that one selector names: none when no endpoint can match.
  func peerPods(_ node: YAMLNode, _ findings: inout ObjectFindings) -> [PeerSelector] {
    var conditions = EndpointConditions()
    let requirements = LabelSelector.requirements(node, "an endpoint selector", .cilium, &findings)
    for written in requirements {
      checkModelled(written, &findings)
      conditions.add(written.requirement)
    }
    if conditions.entities.contains(where: \.isPositive) {
      return requirements.count == 1
        ? reserved(requirements[0], &findings) : reserved(together: requirements, &findings)
    }
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

  /// What bears one reserved label. (CIL-31, CIL-43)
  private func reserved(_ written: WrittenRequirement, _ findings: inout ObjectFindings) -> [PeerSelector] {
    let name = CiliumKey(written.requirement.key).name
    let hasValue = written.requirement.onlyValue.map { !$0.isEmpty } ?? false
    switch Entity(rawValue: name) {
    case nil where !hasValue && name == "world-ipv4": return [.addresses(AddressBlock(.all(.ipv4)))]
    case nil where !hasValue && name == "world-ipv6": return [.addresses(AddressBlock(.all(.ipv6)))]
    case let entity? where !hasValue && ![.all, .cluster, .none].contains(entity): return [.entity(entity)]
    default:
      findings.warn(
        "nothing bears the label \"\(written.requirement.key)\" with this value, so this matches nothing", "CIL-43",
        at: written.node, help: "name entities in \"fromEntities\" or \"toEntities\"")
      return []
    }
  }

  /// Pods have no reserved label, so only a selector of reserved labels alone could match something.
  private func reserved(
    together requirements: [WrittenRequirement], _ findings: inout ObjectFindings
  ) -> [PeerSelector] {
    guard let first = requirements.first,
      requirements.allSatisfy({ CiliumKey($0.requirement.key).source == "reserved" })
    else { return [] }
    findings.leaveOut("several reserved labels in one selector are not modelled", "CIL-43", at: first.node)
    return []
  }

  /// Labels that pods have in Cilium, and that nothing here knows. (CIL-32)
  private func checkModelled(_ written: WrittenRequirement, _ findings: inout ObjectFindings) {
    let key = CiliumKey(written.requirement.key)
    let unknown =
      key.isKubernetes && (key.name == CiliumLabel.serviceAccount || key.name == CiliumLabel.cluster)
      || ["cidr", "cidrgroup", "fqdn", "node"].contains(key.source)
    if unknown {
      findings.leaveOut("the label \"\(written.requirement.key)\" is not modelled", "CIL-32", at: written.node)
    }
  }
}
