import Diagnostics
import PolicyModel

extension PolicyEvaluation {
  /// Reports policies of one tier and priority that could disagree about a connection: which of them wins is undefined,
  /// and the first by name is taken. (ANP-6, CNP-5, T-50)
  func reportAmbiguities(at spans: [PolicyID: Span], to log: inout DiagnosticLog) {
    let ranked = policies.ordered.filter { $0.tier != .normal }
    let tiers = Dictionary(grouping: ranked, by: \.tier).values.filter { $0.count > 1 && $0.disagree }
    guard !tiers.isEmpty else { return }
    let overlap = PolicyOverlap(self)
    for policies in tiers {
      for (position, first) in policies.enumerated() {
        for second in policies[(position + 1)...]
        where overlap.mayMeet(first, second, in: Direction.allCases, where: { $0.action != $1.action }) {
          log.report(.ambiguity(first, second, at: spans[first.id]))
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

/// Whether policies could have a say about the same connection, judged over the peers of a cluster.
struct PolicyOverlap {
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

  /// - Parameter counts: which pairs of rules, one of each policy, are of interest.
  func mayMeet(
    _ first: Policy, _ second: Policy, in directions: [Direction] = Direction.allCases,
    where counts: (PolicyRule, PolicyRule) -> Bool = { _, _ in true }
  ) -> Bool {
    guard case .pods(let one) = first.subject, case .pods(let two) = second.subject,
      overlaps(index.members(of: one), index.members(of: two))
    else { return false }
    return directions.contains { direction in
      (first[direction]?.rules ?? []).contains { rule in
        (second[direction]?.rules ?? []).contains {
          counts(rule, $0) && overlaps(rule.ports, $0.ports)
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
  fileprivate static func ambiguity(_ first: Policy, _ second: Policy, at span: Span?) -> Diagnostic {
    let rule = first.id.api == .clusterNetworkPolicy ? "CNP-5" : "ANP-6"
    return Diagnostic(
      .semanticsDependent,
      "\(first.id.quoted) and \(second.id.quoted) disagree at priority \(first.tier.priority ?? 0): which one wins is undefined (\(rule))",
      at: span, notes: [Note("\"\(first.id.name)\" is taken to win, because its name comes first")],
      help: "give one of them another priority")
  }
}
