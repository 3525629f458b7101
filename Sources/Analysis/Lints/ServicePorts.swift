import Diagnostics
import PolicyModel

extension LintSubject {
  /// Rules that open the port of a Service to pods that listen on the one it translates to. (CIL-60)
  func reportServicePorts(to log: inout DiagnosticLog) {
    let translations = Translations(evaluation.inventory)
    guard !translations.isEmpty else { return }
    for policy in policies {
      for (direction, section) in policy.sections {
        for (index, rule) in section.rules.enumerated() where rule.action == .allow {
          guard let slip = translations.slip(in: rule, of: policy, direction, evaluation) else { continue }
          log.report(servicePort(slip, policy, policy.rulePlace(direction, at: index)))
        }
      }
    }
  }

  private func servicePort(_ slip: Translations.Slip, _ policy: Policy, _ place: RulePlace) -> Diagnostic {
    let pod = "\"\(slip.pod.namespace)/\(slip.pod.name)\""
    return warning(
      .lintServicePort,
      "\(place) of \(policy.id.quoted) opens \(slip.opened) of \(pod), which no container of it declares: Service "
        + "\"\(slip.service.namespace)/\(slip.service.name)\" translates it to \(slip.target), and policies see that (CIL-60)",
      policy.id, help: "open \(slip.target) instead, if the Service is meant")
  }
}

/// Ports of Services that nobody behind them declares, because they are translated.
private struct Translations {
  private var entries: [Key: [Slip]] = [:]

  private struct Key: Hashable {
    let transport: TransportProtocol
    let number: UInt16
  }

  /// A port of a Service, and what becomes of it on a pod.
  struct Slip {
    let service: ClusterService
    let pod: Workload
    let opened: ConnectionSet
    let target: ConnectionSet
  }

  init(_ inventory: ClusterInventory) {
    let pods = Dictionary(grouping: inventory.workloads, by: \.namespace)
    for service in inventory.services where !service.isHeadless && !service.isExternalName {
      for pod in (pods[service.namespace] ?? []).filter(service.selects) {
        for port in service.ports { add(port, of: service, pod) }
      }
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  private mutating func add(_ port: ClusterService.Port, of service: ClusterService, _ pod: Workload) {
    let opened = ConnectionSet(port.transport, port.number...port.number)
    let target = port.connections(on: pod.ports)
    guard !target.isEmpty, target != opened,
      !pod.ports.contains(where: { $0.transport == port.transport && $0.number == port.number })
    else { return }
    entries[Key(transport: port.transport, number: port.number), default: []]
      .append(Slip(service: service, pod: pod, opened: opened, target: target))
  }

  /// The first port that a rule opens in vain; none where the same peers have the port it is translated to.
  func slip(
    in rule: PolicyRule, of policy: Policy, _ direction: Direction, _ evaluation: PolicyEvaluation
  ) -> Slip? {
    guard case .these(let ports) = rule.ports else { return nil }
    for case .range(let transport, let range) in ports where range.count == 1 {
      let slips = entries[Key(transport: transport, number: range.lowerBound)] ?? []
      let found = slips.first { slip in
        evaluation.isAbout(slip.pod, rule, of: policy, direction)
          && !evaluation.opens(slip.target, to: rule.peers, like: policy, direction, on: slip.pod)
      }
      if let found { return found }
    }
    return nil
  }
}

extension PolicyEvaluation {
  /// Whether a rule opens ports of a pod: as its peer for egress, as its subject for ingress.
  fileprivate func isAbout(_ pod: Workload, _ rule: PolicyRule, of policy: Policy, _ direction: Direction) -> Bool {
    let labels = labels(of: pod)
    guard isGoverned(pod) else { return false }
    func matches(_ selector: PodSelector) -> Bool { selector.matches(namespace: labels.namespace, pod: labels.pod) }
    if direction == .ingress { return if case .pods(let subject) = policy.subject { matches(subject) } else { false } }
    guard case .these(let selectors) = rule.peers else { return false }
    return selectors.contains { if case .pods(let selector) = $0 { matches(selector) } else { false } }
  }

  /// Whether policies over the same pods open some connections to the same peers, or to everybody.
  fileprivate func opens(
    _ target: ConnectionSet, to peers: RulePeers, like policy: Policy, _ direction: Direction, on pod: Workload
  ) -> Bool {
    let others = policies.ordered.filter { $0.id == policy.id || $0.subject == policy.subject }
    let open = others.flatMap { $0[direction]?.rules ?? [] }
      .filter { $0.action == .allow && ($0.peers == peers || $0.peers == .anyone) }
      .reduce(ConnectionSet.none) { $0.union($1.ports.connections(to: pod.ports)) }
    return !target.isDisjoint(with: open)
  }
}
