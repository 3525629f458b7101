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

/// The fewest rules that allow exactly `flows`.
///
/// Flows with equal peers join their ports, peers with equal ports join one rule, and nothing stays that another rule
/// covers: neither the rule for everybody nor the baseline, which already opens `neighbours`.
func rules(for flows: [RuleFlow], coveredIn neighbours: [String]) -> [PolicyRule] {
  let plain = flows.filter { $0.layer7 == nil }
  let open = plain.filter { $0.peer == .anyone }.reduce(ConnectionSet.none) { $0.union($1.connections) }
  var ports: [RuleFlow.Peer: ConnectionSet] = [:]
  for flow in plain where flow.peer != .anyone && !flow.peer.isPod(in: neighbours) {
    ports[flow.peer, default: .none] = ports[flow.peer, default: .none].union(flow.connections)
  }
  let rest = ports.mapValues { $0.subtracting(open) }.filter { !$0.value.isEmpty }
  let forEverybody = open.isEmpty ? [] : [PolicyRule(.allow, peers: .anyone, ports: RulePorts(open))]
  return forEverybody + merged(rest) + filteredRules(flows, unless: ports, open, neighbours)
}

/// Rules that layer 7 narrows, unless the same peer has the ports unfiltered. (CIL-26)
private func filteredRules(
  _ flows: [RuleFlow], unless plain: [RuleFlow.Peer: ConnectionSet], _ open: ConnectionSet, _ neighbours: [String]
) -> [PolicyRule] {
  var order: [Layer7Filter] = []
  var groups: [Layer7Filter: [RuleFlow.Peer: ConnectionSet]] = [:]
  for flow in flows where !flow.peer.isPod(in: neighbours) {
    guard let filter = flow.layer7 else { continue }
    if groups[filter] == nil { order.append(filter) }
    let left = flow.connections.subtracting(open).subtracting(plain[flow.peer] ?? .none)
    guard !left.isEmpty else { continue }
    groups[filter, default: [:]][flow.peer, default: .none] =
      (groups[filter]?[flow.peer] ?? .none).union(left)
  }
  return order.flatMap { filter in merged(groups[filter] ?? [:], layer7: filter) }
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
  func isPod(in namespaces: [String]) -> Bool {
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
