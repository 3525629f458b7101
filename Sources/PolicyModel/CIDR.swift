/// A block of addresses that share a prefix.
public struct CIDR: Hashable, Sendable, Comparable {
  /// The first address of the block: no bit beyond the prefix is set. (NPV-8)
  public let base: IPAddress
  /// Length of the prefix in bits.
  public let prefixLength: Int

  public var family: AddressFamily { base.family }

  /// Nil when the prefix does not fit the family or `base` has bits beyond it.
  public init?(base: IPAddress, prefixLength: Int) {
    guard (0...base.family.width).contains(prefixLength) else { return nil }
    self.base = base
    self.prefixLength = prefixLength
    guard base.value & hostMask == 0 else { return nil }
  }

  /// Every address of a family.
  public static func all(_ family: AddressFamily) -> CIDR {
    CIDR(unchecked: IPAddress(family: family, value: 0), prefixLength: 0)
  }

  private init(unchecked base: IPAddress, prefixLength: Int) {
    self.base = base
    self.prefixLength = prefixLength
  }

  /// The block of `prefixLength` bits that `address` lies in.
  public init(enclosing address: IPAddress, prefixLength: Int) {
    let length = min(max(0, prefixLength), address.family.width)
    let mask = Self.hostMask(width: address.family.width, prefixLength: length)
    self.init(unchecked: IPAddress(family: address.family, value: address.value & ~mask), prefixLength: length)
  }

  private static func hostMask(width: Int, prefixLength: Int) -> UInt128 {
    let bits = width - prefixLength
    return bits == 128 ? .max : (1 << UInt128(bits)) - 1
  }

  private var hostMask: UInt128 { Self.hostMask(width: family.width, prefixLength: prefixLength) }

  public var range: ClosedRange<UInt128> { base.value...(base.value | hostMask) }

  /// The IPv4 block that this one maps into IPv6; nil for any other block. (NP-28)
  public var mappedIPv4: CIDR? {
    guard family == .ipv6, prefixLength >= 96, base.value >> 32 == 0xFFFF else { return nil }
    return CIDR(enclosing: IPAddress(family: .ipv4, value: base.value & 0xFFFF_FFFF), prefixLength: prefixLength - 96)
  }

  /// The IPv4 block that translators reach by this one: 64:ff9b::/96 for NAT64 (RFC 6052), 2002::/16 for 6to4 (RFC 3056);
  /// nil for any other block.
  public var translatedIPv4: CIDR? {
    guard family == .ipv6 else { return nil }
    if prefixLength >= 96, base.value >> 32 == 0x0064_FF9B_0000_0000_0000_0000 {
      return CIDR(enclosing: IPAddress(family: .ipv4, value: base.value & 0xFFFF_FFFF), prefixLength: prefixLength - 96)
    }
    guard prefixLength >= 16, base.value >> 112 == 0x2002 else { return nil }
    return CIDR(
      enclosing: IPAddress(family: .ipv4, value: base.value >> 80 & 0xFFFF_FFFF),
      prefixLength: min(prefixLength - 16, 32))
  }

  public func contains(_ other: CIDR) -> Bool {
    family == other.family && range.lowerBound <= other.range.lowerBound && other.range.upperBound <= range.upperBound
  }

  public func contains(_ address: IPAddress) -> Bool { family == address.family && range.contains(address.value) }

  /// By family, then address, then from the widest block to the narrowest.
  public static func < (left: Self, right: Self) -> Bool {
    (left.base, left.prefixLength) < (right.base, right.prefixLength)
  }
}

extension CIDR: LosslessStringConvertible {
  /// Nil unless `text` is a block in the strict form `address/prefix`, with no bit set beyond the prefix. (NPV-8)
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let base = IPAddress(String(parts[0])), let length = Int(parts[1]),
      String(length) == parts[1]
    else { return nil }
    self.init(base: base, prefixLength: length)
  }

  public var description: String { "\(base)/\(prefixLength)" }
}

/// A set of addresses of both families.
public struct AddressSet: Hashable, Sendable {
  public private(set) var ipv4: IntervalSet<UInt128>
  public private(set) var ipv6: IntervalSet<UInt128>

  /// The empty set.
  public init() {
    ipv4 = IntervalSet()
    ipv6 = IntervalSet()
  }

  public init(_ blocks: some Sequence<CIDR>) {
    ipv4 = IntervalSet(blocks.filter { $0.family == .ipv4 }.map(\.range))
    ipv6 = IntervalSet(blocks.filter { $0.family == .ipv6 }.map(\.range))
  }

  public init(_ family: AddressFamily, _ values: IntervalSet<UInt128>) {
    self.init()
    self[family] = values
  }

  /// Every address there is.
  public static var all: AddressSet { AddressSet(AddressFamily.allCases.map(CIDR.all)) }

  public private(set) subscript(family: AddressFamily) -> IntervalSet<UInt128> {
    get { family == .ipv4 ? ipv4 : ipv6 }
    set { if family == .ipv4 { ipv4 = newValue } else { ipv6 = newValue } }
  }

  public var isEmpty: Bool { ipv4.isEmpty && ipv6.isEmpty }

  public func contains(_ address: IPAddress) -> Bool { self[address.family].contains(address.value) }

  public func union(_ other: AddressSet) -> AddressSet { combined(with: other) { $0.union($1) } }

  public func intersection(_ other: AddressSet) -> AddressSet { combined(with: other) { $0.intersection($1) } }

  public func subtracting(_ other: AddressSet) -> AddressSet { combined(with: other) { $0.subtracting($1) } }

  public func isSubset(of other: AddressSet) -> Bool {
    AddressFamily.allCases.allSatisfy { self[$0].isSubset(of: other[$0]) }
  }

  /// The fewest blocks that make up this set, sorted.
  public var blocks: [CIDR] {
    AddressFamily.allCases.flatMap { family in
      self[family].intervals.flatMap { CIDR.covering($0, family: family) }
    }
  }

  private func combined(
    with other: AddressSet, by operation: (IntervalSet<UInt128>, IntervalSet<UInt128>) -> IntervalSet<UInt128>
  ) -> AddressSet {
    var result = AddressSet()
    for family in AddressFamily.allCases { result[family] = operation(self[family], other[family]) }
    return result
  }
}

extension CIDR {
  /// The fewest blocks that make up `range`, in ascending order.
  fileprivate static func covering(_ range: ClosedRange<UInt128>, family: AddressFamily) -> [CIDR] {
    var blocks: [CIDR] = []
    var next = range.lowerBound
    while true {
      var length = family.width
      while length > 0 {
        let wider = CIDR(enclosing: IPAddress(family: family, value: next), prefixLength: length - 1)
        guard wider.range.lowerBound == next, wider.range.upperBound <= range.upperBound else { break }
        length -= 1
      }
      let block = CIDR(enclosing: IPAddress(family: family, value: next), prefixLength: length)
      blocks.append(block)
      guard block.range.upperBound < range.upperBound else { return blocks }
      next = block.range.upperBound + 1
    }
  }
}
