import PolicyModel
import YAMLTree

extension CIDR {
  /// A block as an object writes it.
  ///
  /// Bits beyond the prefix are dropped with a warning: older servers accept them, newer ones do not. (NPV-8)
  init?(reading node: YAMLNode, _ rule: String, _ findings: inout ObjectFindings) {
    guard let text = findings.text(node, "cidr", rule) else { return nil }
    if let block = CIDR(text) {
      self = block.mappedIPv4 ?? block
      if let mapped = block.mappedIPv4 {
        findings.warn("\"\(text)\" stands for the IPv4 block \"\(mapped)\"", "NP-28", at: node)
      }
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = Int(parts[1]),
      String(length) == parts[1], (0...address.family.width).contains(length)
    else {
      findings.refuse(
        "\"\(text)\" is not an address block", rule, at: node, help: "write an address and a prefix: \"10.0.0.0/8\"")
      return nil
    }
    self.init(enclosing: address, prefixLength: length)
    findings.warn(
      "\"\(text)\" has bits beyond its prefix, which newer servers refuse", "NPV-8", at: node,
      help: "write \"\(self)\"")
  }
}
