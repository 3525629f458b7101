import PolicyModel
import YAMLTree

extension CiliumReader {
  private static let setNames = ["cidr", "cidrGroupRef", "cidrGroupSelector", "except"]

  /// CIL-47, CIL-48
  func blockSet(_ node: YAMLNode, _ findings: inout ObjectFindings) -> [PeerSelector] {
    guard let fields = ObjectFields(node, Self.setNames, of: "a block set", &findings) else { return [] }
    let exceptions = (findings.list(fields["except"], "except") ?? []).compactMap { element in
      CIDR(reading: element, "CILV-8", &findings).map { (block: $0, node: element) }
    }
    if exceptions.isEmpty { findings.explainLoss(of: fields, "nothing is excepted (CIL-47)") }
    switch (fields["cidr"], fields["cidrGroupRef"], fields["cidrGroupSelector"]) {
    case (let cidr?, nil, nil):
      guard let block = CIDR(reading: cidr, "CILV-8", &findings) else { return [] }
      for exception in exceptions { check(exception, in: block, &findings) }
      return [block].selectors(except: exceptions.map(\.block))
    case (nil, let name?, nil):
      return blocks(ofGroup: name, &findings).selectors(except: exceptions.map(\.block))
    case (nil, nil, let selector?):
      let requirements = LabelSelector.requirements(selector, "a group selector", .cilium, &findings)
      return peers(inGroups: requirements, except: exceptions.map(\.block), at: selector, &findings)
    default:
      findings.refuse(
        "a block set has one of \"cidr\", \"cidrGroupRef\" and \"cidrGroupSelector\"", "CIL-47, CILV-8", at: node)
      return []
    }
  }

  /// Agents before 1.20 look at the first address of an exception only, and take one that is wider than the block. (CILV-8)
  private func check(
    _ exception: (block: CIDR, node: YAMLNode), in block: CIDR, _ findings: inout ObjectFindings
  ) {
    if block.contains(exception.block) { return }
    if release < .v120, block.contains(exception.block.base) { return }
    findings.refuse("\"\(exception.block)\" must lie inside the block", "CIL-47, CILV-8", at: exception.node)
  }

  /// CIL-48
  private func blocks(ofGroup name: YAMLNode, _ findings: inout ObjectFindings) -> [CIDR] {
    let groups = findings.resolved(references).addressGroups
    if let group = groups.first(where: { name.hasText($0.name) }) { return group.blocks }
    findings.leaveOpen(
      "no CiliumCIDRGroup here is called \"\(name.text ?? "")\", so this matches nothing", "CIL-48", at: name,
      help: "add the group to what is read, if the cluster has it")
    return []
  }

  /// The labels of groups are labels of the addresses inside: each condition asks for itself whether some group around an
  /// address has the label. Where all of them ask for absence, everything fits that is in no such group, pods and nodes
  /// too. (CIL-47)
  private func peers(
    inGroups written: [WrittenRequirement], except exceptions: [CIDR], at node: YAMLNode,
    _ findings: inout ObjectFindings
  ) -> [PeerSelector] {
    let groups = findings.resolved(references).addressGroups
    let requirements = written.map(\.requirement)
    func blocks(_ requirement: LabelRequirement) -> [CIDR] {
      groups.filter { requirement.matches($0.labels) }.flatMap(\.blocks)
    }
    let excluded = requirements.compactMap(\.opposite).flatMap(blocks) + exceptions
    let wanted = requirements.filter(\.isPositive).map(blocks)
    guard let first = wanted.first else {
      warnOfAbsence(node, areRead: requirements.isEmpty || !groups.isEmpty, &findings)
      return [.entity(.cluster)] + AddressFamily.allCases.map(CIDR.all).selectors(except: excluded)
    }
    let others = wanted.dropFirst().map { AddressSet($0) }
    let inAll = others.isEmpty ? first : others.reduce(AddressSet(first)) { $0.intersection($1) }.blocks
    if inAll.isEmpty {
      findings.leaveOpen(
        "no CiliumCIDRGroup here fits this selector, so this matches nothing", "CIL-48", at: node,
        help: "add the groups to what is read, if the cluster has any")
    }
    return inAll.selectors(except: excluded)
  }

  private func warnOfAbsence(_ node: YAMLNode, areRead: Bool, _ findings: inout ObjectFindings) {
    guard areRead else {
      return findings.leaveOpen(
        "no CiliumCIDRGroup is here that this selector could exclude, so this matches everything", "CIL-47, CIL-48",
        at: node, help: "add the groups to what is read, if the cluster has any")
    }
    findings.warn(
      "a group selector that asks for no label means whatever is in no such group, pods and nodes as well", "CIL-47",
      at: node, help: "add a label that the groups have, such as `{key: kind, operator: Exists}`")
  }
}

extension [CIDR] {
  /// The blocks without exceptions, which may be wider than a block: an address inside both is excepted. (CIL-47)
  fileprivate func selectors(except exceptions: [CIDR]) -> [PeerSelector] {
    compactMap { block in
      if exceptions.contains(where: { $0.contains(block) && $0 != block }) { return nil }
      return .addresses(AddressBlock(block, except: exceptions.filter(block.contains)))
    }
  }
}

extension LabelRequirement {
  /// The labels that a condition which asks for absence shuts out; nil for other conditions.
  fileprivate var opposite: LabelRequirement? {
    switch condition {
    case .isNotIn(let values): LabelRequirement(key, .isIn(values))
    case .doesNotExist: LabelRequirement(key, .exists)
    case .isIn, .exists: nil
    }
  }
}
