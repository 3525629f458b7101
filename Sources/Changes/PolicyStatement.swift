import PolicyModel

/// What all policies over the same pods say about one direction, in a form that is equal wherever order, names and the
/// division into rules, blocks and policies are all that differs.
struct PolicyStatement: Hashable {
  /// What policies have in common that add up to one statement.
  struct Topic: Hashable {
    let tier: PolicyTier
    let subject: PolicySubject
    /// Ends without labels of their own that are subjects too.
    let entities: Set<Entity>
    let direction: Direction
  }

  private let isolates: Bool
  /// Where order does not count. (NP-7, CIL-20)
  private let permits: [Permit: PermittedPorts]
  private let blocks: [Filtering: [PermittedPorts: AddressSet]]
  /// Where it does. (ANP-2, CNP-4)
  private let ordered: [OrderedRule]

  /// - Parameters:
  ///   - policies: all of one topic, in the order of their names.
  ///   - counts: which of their rules it is about, and about nothing else; nil for all that they say.
  init(_ policies: [Policy], about topic: Topic, where counts: ((PolicyRule) -> Bool)? = nil) {
    let sections = policies.compactMap { $0[topic.direction] }
    let rules = sections.flatMap(\.rules).filter { (counts?($0) ?? true) && $0.canMatch }
    isolates = counts == nil && sections.contains(where: \.isolates)
    guard topic.tier == .normal else {
      ordered = rules.map(OrderedRule.init)
      (permits, blocks) = ([:], [:])
      return
    }
    ordered = []
    (permits, blocks) = (Self.permits(rules), Self.blocks(rules))
  }

  private static func permits(_ rules: [PolicyRule]) -> [Permit: PermittedPorts] {
    var result: [Permit: PermittedPorts] = [:]
    for rule in rules {
      let (filtering, ports) = (Filtering(rule), PermittedPorts(rule.ports))
      for peer in rule.peers.parts where peer.block == nil {
        result[Permit(filtering: filtering, peer: peer), default: PermittedPorts()].formUnion(ports)
      }
    }
    return result
  }

  private static func blocks(_ rules: [PolicyRule]) -> [Filtering: [PermittedPorts: AddressSet]] {
    var result: [Filtering: [PermittedPorts: [AddressBlock]]] = [:]
    for rule in rules {
      let blocks = rule.peers.parts.compactMap(\.block)
      guard !blocks.isEmpty else { continue }
      result[Filtering(rule), default: [:]][PermittedPorts(rule.ports), default: []] += blocks
    }
    return result.mapValues { $0.mapValues(AddressSet.init(of:)).withoutOverlaps }
  }
}

/// One rule where order counts.
private struct OrderedRule: Hashable {
  let filtering: Filtering
  let peers: Set<RulePeers.Part>
  let ports: PermittedPorts

  init(_ rule: PolicyRule) {
    filtering = Filtering(rule)
    peers = Set(rule.peers.parts)
    ports = PermittedPorts(rule.ports)
  }
}

extension PolicyRule {
  fileprivate var canMatch: Bool { peers != .these([]) && ports != .these([]) }
}

/// What a rule does with connections besides naming their ends.
private struct Filtering: Hashable {
  let action: RuleAction
  let requests: Set<String>?
  let treatment: [String]

  init(_ rule: PolicyRule) {
    action = rule.action
    requests = rule.layer7.map { Set($0.words) }
    treatment = rule.treatment
  }
}

private struct Permit: Hashable {
  let filtering: Filtering
  let peer: RulePeers.Part
}

extension RulePeers {
  fileprivate enum Part: Hashable {
    case anyone
    case peer(PeerSelector)

    var block: AddressBlock? { if case .peer(.addresses(let block)) = self { block } else { nil } }
  }

  fileprivate var parts: [Part] {
    switch self {
    case .anyone: [.anyone]
    case .these(let selectors): selectors.map(Part.peer)
    }
  }
}

/// Ports by number, and whatever has to be looked up or has no number.
private struct PermittedPorts: Hashable {
  private var isEverything = false
  private var numbers = ConnectionSet.none
  private var others: Set<PortMatch> = []

  init() {}

  init(_ ports: RulePorts) {
    guard case .these(let matches) = ports else {
      isEverything = true
      return
    }
    for match in matches {
      if case .range(let transport, let range) = match {
        numbers = numbers.union(ConnectionSet(transport, range))
      } else {
        others.insert(match)
      }
    }
  }

  /// Every port includes all others, by whatever name.
  mutating func formUnion(_ other: PermittedPorts) {
    isEverything = isEverything || other.isEverything
    numbers = isEverything ? .none : numbers.union(other.numbers)
    others = isEverything ? [] : others.union(other.others)
  }

  func union(_ other: PermittedPorts) -> PermittedPorts {
    var result = self
    result.formUnion(other)
    return result
  }
}

extension [PermittedPorts: AddressSet] {
  /// How many sets of ports are taken apart; more stay as they are written, so that the cost stays linear.
  private static var overlapLimit: Int { 64 }

  /// Each address once, with all of its ports.
  fileprivate var withoutOverlaps: Self {
    guard count > 1, count <= Self.overlapLimit else { return self }
    var result: Self = [:]
    for (ports, addresses) in self {
      var rest = addresses
      var next: Self = [:]
      for (known, place) in result {
        let both = place.intersection(addresses)
        next[known, default: AddressSet()].formUnion(place.subtracting(addresses))
        next[known.union(ports), default: AddressSet()].formUnion(both)
        rest = rest.subtracting(place)
      }
      next[ports, default: AddressSet()].formUnion(rest)
      result = next.filter { !$0.value.isEmpty }
    }
    return result
  }
}

extension AddressSet {
  /// The addresses of any number of blocks.
  fileprivate init(of blocks: [AddressBlock]) {
    let sets = blocks.map(\.addresses)
    self = AddressFamily.allCases.reduce(AddressSet()) { result, family in
      result.union(AddressSet(family, IntervalSet(sets.flatMap { $0[family].intervals })))
    }
  }

  fileprivate mutating func formUnion(_ other: AddressSet) { self = union(other) }
}
