import Diagnostics
import PolicyModel

extension LintSubject {
  /// Pods that are closed for egress and may ask no name server.
  func reportMissingDNS(to log: inout DiagnosticLog) {
    let servers = index.faces.filter { face in
      face.labels != nil && face.ports.contains(where: \.answersNames)
    }
    var workloads: [PolicyID: [Workload]] = [:]
    for workload in evaluation.inventory.workloads {
      guard let rules = evaluation.rules(over: .workload(workload), .egress),
        let closing = rules.policies.first(where: { $0.isolates(.egress) }),
        !rules.reachesDNS(from: workload.namespace, among: servers, evaluation.semantics)
      else { continue }
      workloads[closing.id, default: []].append(workload)
    }
    for (policy, workloads) in workloads { log.report(missingDNS(policy, workloads)) }
  }

  private func missingDNS(_ policy: PolicyID, _ workloads: [Workload]) -> Diagnostic {
    let names = workloads.prefix(1).map { "\"\($0.namespace)/\($0.name)\"" } + (workloads.count > 1 ? ["others"] : [])
    return warning(
      .lintMissingDNS,
      "\(policy.quoted) closes egress of \(names.joined(separator: " and ")), and nothing lets them ask for names on port 53",
      policy, help: "allow egress to the DNS service on TCP and UDP 53, if these pods use names")
  }

  /// Namespaces that have policies, and where a pod with labels that no policy knows would still be open.
  func reportMissingDefaultDeny(to log: inout DiagnosticLog) {
    let namespaced = policies.filter { $0.id.namespace != nil }
    for (namespace, policies) in Dictionary(grouping: namespaced, by: { $0.id.namespace ?? "" }) {
      guard let first = policies.first else { continue }
      let stranger = Peer.workload(Workload(namespace: namespace, name: "", kind: "Pod", labels: [:]))
      let open = Direction.allCases.filter { direction in
        policies.contains { $0.isolates(direction) }
          && !(evaluation.rules(over: stranger, direction)?.policies.contains { $0.isolates(direction) } ?? false)
      }
      guard !open.isEmpty else { continue }
      let what = open.map(\.rawValue).sorted(by: >).joined(separator: " and ")
      let types = open.map { $0 == .ingress ? "Ingress" : "Egress" }.sorted(by: >)
      log.report(
        warning(
          .lintMissingDefaultDeny,
          "namespace \"\(namespace)\" has policies, and pods that none of them selects stay open for \(what)", first.id,
          help:
            "add a policy with `podSelector: {}`, `policyTypes: [\(types.joined(separator: ", "))]` and no rules"))
    }
  }
}

extension SubjectRules {
  /// Whether port 53 is allowed to somebody: to one of the name servers if some are known, or else to more than pods
  /// beside the one that asks, since nobody runs name servers in every namespace.
  fileprivate func reachesDNS(from namespace: String, among servers: [PeerFace], _ semantics: Semantics) -> Bool {
    guard servers.isEmpty else {
      return servers.contains {
        verdict(for: $0, ports: $0.ports, semantics: semantics).connections.asksForNames
      }
    }
    return policies.contains { policy in
      (policy[direction]?.rules ?? []).contains { rule in
        rule.action == .allow && rule.peers.lead(outOf: namespace) && rule.ports.connections(to: []).asksForNames
      }
    }
  }
}

extension RulePeers {
  fileprivate func lead(outOf namespace: String) -> Bool {
    guard case .these(let selectors) = self else { return true }
    let here = PodSelector(in: namespace, pods: .everything).namespaces
    return selectors.contains { selector in
      if case .pods(let pods) = selector { pods.namespaces != here } else { true }
    }
  }
}

extension ConnectionSet {
  fileprivate var asksForNames: Bool { contains(.udp, 53) || contains(.tcp, 53) }
}
