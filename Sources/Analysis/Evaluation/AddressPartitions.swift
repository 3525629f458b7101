public import PolicyModel

extension PolicyEvaluation {
  /// The ranges of addresses that the policies tell apart, covering the whole family: for sources by the blocks of
  /// ingress rules, for destinations by those of egress rules. A block counts after its exceptions are taken out.
  public func addressPartitions(of family: AddressFamily) -> (
    sources: [ClosedRange<UInt128>], destinations: [ClosedRange<UInt128>]
  ) {
    (cuts.partition(of: family, .ingress), cuts.partition(of: family, .egress))
  }
}

extension PolicyEvaluation {
  /// The names and patterns outside the cluster that egress rules mention, each once, sorted. A pattern stands for some
  /// name that it matches.
  public func domains() -> [String] {
    var names: Set<String> = []
    for rule in policies.ordered.lazy.flatMap({ $0.egress?.rules ?? [] }) {
      guard case .these(let selectors) = rule.peers else { continue }
      for case .domain(let pattern) in selectors { names.insert(pattern.text) }
    }
    return names.sorted()
  }
}

extension PolicyEvaluation {
  /// Nodes and the API server, where Cilium's agents judge: no address stands for them there. (CIL-43, CIL-45)
  public var entityPeers: [EntityPeer] { cilium == nil ? [] : EntityPeer.allCases }
}

/// The first addresses of stretches that no block cuts, for each direction and family.
struct AddressCuts: Sendable {
  private var starts: [Direction: [AddressFamily: [UInt128]]] = [:]
  /// Starts of either direction.
  private var combined: [AddressFamily: [UInt128]] = [:]
  /// Whether no policy names a block.
  let isEmpty: Bool

  init(_ policies: PolicySet) {
    var isEmpty = true
    for direction in Direction.allCases {
      let blocks = Self.blocks(of: policies, direction)
      isEmpty = isEmpty && blocks.isEmpty
      starts[direction] = Self.starts(blocks)
    }
    self.isEmpty = isEmpty
    for family in AddressFamily.allCases {
      combined[family] = Set(Direction.allCases.flatMap { starts[$0]?[family] ?? [] }).sorted()
    }
  }

  /// A stretch of addresses that no block of either direction cuts.
  struct Part: Hashable {
    let family: AddressFamily
    let index: Int
  }

  func part(of address: IPAddress) -> Part {
    let starts = combined[address.family] ?? []
    return Part(family: address.family, index: starts.upperBound(of: address.value))
  }

  func partition(of family: AddressFamily, _ direction: Direction) -> [ClosedRange<UInt128>] {
    let starts = starts[direction]?[family] ?? []
    let ends = starts.dropFirst().map { $0 - 1 } + [CIDR.all(family).range.upperBound]
    return zip(starts, ends).map { $0...$1 }
  }

  private static func blocks(of policies: PolicySet, _ direction: Direction) -> Set<AddressBlock> {
    var blocks: Set<AddressBlock> = []
    for rule in policies.policies.lazy.flatMap({ $0[direction]?.rules ?? [] }) {
      guard case .these(let selectors) = rule.peers else { continue }
      for case .addresses(let block) in selectors { blocks.insert(block) }
    }
    return blocks
  }

  private static func starts(_ blocks: Set<AddressBlock>) -> [AddressFamily: [UInt128]] {
    var starts: [AddressFamily: Set<UInt128>] = [.ipv4: [0], .ipv6: [0]]
    for block in blocks {
      let family = block.cidr.family
      let last = CIDR.all(family).range.upperBound
      for interval in block.addresses[family].intervals {
        starts[family]?.insert(interval.lowerBound)
        if interval.upperBound < last { starts[family]?.insert(interval.upperBound + 1) }
      }
    }
    return starts.mapValues { $0.sorted() }
  }
}
