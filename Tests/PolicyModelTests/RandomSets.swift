import PolicyModel

/// SplitMix64: the same numbers on every machine for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SeededGenerator {
  /// A set with members close together and at both ends of the type, so that operations meet.
  mutating func set<Bound: FixedWidthInteger>(of _: Bound.Type) -> IntervalSet<Bound> {
    IntervalSet((0..<Int.random(in: 0...4, using: &self)).map { _ in interval() })
  }

  private mutating func interval<Bound: FixedWidthInteger>() -> ClosedRange<Bound> {
    let offset = Bound(truncatingIfNeeded: Int.random(in: 0...12, using: &self))
    let length = Bound(truncatingIfNeeded: Int.random(in: 0...4, using: &self))
    let lower = Bool.random(using: &self) ? offset : Bound.max - offset
    return lower...(Bound.max - lower < length ? Bound.max : lower + length)
  }

  mutating func connections() -> ConnectionSet {
    TransportProtocol.allCases.reduce(.none) { $0.union(ConnectionSet($1, set(of: UInt16.self))) }
  }

  mutating func addresses() -> AddressSet {
    AddressSet((0..<Int.random(in: 0...4, using: &self)).map { _ in block() })
  }

  mutating func block() -> CIDR {
    let family = Bool.random(using: &self) ? AddressFamily.ipv4 : .ipv6
    let length =
      Bool.random(using: &self)
      ? family.width - Int.random(in: 0...3, using: &self) : Int.random(in: 0...3, using: &self)
    return CIDR(enclosing: address(family), prefixLength: length)
  }

  mutating func address(_ family: AddressFamily) -> IPAddress {
    let low = UInt128(Int.random(in: 0...15, using: &self))
    let value = Bool.random(using: &self) ? low : UInt128.random(in: 0...UInt128.max, using: &self)
    return IPAddress(family: family, value: Bool.random(using: &self) ? value : ~value)
  }
}
