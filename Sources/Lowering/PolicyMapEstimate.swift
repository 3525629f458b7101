import PolicyModel
import Resolution

/// About how many entries each pod's policy map takes on Cilium: one for each direction, remote identity, protocol and
/// aligned block of ports. (CIL-80)
///
/// Identities are guessed from the graph: one for each workload in each namespace, one for the rest of a namespace, one
/// for each block of addresses.
struct PolicyMapEstimate {
  /// Default size of the map, and the share of it that is worth a word.
  static let capacity = 16_384
  static let alarm = capacity / 2
  /// Addresses that an agent keeps for a name, if it keeps as many as its documentation says. (CIL-81)
  private static let addressesOfName = 50

  private let namespaces: [String: Int]
  private let total: Int

  init(of scope: ClusterScope) {
    let counts = scope.namespaces.map { ($0.name, scope.workloads(in: $0).count + 1) }
    namespaces = Dictionary(counts) { first, _ in first }
    total = counts.reduce(0) { $0 + $1.1 }
  }

  func entries(of policy: Policy) -> Int {
    (policy.ingress?.rules ?? []).reduce(0) { $0 + entries(of: $1) }
      + (policy.egress?.rules ?? []).reduce(0) { $0 + entries(of: $1) }
  }

  private func entries(of rule: PolicyRule) -> Int {
    let ports =
      switch rule.ports {
      case .all: 1
      case .these(let matches): matches.reduce(0) { $0 + $1.prefixCount }
      }
    guard case .these(let selectors) = rule.peers else { return ports }
    return ports * selectors.reduce(0) { $0 + identities(of: $1) }
  }

  private func identities(of peer: PeerSelector) -> Int {
    switch peer {
    case .pods(let selector): identities(of: selector)
    case .addresses(let block): block.exceptions.isEmpty ? 1 : block.addresses.blocks.count
    case .domain: Self.addressesOfName
    case .entity(.none): 0
    case .entity(.world), .entity(.cluster), .entity(.all): 2
    case .entity, .nodes: 1
    }
  }

  private func identities(of selector: PodSelector) -> Int {
    let isOneWorkload = selector.pods.requirements.contains { requirement in
      if case .isIn = requirement.condition { true } else { requirement.condition == .exists }
    }
    func count(in names: [String]) -> Int {
      names.reduce(0) { $0 + (isOneWorkload ? 1 : namespaces[$1] ?? 1) }
    }
    var result = isOneWorkload ? namespaces.count : total
    for requirement in selector.namespaces.requirements where requirement.key == .namespaceNameLabel {
      switch requirement.condition {
      case .isIn(let names): result = min(result, count(in: names))
      case .isNotIn(let names): result -= min(result, count(in: names.filter { namespaces[$0] != nil }))
      case .exists, .doesNotExist: break
      }
    }
    return result
  }
}

extension PortMatch {
  /// Into how many aligned blocks of ports an agent cuts the range.
  var prefixCount: Int {
    guard case .range(_, let range) = self, !isWholeProtocol else { return 1 }
    var (start, end, count) = (UInt32(range.lowerBound), UInt32(range.upperBound), 0)
    while start <= end {
      var size = start & (~start &+ 1)
      while size > end - start + 1 { size /= 2 }
      start += size
      count += 1
    }
    return count
  }

  private var isWholeProtocol: Bool {
    if case .range(_, let range) = self { range.lowerBound <= 1 && range.upperBound == .max } else { false }
  }
}
