import Diagnostics
import PolicyModel

/// A name that means no peer, or several.
public struct UnknownPeer: Error, Sendable {
  public let message: String

  init(_ message: String) { self.message = message }
}

/// Ends that need no graph and no manifests to be understood.
enum OutsideName {
  case addresses(AddressSet)
  case internet
  case apiServer
  /// A name, or a pattern of names as a graph and policies write it: `*.example.com`.
  case domain(String)

  /// Nil for names of workloads.
  init?(_ text: String) throws(UnknownPeer) {
    if text == "internet" {
      self = .internet
    } else if text == "api-server" {
      self = .apiServer
    } else if let set = try Self.addresses(text) {
      self = .addresses(set)
    } else if !text.contains("/"), Self.isDomain(text.withoutFinalDot) {
      self = .domain(text.withoutFinalDot)
    } else {
      return nil
    }
  }

  /// Addresses as results write them: `10.0.0.0/8 except 10.1.0.0/16`, `10.0.0.0/30, 10.0.0.4/31`,
  /// `10.0.0.0-10.0.0.9[External]`.
  private static func addresses(_ text: String) throws(UnknownPeer) -> AddressSet? {
    let mark = "[External]"
    let bare = text.hasSuffix(mark) ? String(text.dropLast(mark.count)) : text
    let parts = bare.split(separator: " except ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let whole = try union(parts[0]) else { return nil }
    guard parts.count == 2 else { return whole }
    guard let exceptions = try union(parts[1]) else { return nil }
    let rest = whole.subtracting(exceptions)
    if rest.isEmpty { throw UnknownPeer("\"\(text)\" is no address at all") }
    return rest
  }

  private static func union(_ list: String) throws(UnknownPeer) -> AddressSet? {
    var union = AddressSet()
    for item in list.split(separator: ", ", omittingEmptySubsequences: false).map(String.init) {
      if let block = try block(item) {
        union = union.union(AddressSet([block]))
      } else if let range = range(item) {
        union = union.union(range)
      } else {
        return nil
      }
    }
    return union
  }

  private static func range(_ text: String) -> AddressSet? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { IPAddress(String($0)) }
    guard ends.count == 2, ends[0].family == ends[1].family, ends[0] <= ends[1] else { return nil }
    return AddressSet(ends[0].family, IntervalSet([ends[0].value...ends[1].value]))
  }

  private static func block(_ text: String) throws(UnknownPeer) -> CIDR? {
    if let block = CIDR(text) { return block }
    if let address = IPAddress(text) { return CIDR(enclosing: address, prefixLength: address.family.width) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let address = IPAddress(parts[0]) else { return nil }
    guard let length = Int(parts[1]), (0...address.family.width).contains(length) else {
      throw UnknownPeer("\"\(text)\" is no block: the prefix is at most \(address.family.width)")
    }
    let block = CIDR(enclosing: address, prefixLength: length)
    throw UnknownPeer("\"\(text)\" is no block: it has bits beyond its prefix; did you mean \"\(block)\"?")
  }

  private static func isDomain(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNumeric = labels.last.map { $0.allSatisfy(\.isNumber) } ?? true
    return labels.count > 1 && !isNumeric
      && text.utf8.allSatisfy { [0x2A, 0x2D, 0x2E, 0x5F].contains($0) || UInt8.isLetterOrDigit($0) }
  }
}

extension UInt8 {
  fileprivate static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

extension Sequence<String> {
  /// `a, b and c`
  func listed(_ word: String = "and") -> String {
    let all = Array(self)
    guard let last = all.last, all.count > 1 else { return all.first ?? "" }
    return "\(all.dropLast().joined(separator: ", ")) \(word) \(last)"
  }
}
