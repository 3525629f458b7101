import PolicyModel

/// What one side of an edge has to let through.
struct RuleFlow {
  enum Peer: Hashable {
    case pods(namespace: String, selector: LabelSelector)
    case outside(PeerSelector)
    case anyone
  }

  let peer: Peer
  let connections: ConnectionSet
  let layer7: Layer7Filter?
}

/// Everything that one side of a workload has to let through, to tell what is covered already.
///
/// Nothing stays that another rule covers: the rule for everybody, one for more pods or a wider block, or the baseline,
/// which already opens the neighbours.
struct FlowTable {
  private let neighbours: Set<String>
  /// Open to everyone.
  private let open: ConnectionSet
  /// Unfiltered connections by peer, without what other peers cover.
  private let plain: [RuleFlow.Peer: ConnectionSet]
  private let covers: PeerCovers

  init(of flows: [RuleFlow], coveredIn neighbours: [String]) {
    let known = Set(neighbours)
    let unfiltered = flows.filter { $0.layer7 == nil && !$0.peer.isPod(in: known) }
    let open = unfiltered.filter { $0.peer == .anyone }.reduce(ConnectionSet.none) { $0.union($1.connections) }
    var ports: [RuleFlow.Peer: ConnectionSet] = [:]
    for flow in unfiltered where flow.peer != .anyone {
      ports[flow.peer, default: .none] = ports[flow.peer, default: .none].union(flow.connections)
    }
    let covers = PeerCovers(of: ports)
    self.neighbours = known
    self.open = open
    self.covers = covers
    plain = Dictionary(
      uniqueKeysWithValues: ports.map { peer, connections in
        (peer, connections.subtracting(open).subtracting(covers.connections(over: peer)))
      })
  }

  /// The fewest rules that allow `flows`, some of those that the table was made of.
  ///
  /// Flows with equal peers join their ports, and peers with equal ports join one rule.
  func rules(for flows: [RuleFlow]) -> [PolicyRule] {
    let peers = Set(flows.filter { $0.layer7 == nil }.map(\.peer))
    let rest = plain.filter { peers.contains($0.key) && !$0.value.isEmpty }
    let forEverybody =
      peers.contains(.anyone) && !open.isEmpty
      ? [PolicyRule(.allow, peers: .anyone, ports: RulePorts(open))] : []
    return forEverybody + merged(rest) + filteredRules(for: flows)
  }

  /// Rules that layer 7 narrows, unless the same peer has the ports unfiltered. (CIL-26)
  private func filteredRules(for flows: [RuleFlow]) -> [PolicyRule] {
    var order: [Layer7Filter] = []
    var groups: [Layer7Filter: [RuleFlow.Peer: ConnectionSet]] = [:]
    for flow in flows where !flow.peer.isPod(in: neighbours) {
      guard let filter = flow.layer7 else { continue }
      if groups[filter] == nil { order.append(filter) }
      let left = flow.connections.subtracting(open).subtracting(plain[flow.peer] ?? .none)
        .subtracting(covers.connections(over: flow.peer))
      guard !left.isEmpty else { continue }
      groups[filter, default: [:]][flow.peer, default: .none] =
        (groups[filter]?[flow.peer] ?? .none).union(left)
    }
    return order.flatMap { filter in merged(groups[filter] ?? [:], layer7: filter) }
  }
}

/// Which peers of a table contain others.
private struct PeerCovers {
  /// What each selector may do, by namespace.
  private let pods: [String: [LabelSelector: ConnectionSet]]
  /// For namespaces with the same selectors, which is most of a large table, the wider selectors of each selector.
  private let wider: [Set<LabelSelector>: [LabelSelector: [LabelSelector]]]
  private let groups: [String: Set<LabelSelector>]
  private let blocks: [(block: AddressBlock, connections: ConnectionSet)]

  init(of ports: [RuleFlow.Peer: ConnectionSet]) {
    var pods: [String: [LabelSelector: ConnectionSet]] = [:]
    var blocks: [(block: AddressBlock, connections: ConnectionSet)] = []
    for (peer, connections) in ports {
      switch peer {
      case .pods(let namespace, let selector): pods[namespace, default: [:]][selector] = connections
      case .outside(.addresses(let block)): blocks.append((block, connections))
      case .outside, .anyone: break
      }
    }
    self.pods = pods
    groups = pods.mapValues { Set($0.keys) }
    wider = Dictionary(Set(groups.values).map { ($0, Self.widerSelectors(among: $0)) }) { first, _ in first }
    self.blocks = blocks
  }

  /// What peers other than this one that contain it may do, whichever order they have here.
  func connections(over peer: RuleFlow.Peer) -> ConnectionSet {
    let covering: [ConnectionSet] =
      switch peer {
      case .pods(let namespace, let selector):
        widerSelectors(than: selector, in: namespace).compactMap { pods[namespace]?[$0] }
      case .outside(.addresses(let block)): blocks.filter { $0.block.covers(block) }.map(\.connections)
      case .outside, .anyone: []
      }
    return ConnectionSet(uniting: covering)
  }

  private func widerSelectors(than selector: LabelSelector, in namespace: String) -> [LabelSelector] {
    groups[namespace].flatMap { wider[$0]?[selector] } ?? []
  }

  private static func widerSelectors(among selectors: Set<LabelSelector>) -> [LabelSelector: [LabelSelector]] {
    guard selectors.count > 1 else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: selectors.map { narrow in (narrow, selectors.filter { $0.covers(narrow) }) })
  }
}

extension LabelSelector {
  /// Whether this selector matches all that `other` matches. Of two that match the same, one covers the other.
  fileprivate func covers(_ other: LabelSelector) -> Bool {
    self != other && other.isSubset(of: self) && (!isSubset(of: other) || self < other)
  }

  private func isSubset(of other: LabelSelector) -> Bool {
    other.requirements.allSatisfy { wanted in requirements.contains { $0.implies(wanted) } }
  }
}

extension LabelRequirement {
  /// Whether `other` holds wherever this does. (NP-16)
  fileprivate func implies(_ other: LabelRequirement) -> Bool {
    guard key == other.key else { return false }
    return switch (condition, other.condition) {
    case (.isIn(let own), .isIn(let wanted)): own.allSatisfy(wanted.contains)
    case (.isIn(let own), .isNotIn(let excluded)): !own.contains(where: excluded.contains)
    case (.isNotIn(let own), .isNotIn(let excluded)): excluded.allSatisfy(own.contains)
    case (.isIn, .exists), (.exists, .exists), (.doesNotExist, .isNotIn), (.doesNotExist, .doesNotExist): true
    default: false
    }
  }
}

extension AddressBlock {
  fileprivate func covers(_ other: AddressBlock) -> Bool {
    self != other && (cidr.contains(other.cidr) || other.cidr.contains(cidr)) && other.addresses.isSubset(of: addresses)
      && (!addresses.isSubset(of: other.addresses) || self < other)
  }
}

private func merged(_ ports: [RuleFlow.Peer: ConnectionSet], layer7: Layer7Filter? = nil) -> [PolicyRule] {
  let byPorts = Dictionary(grouping: ports.keys) { ports[$0] ?? .none }
  return byPorts.map { connections, peers in (connections: connections, peers: peerSelectors(peers)) }
    .sorted { $0.peers.lexicographicallyPrecedes($1.peers) }
    .map { PolicyRule(.allow, peers: .these($0.peers), ports: RulePorts($0.connections), layer7: layer7) }
}

/// Pods that differ only in their namespace share one selector with a list of namespaces.
private func peerSelectors(_ peers: [RuleFlow.Peer]) -> [PeerSelector] {
  var namespaces: [LabelSelector: [String]] = [:]
  var selectors: [PeerSelector] = []
  for peer in peers {
    switch peer {
    case .pods(let namespace, let selector): namespaces[selector, default: []].append(namespace)
    case .outside(let selector): selectors.append(selector)
    case .anyone: break
    }
  }
  selectors += namespaces.map { .pods(PodSelector(namespaces: .namespaces(named: $0.value), pods: $0.key)) }
  return selectors.sorted()
}

extension RuleFlow.Peer {
  func isPod(in namespaces: Set<String>) -> Bool {
    if case .pods(let namespace, _) = self { namespaces.contains(namespace) } else { false }
  }
}

extension RulePorts {
  /// Up to so many neighbours are written one by one: a plugin without `endPort` would read only the first. (NP-24)
  private static let shortRange = 4

  /// Every port, or the ports and ranges of the set.
  init(_ connections: ConnectionSet) {
    if connections.isAll {
      self = .all
    } else {
      self = .these(
        TransportProtocol.allCases.flatMap { transport in
          connections[transport].intervals.flatMap { interval in
            interval.count > Self.shortRange
              ? [PortMatch.range(transport, interval)] : interval.map { PortMatch.range(transport, $0...$0) }
          }
        }.sorted())
    }
  }
}
