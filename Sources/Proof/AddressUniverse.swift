import Analysis
import GraphFormat
import PolicyModel
import Resolution

/// Every address of both families, cut into ranges that neither the graph nor the policies tell apart.
struct AddressUniverse {
  let peers: [AddressPeer]
  /// The addresses that lie in no block but those of a whole family.
  let unnamed: Set<AddressPeer>

  init(of graph: TenantGraph, policies: PolicySet?) {
    let blocks = graph.blocks + (policies?.blocks ?? [])
    let nodes = AddressSet(graph.network.nodeCIDRs)
    let servers = AddressSet(graph.network.apiServer?.cidrs ?? [])
    var peers: [AddressPeer] = []
    for family in AddressFamily.allCases {
      for range in Self.pieces(cutBy: blocks.filter { $0.family == family }, family) {
        let first = IPAddress(family: family, value: range.lowerBound)
        let role: AddressRole =
          servers.contains(first)
          ? .apiServer(onNode: nodes.contains(first)) : nodes.contains(first) ? .remoteNode : .external
        peers.append(AddressPeer(family: family, range: range, role: role))
        if role == .remoteNode { peers.append(AddressPeer(family: family, range: range, role: .ownNode)) }
      }
    }
    self.peers = peers
    let named = AddressSet(blocks.filter { $0.prefixLength > 0 })
    unnamed = Set(peers.filter { !named.contains($0.first) })
  }

  private static func pieces(cutBy blocks: [CIDR], _ family: AddressFamily) -> [ClosedRange<UInt128>] {
    let end = CIDR.all(family).range.upperBound
    let starts = blocks.flatMap { block in
      block.range.upperBound < end ? [block.range.lowerBound, block.range.upperBound + 1] : [block.range.lowerBound]
    }
    let sorted = Set(starts + [0]).sorted()
    return sorted.indices.map { index in
      sorted[index]...(index + 1 < sorted.count ? sorted[index + 1] - 1 : end)
    }
  }
}

extension TenantGraph {
  /// Every block that the graph speaks of.
  fileprivate var blocks: [CIDR] {
    let own = network.podCIDRs + network.serviceCIDRs + network.nodeCIDRs + (network.apiServer?.cidrs ?? [])
    let caches = dns.nodeLocal.map { CIDR(enclosing: $0, prefixLength: $0.family.width) }
    let ends = edges.flatMap { [$0.consumer, $0.provider] }.flatMap { end -> [CIDR] in
      if case .addresses(let block) = end { [block.cidr] + block.exceptions } else { [] }
    }
    let denied = guardrails.flatMap { [$0.from, $0.to] + $0.exceptions.flatMap { [$0.from, $0.to] } }
      .flatMap(\.blocks)
    let claimed = assertions.flatMap { [$0.from, $0.to] }.flatMap(\.blocks)
    return own + caches + ends + denied + claimed + reservedBlocks
  }
}

extension Population {
  fileprivate var blocks: [CIDR] {
    switch self {
    case .addresses(let block): [block.cidr] + block.exceptions
    case .outside(let inner): inner.blocks
    case .workloads, .tenants, .domain, .internet, .apiServer: []
    }
  }
}

extension PolicySet {
  fileprivate var blocks: [CIDR] {
    peerSelectors.flatMap { selector -> [CIDR] in
      if case .addresses(let block) = selector { [block.cidr] + block.exceptions } else { [] }
    }
  }
}
