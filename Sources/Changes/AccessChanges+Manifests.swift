public import Analysis
public import PolicyModel
import Workers

/// The policies of a cluster and the pods that they are about.
public struct ObservedPolicies: Sendable {
  let evaluation: PolicyEvaluation
  let policies: PolicySet

  /// - Parameter policies: those of the evaluation.
  public init(_ evaluation: PolicyEvaluation, _ policies: PolicySet) {
    self.evaluation = evaluation
    self.policies = policies
  }
}

extension AccessChanges {
  /// What the policies of `new` open and close against those of `old`, over the workloads of both and over addresses that
  /// neither tells apart.
  ///
  /// Workloads are the same if namespace, kind and name are; several of one name count as one. Where neither side has
  /// any, or they are only inferred, the policies themselves are compared too: nobody can say then whom else a change is
  /// about.
  public init(from old: ObservedPolicies, to new: ObservedPolicies, inferringPods: Bool = false) {
    let universe = CommonUniverse(old.evaluation, new.evaluation)
    let rows = [old.evaluation, new.evaluation].concurrentMap { ObservedRows(of: $0, over: universe) }
    let differing = Array(universe.sources).concurrentMap { source in
      let (before, after) = (rows[0].row(from: source), rows[1].row(from: source))
      return before == after ? nil : (source: source, before: before, after: after)
    }
    var changes = ChangedPairs(universe: universe)
    for row in differing.compactMap({ $0 }) { changes.compare(row.source, before: row.before, after: row.after) }
    let others =
      inferringPods || universe.workloads.isEmpty
      ? OtherChange.changes(.policy, from: old.policies.words, to: new.policies.words)
      : OtherChange.changes(.workload, from: old.evaluation.names, to: new.evaluation.names)
        + ObservedPolicies.changesAboutNodes(from: old.policies, to: new.policies)
    self.init(.manifests, flows: changes.flows, others: others, infersPods: inferringPods)
  }
}

extension ObservedPolicies {
  /// Policies that say something else about nodes and the API server, which are no ends of any flow here.
  fileprivate static func changesAboutNodes(from old: PolicySet, to new: PolicySet) -> [OtherChange] {
    let (before, after) = (old.wordsAboutNodes, new.wordsAboutNodes)
    // A policy of another name that says the same is no change.
    let known = (Set(before.values), Set(after.values))
    let gone = before.filter { !known.1.contains($0.value) }
    let come = after.filter { !known.0.contains($0.value) }
    let ids = (Set(old.policies.map(\.id.description)), Set(new.policies.map(\.id.description)))
    return Set(gone.keys).union(come.keys).sorted().compactMap { name in
      OtherChange(
        .policy, name, from: ids.0.contains(name) ? gone[name] ?? "" : nil,
        to: ids.1.contains(name) ? come[name] ?? "" : nil)
    }
  }
}

extension PolicySet {
  fileprivate var wordsAboutNodes: [String: String] {
    var words: [String: String] = [:]
    for policy in policies {
      let rules = [policy.ingress, policy.egress].map { section in
        section?.rules.filter(\.isAboutNodes).map { "\($0.action) \($0.peers) \($0.ports)" } ?? []
      }
      guard rules != [[], []] else { continue }
      words[policy.id.description, default: ""] += "\(policy.tier) \(policy.subject) \(rules)"
    }
    return words
  }
}

extension PolicyRule {
  fileprivate var isAboutNodes: Bool {
    guard case .these(let selectors) = peers else { return false }
    return selectors.contains { selector in
      switch selector {
      case .nodes, .entity(.host), .entity(.remoteNode), .entity(.kubeAPIServer): true
      default: false
      }
    }
  }
}

extension PolicyEvaluation {
  fileprivate var names: [String: String] {
    let names = inventory.workloads.map { (Peer.workload($0).description, "workload") }
    return Dictionary(names) { first, _ in first }
  }
}

extension PolicySet {
  /// What each policy says, labels and annotations aside, in a form that is good for nothing but comparing.
  fileprivate var words: [String: String] {
    let texts = policies.map { policy in
      let sections = [policy.ingress, policy.egress]
      return (policy.id.description, "\(policy.tier) \(policy.subject) \(sections)")
    }
    return Dictionary(texts) { "\($0); \($1)" }
  }
}

/// The ends over which two clusters are compared, by number: workloads first, then addresses as sources, then addresses
/// as destinations, then names as destinations.
private struct CommonUniverse {
  /// `namespace/name[Kind]`, sorted.
  let workloads: [String]
  let numbers: [String: Int]
  let addresses: [AddressPeer]
  /// How many of the addresses are sources.
  let sourceCount: Int
  /// Names outside the clusters, and patterns of them, that a policy of either side allows.
  let domains: [String]

  init(_ old: PolicyEvaluation, _ new: PolicyEvaluation) {
    let names = Set((old.inventory.workloads + new.inventory.workloads).map { Peer.workload($0).description })
    workloads = names.sorted()
    numbers = Dictionary(workloads.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    let partitions = AddressFamily.allCases.map { family in
      (family, old.addressPartitions(of: family), new.addressPartitions(of: family))
    }
    let sources = partitions.flatMap { Self.refined($0.0, $0.1.sources, $0.2.sources) }
    let destinations = partitions.flatMap { Self.refined($0.0, $0.1.destinations, $0.2.destinations) }
    addresses = sources + destinations
    sourceCount = sources.count
    domains = Set(old.domains() + new.domains()).sorted()
  }

  /// The ends that are no workloads.
  var outside: [Peer] { addresses.map(Peer.addresses) + domains.map(Peer.domain) }

  /// Nil for workloads and addresses.
  func domain(_ number: Int) -> String? {
    let position = number - workloads.count - addresses.count
    return position < 0 ? nil : domains[position]
  }

  var sources: Range<Int> { 0..<workloads.count + sourceCount }

  /// Whether an end takes part as a destination.
  func isDestination(_ number: Int) -> Bool { !(workloads.count..<workloads.count + sourceCount).contains(number) }

  /// The coarsest partition that is finer than both.
  private static func refined(
    _ family: AddressFamily, _ left: [ClosedRange<UInt128>], _ right: [ClosedRange<UInt128>]
  ) -> [AddressPeer] {
    let starts = Set((left + right).map(\.lowerBound)).sorted()
    let ends = starts.dropFirst().map { $0 - 1 } + [CIDR.all(family).range.upperBound]
    return zip(starts, ends).map { AddressPeer(family: family, range: $0...$1) }
  }
}

/// What one cluster allows, by the numbers of a common universe.
private struct ObservedRows {
  private let graph: AccessGraph
  private let universe: CommonUniverse
  private let numberOfPeer: [Int]
  private var peersOfNumber: [Int: [Int]] = [:]

  init(of evaluation: PolicyEvaluation, over universe: CommonUniverse) {
    let workloads = evaluation.inventory.workloads.map(Peer.workload)
    let count = universe.workloads.count
    numberOfPeer =
      workloads.map { universe.numbers[$0.description] ?? 0 } + universe.outside.indices.map { $0 + count }
    for (peer, number) in numberOfPeer.enumerated() { peersOfNumber[number, default: []].append(peer) }
    graph = evaluation.graph(of: workloads + universe.outside)
    self.universe = universe
  }

  func row(from source: Int) -> [Int: ConnectionSet] {
    var row: [Int: ConnectionSet] = [:]
    for peer in peersOfNumber[source] ?? [] {
      for edge in graph.edges(from: peer) {
        let number = numberOfPeer[edge.destination]
        guard number != source, universe.isDestination(number) else { continue }
        row[number] = row[number].map { $0.union(edge.connections) } ?? edge.connections
      }
    }
    return row
  }
}

/// Pairs that differ, with addresses of equal changes put together again.
private struct ChangedPairs {
  let universe: CommonUniverse
  private var between: [FlowChange] = []
  private var fromAddresses: [Key: AddressSet] = [:]
  private var toAddresses: [Key: AddressSet] = [:]

  /// A workload and what changed between it and some addresses.
  private struct Key: Hashable {
    let workload: Int
    let before: ConnectionSet
    let after: ConnectionSet
  }

  init(universe: CommonUniverse) { self.universe = universe }

  mutating func compare(_ source: Int, before: [Int: ConnectionSet], after: [Int: ConnectionSet]) {
    for destination in Set(before.keys).union(after.keys) {
      let (was, now) = (before[destination] ?? .none, after[destination] ?? .none)
      if was != now { add(source, destination, was, now) }
    }
  }

  private mutating func add(_ source: Int, _ destination: Int, _ before: ConnectionSet, _ after: ConnectionSet) {
    switch (addresses(source), addresses(destination)) {
    case (nil, nil): between.append(flow(named(source), named(destination), before, after))
    case (let set?, nil):
      let key = Key(workload: destination, before: before, after: after)
      fromAddresses[key] = fromAddresses[key].map { $0.union(set) } ?? set
    case (nil, let set?):
      let key = Key(workload: source, before: before, after: after)
      toAddresses[key] = toAddresses[key].map { $0.union(set) } ?? set
    case (_?, _?): break
    }
  }

  var flows: [FlowChange] {
    between
      + fromAddresses.map { flow(ChangedEnd($1.words, group: nil), workload($0.workload), $0.before, $0.after) }
      + toAddresses.map { flow(workload($0.workload), ChangedEnd($1.words, group: nil), $0.before, $0.after) }
  }

  private func flow(
    _ source: ChangedEnd, _ destination: ChangedEnd, _ before: ConnectionSet, _ after: ConnectionSet
  ) -> FlowChange {
    FlowChange(
      source: source, destination: destination, environments: [], before: FlowState(before), after: FlowState(after),
      until: nil, isAsked: false)
  }

  /// A workload, or a name outside.
  private func named(_ number: Int) -> ChangedEnd {
    universe.domain(number).map { ChangedEnd($0, group: nil) } ?? workload(number)
  }

  private func workload(_ number: Int) -> ChangedEnd {
    let name = universe.workloads[number]
    return ChangedEnd(name, group: name.split(separator: "/").first.map(String.init))
  }

  private func addresses(_ number: Int) -> AddressSet? {
    guard number >= universe.workloads.count, universe.domain(number) == nil else { return nil }
    let peer = universe.addresses[number - universe.workloads.count]
    return AddressSet(peer.family, IntervalSet(peer.range))
  }
}

extension AddressSet {
  /// `all addresses`, or blocks and ranges.
  fileprivate var words: String {
    if self == .all { return "all addresses" }
    let ranges = AddressFamily.allCases.flatMap { family in
      self[family].intervals.map { Self.words(family, $0) }
    }
    return ranges.joined(separator: ", ")
  }

  private static func words(_ family: AddressFamily, _ range: ClosedRange<UInt128>) -> String {
    if range == CIDR.all(family).range { return "all IPv\(family.rawValue) addresses" }
    let blocks = AddressSet(family, IntervalSet(range)).blocks
    let ends = [range.lowerBound, range.upperBound].map { "\(IPAddress(family: family, value: $0))" }
    return blocks.count == 1 ? blocks.map(\.description).joined() : ends.joined(separator: "-")
  }
}
