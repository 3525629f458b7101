import Diagnostics
import PolicyModel
import YAMLTree

extension AuthoredValue {
  /// A block of addresses in the strict form. (NPV-8)
  func cidr(_ log: inout DiagnosticLog) -> Located<CIDR>? {
    guard node.kind == .scalar, !node.isNull else {
      log.report(wrongType(expected: "a block of addresses"))
      return nil
    }
    guard let cidr = CIDR(text) else {
      log.report(invalidCIDR)
      return nil
    }
    if let mapped = cidr.mappedIPv4 {
      log.report(standsForIPv4(mapped.description))
      return nil
    }
    return Located(cidr, at: node.span)
  }

  /// A single address.
  func address(_ log: inout DiagnosticLog) -> Located<IPAddress>? {
    guard node.kind == .scalar, !node.isNull else {
      log.report(wrongType(expected: "an address"))
      return nil
    }
    guard let address = IPAddress(text) else {
      let block = CIDR(text).map { "write the address alone: \($0.base)" }
      log.report(
        finding(
          .invalidAddress, "\"\(text)\" is no IPv4 or IPv6 address",
          help: block ?? "write an address such as 169.254.20.10, without leading zeros"))
      return nil
    }
    if let mapped = CIDR(enclosing: address, prefixLength: address.family.width).mappedIPv4 {
      log.report(standsForIPv4(mapped.base.description))
      return nil
    }
    return Located(address, at: node.span)
  }

  /// Plugins take it for the IPv4 block, which no comparison with other blocks of IPv6 would find. (NP-28)
  private func standsForIPv4(_ mapped: String) -> Diagnostic {
    finding(.invalidAddress, "\"\(text)\" stands for IPv4 addresses", help: "write \(mapped)")
  }

  private var invalidCIDR: Diagnostic {
    if let address = IPAddress(text) {
      return finding(
        .invalidAddress, "\"\(text)\" is a single address, but a block is wanted",
        help: "write \(address)/\(address.family.width) for this address alone")
    }
    if let enclosing = text.enclosingBlock {
      return finding(
        .invalidAddress, "the block \"\(text)\" has bits beyond its prefix",
        help:
          "write \(enclosing) for the block, or \(enclosing.address)/\(enclosing.address.family.width) for the address alone"
      )
    }
    return finding(
      .invalidAddress, "\"\(text)\" is no block of addresses",
      help: "write address/prefix, such as 10.0.0.0/8 or fd00::/8, without leading zeros")
  }
}

extension AuthoredFields {
  /// The fields `cidr` and `except`: a block and smaller blocks inside it. (NPV-9)
  func addressBlock(_ log: inout DiagnosticLog) -> AddressBlock? {
    let cidr = self["cidr"]?.cidr(&log)
    let exceptions = list("except", &log) { $0.cidr(&$1) }
    guard let cidr else { return nil }
    for exception in exceptions where !cidr.value.strictlyContains(exception.value) {
      log.report(
        Diagnostic(
          .invalidAddress, "the exception \"\(exception.value)\" must lie inside \"\(cidr.value)\" and be smaller",
          at: exception.span, notes: [Note("the block is here", at: cidr.span)],
          help: exception.value == cidr.value ? "a block without all of its addresses is empty; remove it" : nil))
    }
    return AddressBlock(cidr.value, except: exceptions.map(\.value).filter(cidr.value.strictlyContains))
  }
}

extension CIDR {
  fileprivate func strictlyContains(_ other: CIDR) -> Bool { self != other && contains(other) }
}

/// A block that was written with an address in its middle.
private struct EnclosingBlock: CustomStringConvertible {
  let address: IPAddress
  let block: CIDR

  var description: String { "\(block)" }
}

extension String {
  /// The block that `10.0.0.1/8` lies in; nil when this is no address with a prefix.
  fileprivate var enclosingBlock: EnclosingBlock? {
    let parts = split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = Int(parts[1]),
      (0...address.family.width).contains(length), String(length) == parts[1]
    else { return nil }
    return EnclosingBlock(address: address, block: CIDR(enclosing: address, prefixLength: length))
  }
}
