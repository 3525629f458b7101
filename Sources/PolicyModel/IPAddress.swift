/// The two families of addresses. A block of one never matches an address of the other. (NP-28)
public enum AddressFamily: Int, Sendable, CaseIterable, Comparable {
  case ipv4 = 4
  case ipv6 = 6

  /// Bits of an address.
  public var width: Int { self == .ipv4 ? 32 : 128 }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// An address of either family.
public struct IPAddress: Hashable, Sendable, Comparable {
  public let family: AddressFamily
  /// The address as a number; IPv4 uses the low 32 bits.
  public let value: UInt128

  public init(family: AddressFamily, value: UInt128) {
    self.family = family
    self.value = family == .ipv4 ? value & 0xFFFF_FFFF : value
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.family == right.family ? left.value < right.value : left.family < right.family
  }
}

extension IPAddress: LosslessStringConvertible {
  /// Nil unless `text` is an address in the strict form that newer API servers demand: decimal octets without leading
  /// zeros, or IPv6 hexadecimal groups with at most one `::`. (NPV-8)
  public init?(_ text: String) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let value = Self.ipv6Value(text) else { return nil }
      self.init(family: .ipv6, value: value)
    } else {
      guard let value = Self.ipv4Value(text) else { return nil }
      self.init(family: .ipv4, value: UInt128(value))
    }
  }

  private static func ipv4Value(_ text: some StringProtocol) -> UInt32? {
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    guard octets.count == 4 else { return nil }
    var value: UInt32 = 0
    for octet in octets {
      guard let number = UInt8(octet), String(number) == octet else { return nil }
      value = value << 8 | UInt32(number)
    }
    return value
  }

  private static func ipv6Value(_ text: String) -> UInt128? {
    var text = Substring(text)
    // An IPv4 tail stands for the last two groups.
    if text.contains("."), let colon = text.lastIndex(of: ":") {
      guard let tail = ipv4Value(text[text.index(after: colon)...]) else { return nil }
      text = text[...colon] + "\(String(tail >> 16, radix: 16)):\(String(tail & 0xFFFF, radix: 16))"
    }
    guard let gap = text.firstRange(of: "::") else {
      guard let groups = groups(text), groups.count == 8 else { return nil }
      return number(groups)
    }
    let (head, tail) = (text[..<gap.lowerBound], text[gap.upperBound...])
    guard let first = head.isEmpty ? [] : groups(head), let last = tail.isEmpty ? [] : groups(tail),
      first.count + last.count < 8
    else { return nil }
    return number(first + Array(repeating: 0, count: 8 - first.count - last.count) + last)
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    var groups: [UInt16] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(part.utf8.count), part.first != "+", part.first != "-", let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }

  private static func number(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

  /// The canonical text form (RFC 5952 for IPv6).
  public var description: String {
    switch family {
    case .ipv4: [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: value >> $0)) }.joined(separator: ".")
    case .ipv6: ipv6Description
    }
  }

  private var ipv6Description: String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> (112 - 16 * $0)) }
    var longest = 0..<0
    var index = 0
    while index < 8 {
      let end = groups[index...].firstIndex { $0 != 0 } ?? 8
      if end - index > max(1, longest.count) { longest = index..<end }
      index = max(end, index + 1)
    }
    func text(_ groups: ArraySlice<UInt16>) -> String { groups.map { String($0, radix: 16) }.joined(separator: ":") }
    return longest.isEmpty
      ? text(groups[...]) : "\(text(groups[..<longest.lowerBound]))::\(text(groups[longest.upperBound...]))"
  }
}
