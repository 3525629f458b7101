import Diagnostics
import PolicyModel
import YAMLTree

extension CiliumReader {
  private static let portNames = ["port", "endPort", "protocol"]
  /// Protocols without ports, which connections here never use. (CIL-73)
  private static let portless = ["VRRP", "IGMP", "GRE", "IPIP", "IPV6", "ESP", "AH"]

  /// One port item, for each protocol that it stands for. (CIL-62)
  func matches(_ node: YAMLNode, _ direction: Direction, _ findings: inout ObjectFindings) -> [PortMatch] {
    guard let fields = ObjectFields(node, Self.portNames, of: "a port", &findings) else { return [] }
    if fields["protocol"] == nil { findings.explainLoss(of: fields, "the port is one of every protocol (CIL-62)") }
    let name = fields["protocol"]?.text ?? "ANY"
    if knownPortless.contains(name) {
      checkPortless(fields, name, &findings)
      return []
    }
    let transport = TransportProtocol(rawValue: name)
    guard transport != nil || name == "ANY" || name.isEmpty else {
      findings.refuse("\"\(name)\" is not a protocol", "CILV-3", at: fields["protocol"] ?? node, help: helpAbout(name))
      return []
    }
    guard let portNode = fields["port"], let text = portNode.text, !text.isEmpty else {
      findings.refuse("a port needs a \"port\"", "CILV-4", at: node)
      return []
    }
    guard findings.text(portNode, "port", "CILV-4") != nil else { return [] }
    if text.isServiceName { return [named(text, transport, fields, direction, &findings)] }
    guard let range = range(text, portNode, end: fields["endPort"], &findings) else { return [] }
    return (transport.map { [$0] } ?? [.tcp, .udp, .sctp]).map { .range($0, range) }
  }

  // MARK: Protocols without ports

  /// Servers before 1.20 know the first two only. (CIL-73)
  private var knownPortless: ArraySlice<String> { release < .v120 ? Self.portless.prefix(2) : Self.portless[...] }

  private func helpAbout(_ name: String) -> String? {
    Self.portless.contains(name) ? "servers know \(name) since Cilium 1.20" : nil
  }

  private func checkPortless(_ fields: ObjectFields, _ name: String, _ findings: inout ObjectFindings) {
    guard let port = fields["port"], !port.hasText("") else {
      findings.refuse(
        "\(name) without a \"port\" needs an agent option that is off by default", "CIL-73, CILV-4", at: fields.node,
        help: "agents without `enable-extended-ip-protocols` refuse the whole policy")
      return
    }
    guard port.hasText("0") else {
      findings.refuse("\(name) has no ports", "CIL-73, CILV-4", at: port, help: "write \"0\"")
      return
    }
    findings.warn(
      "\(name) needs an agent option that is off by default, and is in no list of connections", "CIL-73",
      at: fields["protocol"] ?? fields.node)
  }

  // MARK: Names

  /// For ingress, agents look the name up and then take the range that begins there. For egress the end counts for nothing.
  /// (CIL-64, CIL-66)
  private func named(
    _ text: String, _ transport: TransportProtocol?, _ fields: ObjectFields, _ direction: Direction,
    _ findings: inout ObjectFindings
  ) -> PortMatch {
    let name = text.lowercased()
    if name.hasPrefix("0x"), let node = fields["port"] {
      findings.warn(
        "\"\(text)\" is taken for the name of a port", "CIL-65", at: node, help: "write the number in decimal digits")
    }
    guard let node = fields["endPort"], let end = end(node, &findings), end > 0 else { return .named(name, transport) }
    guard direction == .egress else {
      findings.warn(
        "the range begins at the number that a pod gives the name \"\(text)\"", "CIL-64", at: node,
        help: "write the first port as a number, as the API asks for")
      return .namedRange(name, transport, to: end)
    }
    findings.warn(
      "\"endPort\" counts for nothing beside a port name", "CIL-64", at: node, code: .ignoredObject,
      help: "write the first port as a number")
    return .named(name, transport)
  }

  // MARK: Numbers

  private func end(_ node: YAMLNode?, _ findings: inout ObjectFindings) -> UInt16? {
    findings.integer(node, "endPort", 0...65_535, "CILV-4").flatMap(UInt16.init(exactly:))
  }

  /// "0" is every port, whatever the end says, though before 1.20 it was where the range begins; an end that is not beyond
  /// the port counts for nothing. (CIL-62, CIL-64)
  private func range(
    _ text: String, _ node: YAMLNode, end: YAMLNode?, _ findings: inout ObjectFindings
  ) -> ClosedRange<UInt16>? {
    guard let first = number(text, node, &findings) else { return nil }
    let last = self.end(end, &findings) ?? 0
    if first == 0 { return last > 0 && release < .v120 ? 1...last : 1...65_535 }
    return last > first ? first...last : first...first
  }

  /// A leading zero makes the number octal. (CIL-65)
  private func number(_ text: String, _ node: YAMLNode, _ findings: inout ObjectFindings) -> UInt16? {
    let isOctal = text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0")
    let isDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isDigits, let number = UInt16(text, radix: isOctal ? 8 : 10) else {
      findings.refuse("\"\(text)\" is not a port", "CILV-4", at: node)
      return nil
    }
    if isOctal {
      findings.warn("\"\(text)\" is the octal number \(number)", "CIL-65", at: node, help: "write \"\(number)\"")
    }
    return number
  }
}
