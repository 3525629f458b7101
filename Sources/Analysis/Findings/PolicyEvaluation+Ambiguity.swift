import Diagnostics
import PolicyModel

extension PolicyEvaluation {
  /// Reports policies of one tier and priority that could disagree about a connection: which of them wins is undefined,
  /// and the first by name is taken. (ANP-6, CNP-5, T-50)
  func reportAmbiguities(to log: inout DiagnosticLog) {
    let ranked = policies.ordered.filter { $0.tier != .normal }
    let tiers = Dictionary(grouping: ranked, by: \.tier).values.filter { $0.count > 1 && $0.disagree }
    guard !tiers.isEmpty else { return }
    let overlap = PolicyOverlap(self)
    for policies in tiers {
      for (position, first) in policies.enumerated() {
        for second in policies[(position + 1)...] where overlap.mayDisagree(first, second) {
          log.report(.ambiguity(first, second))
        }
      }
    }
  }
}

extension [Policy] {
  fileprivate var disagree: Bool { Set(flatMap(\.actions)).count > 1 }
}

extension Policy {
  fileprivate var actions: [RuleAction] { Direction.allCases.flatMap { self[$0]?.rules ?? [] }.map(\.action) }
}

/// Whether policies could say different things about one connection, judged over the peers of a cluster.
private struct PolicyOverlap {
  private let index: FaceIndex
  /// Every container port with a name: where a named port could lead.
  private let namedPorts: [ContainerPort]

  init(_ evaluation: PolicyEvaluation) {
    var peers = evaluation.inventory.workloads.map(Peer.workload)
    for family in AddressFamily.allCases {
      let parts = evaluation.addressPartitions(of: family)
      peers += (parts.sources + parts.destinations).map { .addresses(AddressPeer(family: family, range: $0)) }
    }
    peers.append(.addresses(AddressPeer(family: .ipv4, range: 0...0, role: .remoteNode)))
    index = FaceIndex(peers, in: evaluation)
    namedPorts = Set(evaluation.inventory.workloads.flatMap(\.ports)).filter { $0.name != nil }
      .sorted { ($0.name ?? "", $0.number, $0.transport) < ($1.name ?? "", $1.number, $1.transport) }
  }

  func mayDisagree(_ first: Policy, _ second: Policy) -> Bool {
    guard case .pods(let one) = first.subject, case .pods(let two) = second.subject,
      overlaps(index.members(of: one), index.members(of: two))
    else { return false }
    return Direction.allCases.contains { direction in
      (first[direction]?.rules ?? []).contains { rule in
        (second[direction]?.rules ?? []).contains {
          rule.action != $0.action && overlaps(rule.ports, $0.ports)
            && overlaps(rule.peers, first.id.api, $0.peers, second.id.api)
        }
      }
    }
  }

  private func overlaps(_ left: SparseSet, _ right: SparseSet) -> Bool {
    let both = left.intersection(right)
    return both.isComplement ? both.items.count < index.faces.count : !both.items.isEmpty
  }

  private func overlaps(_ left: RulePorts, _ right: RulePorts) -> Bool {
    !left.connections(to: namedPorts).intersection(right.connections(to: namedPorts)).isEmpty
  }

  private func overlaps(_ left: RulePeers, _ leftAPI: PolicyAPI, _ right: RulePeers, _ rightAPI: PolicyAPI) -> Bool {
    let theirs = members(of: right, rightAPI)
    return members(of: left, leftAPI).contains { mine in theirs.contains { overlaps(mine, $0) } }
  }

  private func members(of peers: RulePeers, _ api: PolicyAPI) -> [SparseSet] {
    switch peers {
    case .anyone: [.everyone]
    case .these(let selectors): selectors.map { index.members(of: $0, in: api) }
    }
  }
}

extension Diagnostic {
  fileprivate static func ambiguity(_ first: Policy, _ second: Policy) -> Diagnostic {
    Diagnostic(
      .semanticsDependent,
      "\(first.id.quoted) and \(second.id.quoted) disagree at priority \(first.tier.priority ?? 0): which one wins is undefined",
      at: nil, notes: [Note("\"\(first.id.name)\" is taken to win, because its name comes first")],
      help: "give one of them another priority")
  }
}
