import PolicyModel

extension PolicySet {
  /// The policies as agents of this profile enforce them. (CIL-17, CIL-66)
  func inForce(under profile: CiliumProfile, in inventory: ClusterInventory) -> PolicySet {
    let enforced =
      switch profile.enforcement {
      case .default: self
      case .never: PolicySet([])
      case .always: PolicySet(policies + [.enforcementMode])
      }
    guard profile.release < .v120 else {
      // One rule that agents refuse, and they enforce nothing of the object. (CIL-8)
      let refused = Set(enforced.policies.filter(\.isDiscontinued).map(\.id.object))
      return refused.isEmpty ? enforced : PolicySet(enforced.policies.filter { !refused.contains($0.id.object) })
    }
    let ports = ClusterPorts(inventory)
    return PolicySet(enforced.policies.map { $0.tier == .normal ? $0.resolvingEgressNames(by: ports) : $0 })
  }
}

extension Policy {
  /// Whether agents since 1.20 refuse it. (CIL-69, CIL-82)
  var isDiscontinued: Bool {
    [ingress, egress].compactMap(\.self).flatMap(\.rules).contains { rule in
      if case .discontinued = rule.layer7 { true } else { false }
    }
  }

  /// What `policy-enforcement-mode: always` comes to. (CIL-17)
  fileprivate static let enforcementMode: Policy = {
    let closed = PolicySection(isolates: true, rules: [])
    return Policy(
      id: .enforcementMode, subject: .pods(PodSelector(namespaces: .everything, pods: .everything)),
      subjectEntities: Entity.endpoints, ingress: closed, egress: closed)
  }()

  fileprivate func resolvingEgressNames(by ports: ClusterPorts) -> Policy {
    guard let egress, egress.rules.contains(where: { !$0.ports.names.isEmpty }) else { return self }
    let rules = egress.rules.map { rule in
      PolicyRule(
        rule.action, peers: rule.peers, ports: ports.resolved(rule.ports), layer7: rule.layer7, name: rule.name
      ).read(from: rule.entry).treated(rule.treatment)
    }
    return Policy(
      id: id, tier: tier, subject: subject, subjectEntities: subjectEntities, ingress: ingress,
      egress: PolicySection(isolates: egress.isolates, rules: rules), labels: labels, annotations: annotations)
  }
}

extension PolicyID {
  /// No object: how agents are told to enforce. No name of an object has parentheses.
  static let enforcementMode = PolicyID(.ciliumClusterwideNetworkPolicy, name: "(policy-enforcement-mode: always)")

  /// The object of which this is one of the `specs`: `multi` of `multi[1]`.
  var object: PolicyID {
    guard api.isCilium, let name = name.split(separator: "[").first else { return self }
    return PolicyID(api, namespace: namespace, name: String(name))
  }
}

/// Named ports as agents before 1.20 look them up for egress: one number for the whole cluster, or none. (CIL-66)
struct ClusterPorts {
  private var numbers: [Key: Set<UInt16>] = [:]

  private struct Key: Hashable {
    let name: String
    let transport: TransportProtocol
  }

  init(_ inventory: ClusterInventory) {
    for workload in inventory.workloads where !workload.usesHostNetwork {
      for port in workload.ports.knownToCilium {
        guard let name = port.name else { continue }
        numbers[Key(name: name, transport: port.transport), default: []].insert(port.number)
      }
    }
  }

  /// Whether pods disagree about the number behind a name, so that the name means nothing.
  func isAmbiguous(_ match: PortMatch) -> Bool { found(match).contains { $0.numbers.count > 1 } }

  /// Numbers instead of names.
  func resolved(_ ports: RulePorts) -> RulePorts {
    guard case .these(let matches) = ports else { return ports }
    return .these(
      matches.flatMap { match -> [PortMatch] in
        guard match.name != nil else { return [match] }
        return found(match).compactMap { found in
          found.numbers.count == 1 ? found.numbers.first.map { .port(found.transport, $0) } : nil
        }
      })
  }

  private func found(_ match: PortMatch) -> [(transport: TransportProtocol, numbers: Set<UInt16>)] {
    guard let name = match.name else { return [] }
    let transports = name.transport.map { [$0] } ?? TransportProtocol.allCases
    return transports.map { ($0, numbers[Key(name: name.text, transport: $0)] ?? []) }
  }
}
