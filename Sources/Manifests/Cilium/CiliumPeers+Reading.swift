import Diagnostics
import PolicyModel
import YAMLTree

extension CiliumReader {
  /// The other end of an entry; nil when the entry matches nothing.
  ///
  /// A member that is there but empty makes the whole entry match nothing (CIL-38); no member at all means everybody if
  /// there are ports and nobody if not (CIL-39).
  func peers(
    _ fields: ObjectFields, _ direction: Direction, _ action: RuleAction, hasPorts: Bool,
    _ findings: inout ObjectFindings
  ) -> RulePeers? {
    let prefix = direction == .ingress ? "from" : "to"
    var peers: [PeerSelector] = []
    var filled: [YAMLNode] = []
    var isEmptied = false
    var isUnmodelled = false
    var isOpened = false
    for kind in CiliumPeerKind.allCases {
      guard let node = fields[prefix + kind.rawValue],
        let list = findings.list(node, prefix + kind.rawValue)
      else { continue }
      if list.isEmpty {
        isEmptied = isEmptied || kind.emptyMeansNothing
        if !kind.emptyMeansNothing && hasPorts {
          warnOfWildcard(node, "an empty \"\(prefix)\(kind.rawValue)\" beside ports opens them to everybody", &findings)
        }
        continue
      }
      filled.append(node)
      if kind == .services, action == .deny {
        isOpened = hasPorts
        checkDeniedServices(node, list, hasPorts: hasPorts, &findings)
        continue
      }
      let read = read(list, kind, direction, &findings)
      isUnmodelled = isUnmodelled || read == nil
      if kind == .services, read == [] {
        isOpened = hasPorts
        warnOfNoService(node, "\(prefix)Services", isOpened: hasPorts, &findings)
      }
      peers += read ?? []
    }
    if filled.count > 1 {
      findings.refuse("an entry names one kind of peer, not several", "CIL-41, CILV-2", at: filled[1])
    }
    if isEmptied || isUnmodelled { return nil }
    guard filled.isEmpty else {
      if peers.isEmpty { return isOpened ? .anyone : nil }
      return peers.contains(.entity(.all)) ? .anyone : .these(peers)
    }
    return hasPorts ? .anyone : nil
  }

  /// CIL-40, CIL-51
  private func warnOfNoService(
    _ node: YAMLNode, _ name: String, isOpened: Bool, _ findings: inout ObjectFindings
  ) {
    guard !isOpened else {
      return findings.leaveOpen(
        "no Service here fits \"\(name)\", and then its ports are open to everybody", "CIL-40", at: node,
        help: "add the Service to what is read, if the cluster has it; else remove the whole entry")
    }
    findings.leaveOpen(
      "no Service here fits \"\(name)\", so the entry matches nothing", "CIL-51", at: node,
      help: "add the Service to what is read, if the cluster has it")
  }

  /// Agents look up the services of "egress" only, so that an entry which denies some has no peers. (CIL-40, CIL-51)
  private func checkDeniedServices(
    _ node: YAMLNode, _ list: [YAMLNode], hasPorts: Bool, _ findings: inout ObjectFindings
  ) {
    for service in list { _ = ObjectFields(service, Self.serviceNames, of: "a service", &findings) }
    findings.warn(
      hasPorts
        ? "agents do not look up services in \"egressDeny\", and then its ports are denied to everybody"
        : "agents do not look up services in \"egressDeny\", so the entry denies nothing",
      hasPorts ? "CIL-40" : "CIL-51", at: node, help: "name the pods behind the services in \"toEndpoints\"")
  }

  /// CIL-40
  private func warnOfWildcard(_ node: YAMLNode, _ message: String, _ findings: inout ObjectFindings) {
    findings.warn(
      message, "CIL-40", at: node,
      help: "name who may use the ports; `{}` in place of the entry allows nothing, and keeps the rest closed")
  }

  /// Nil for peers that the model has no place for, which is reported.
  private func read(
    _ list: [YAMLNode], _ kind: CiliumPeerKind, _ direction: Direction, _ findings: inout ObjectFindings
  ) -> [PeerSelector]? {
    switch kind {
    case .endpoints: list.flatMap { peerPods($0, &findings) }
    case .entities: list.compactMap { entity($0, &findings) }
    case .cidr: list.compactMap { CIDR(reading: $0, "CILV-8", &findings).map { .addresses(AddressBlock($0)) } }
    case .cidrSet: list.flatMap { blockSet($0, &findings) }
    case .fqdns: list.compactMap { domain($0, &findings).map { .domain($0) } }
    case .services: services(list, &findings)
    case .nodes: nodes(list, direction, &findings)
    case .groups: groups(list, &findings)
    }
  }

  private func entity(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PeerSelector? {
    guard let entity = node.text.flatMap(Entity.init(rawValue:)) else {
      let help = node.text?.nearestEntity.map { "did you mean \"\($0)\"?" }
      findings.refuse("\"\(node.text ?? "")\" is not an entity", "CIL-43, CILV-3", at: node, help: help)
      return nil
    }
    return .entity(entity)
  }

  /// Refused unless the agent has an option that is off by default. (CIL-55)
  private func nodes(
    _ list: [YAMLNode], _ direction: Direction, _ findings: inout ObjectFindings
  ) -> [PeerSelector]? {
    if let first = list.first {
      findings.refuse(
        "peers by node labels need an agent option that is off by default", "CIL-55, CILV-11", at: first,
        help: "name nodes by the entities \"host\" and \"remote-node\"")
    }
    return []
  }

  private func groups(_ list: [YAMLNode], _ findings: inout ObjectFindings) -> [PeerSelector]? {
    if let first = list.first {
      findings.leaveOut("groups of a cloud provider are resolved elsewhere", "CIL-54", at: first)
    }
    return nil
  }
}

extension String {
  fileprivate var nearestEntity: String? { nearest(in: Entity.allCases.map(\.rawValue)) }
}

/// What follows `from` or `to` in the members that name peers.
private enum CiliumPeerKind: String, CaseIterable {
  case endpoints = "Endpoints"
  case entities = "Entities"
  case cidr = "CIDR"
  case cidrSet = "CIDRSet"
  case nodes = "Nodes"
  case groups = "Groups"
  case services = "Services"
  case fqdns = "FQDNs"

  /// CIL-38, CIL-40
  var emptyMeansNothing: Bool {
    switch self {
    case .endpoints, .entities, .cidr, .cidrSet, .nodes: true
    case .groups, .services, .fqdns: false
    }
  }
}

// MARK: Addresses, services and names

extension CiliumReader {
  private static let serviceNames = ["k8sService", "k8sServiceSelector"]
  private static let serviceNameNames = ["serviceName", "namespace"]
  private static let serviceSelectorNames = ["selector", "namespace"]

  /// The pods behind Services. Nil when one of them has addresses behind it. (CIL-51)
  private func services(_ list: [YAMLNode], _ findings: inout ObjectFindings) -> [PeerSelector]? {
    var peers: [PeerSelector] = []
    var isComplete = true
    for node in list {
      guard let fields = ObjectFields(node, Self.serviceNames, of: "a service", &findings) else { continue }
      for service in services(fields, &findings) {
        guard let selector = service.selector else {
          findings.leaveOut("the addresses behind the Service \"\(service.name)\" are not modelled", "CIL-51", at: node)
          isComplete = false
          continue
        }
        peers.append(.pods(PodSelector(in: service.namespace, pods: selector)))
      }
    }
    return isComplete ? peers : nil
  }

  private func services(_ fields: ObjectFields, _ findings: inout ObjectFindings) -> [ServiceRecord] {
    if let node = fields["k8sService"],
      let named = ObjectFields(node, Self.serviceNameNames, of: "a service", &findings)
    {
      return findings.resolved(references).services.filter { service in
        named["serviceName"]?.hasText(service.name) == true && service.isIn(named["namespace"])
      }
    }
    guard let node = fields["k8sServiceSelector"],
      let selected = ObjectFields(node, Self.serviceSelectorNames, of: "a service", &findings)
    else { return [] }
    let requirements = selected["selector"].map {
      LabelSelector.requirements($0, "a service selector", .cilium, &findings)
    }
    let selector = LabelSelector(
      (requirements ?? []).map { LabelRequirement(CiliumKey($0.requirement.key).name, $0.requirement.condition) })
    return findings.resolved(references).services.filter {
      selector.matches($0.labels) && $0.isIn(selected["namespace"])
    }
  }

  private static let domainNames = ["matchName", "matchPattern"]

  /// CIL-52
  func domain(_ node: YAMLNode, _ findings: inout ObjectFindings) -> DomainPattern? {
    guard let fields = ObjectFields(node, Self.domainNames, of: "a domain name", &findings) else { return nil }
    switch (fields["matchName"], fields["matchPattern"]) {
    case (let name?, nil):
      return domainText(name, allowed: "-_.", &findings).map { DomainPattern(name: $0.canonicalDomain) }
    case (nil, let pattern?):
      return domainText(pattern, allowed: "-_.*", &findings).map { DomainPattern(pattern: $0.canonicalDomain) }
    default:
      findings.refuse("a domain has either \"matchName\" or \"matchPattern\"", "CILV-10", at: node)
      return nil
    }
  }

  private func domainText(_ node: YAMLNode, allowed: String, _ findings: inout ObjectFindings) -> String? {
    guard let text = findings.text(node, "a domain name", "CILV-10") else { return nil }
    let isName = text.utf8.allSatisfy { byte in
      Character(Unicode.Scalar(byte)).isASCIIAlphanumeric || allowed.utf8.contains(byte)
    }
    guard isName, (1...255).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "."), !text.contains("..") else {
      findings.refuse("\"\(text)\" is not a domain name", "CILV-10", at: node)
      return nil
    }
    return text
  }
}

extension String {
  /// The domain as names are compared: case and a final dot say nothing. (CIL-52, CNP-15)
  var canonicalDomain: String {
    let text = lowercased()
    return text.utf8.count > 1 && text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

extension Character {
  fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}

extension ServiceRecord {
  /// No namespace means any. (CIL-51)
  fileprivate func isIn(_ node: YAMLNode?) -> Bool { node.map { $0.hasText("") || $0.hasText(namespace) } ?? true }
}
