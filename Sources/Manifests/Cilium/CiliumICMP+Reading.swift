import PolicyModel
import YAMLTree

extension CiliumReader {
  private static let elementNames = ["fields"]
  private static let fieldNames = ["family", "type"]

  /// The messages of `icmps`. (CIL-71, CILV-7)
  func messages(_ list: [YAMLNode], _ findings: inout ObjectFindings) -> [PortMatch] {
    var matches: [PortMatch] = []
    for node in list {
      guard let element = ObjectFields(node, Self.elementNames, of: "an element of \"icmps\"", &findings) else {
        continue
      }
      let fields = findings.list(element["fields"], "fields") ?? []
      if fields.count > 40 { findings.refuse("\"icmps\" has at most 40 fields", "CIL-68, CILV-7", at: node) }
      for field in fields { matches += message(field, &findings).map { [$0] } ?? [] }
    }
    return matches
  }

  /// IPv4 unless another family is named.
  private func message(_ node: YAMLNode, _ findings: inout ObjectFindings) -> PortMatch? {
    guard let fields = ObjectFields(node, Self.fieldNames, of: "an ICMP field", &findings) else { return nil }
    var family = AddressFamily.ipv4
    if let node = fields["family"] {
      if node.hasText("IPv6") { family = .ipv6 }
      if family == .ipv4, !node.hasText("IPv4") {
        findings.refuse("an ICMP family is IPv4 or IPv6", "CILV-7", at: node)
      }
    }
    guard let type = fields["type"] else {
      findings.refuse("an ICMP field needs a \"type\"", "CILV-7", at: node)
      return nil
    }
    if let number = type.serverInteger { return message(family, number, type, &findings) }
    let written = type.string
    guard let number = written.flatMap(UInt8.init) ?? written.flatMap({ Self.types[family]?[$0] }) else {
      let name = family == .ipv4 ? "IPv4" : "IPv6"
      findings.refuse("\"\(type.text ?? "")\" is not an ICMP type of \(name)", "CILV-7", at: type)
      return nil
    }
    return .icmp(family, number)
  }

  /// The server's pattern is about text and the agent checks names, so that any number is taken; messages of a type beyond
  /// 255 do not exist. (CIL-71)
  private func message(
    _ family: AddressFamily, _ number: Int, _ node: YAMLNode, _ findings: inout ObjectFindings
  ) -> PortMatch? {
    if let type = UInt8(exactly: number) { return .icmp(family, type) }
    guard (0...Int(Int32.max)).contains(number) else {
      findings.refuse("an ICMP type is a number from 0 to 255", "CILV-7", at: node)
      return nil
    }
    findings.warn("no message has the ICMP type \(number), so this matches nothing", "CIL-71", at: node)
    return nil
  }

  private static let types: [AddressFamily: [String: UInt8]] = [
    .ipv4: [
      "EchoReply": 0, "DestinationUnreachable": 3, "Redirect": 5, "Echo": 8, "EchoRequest": 8,
      "RouterAdvertisement": 9, "RouterSelection": 10, "TimeExceeded": 11, "ParameterProblem": 12, "Timestamp": 13,
      "TimestampReply": 14, "Photuris": 40, "ExtendedEchoRequest": 42, "ExtendedEcho Reply": 43,
      "ExtendedEchoReply": 43,
    ],
    .ipv6: [
      "DestinationUnreachable": 1, "PacketTooBig": 2, "TimeExceeded": 3, "ParameterProblem": 4, "EchoRequest": 128,
      "EchoReply": 129, "MulticastListenerQuery": 130, "MulticastListenerReport": 131, "MulticastListenerDone": 132,
      "RouterSolicitation": 133, "RouterAdvertisement": 134, "NeighborSolicitation": 135,
      "NeighborAdvertisement": 136, "RedirectMessage": 137, "RouterRenumbering": 138,
      "ICMPNodeInformationQuery": 139, "ICMPNodeInformationResponse": 140,
      "InverseNeighborDiscoverySolicitation": 141, "InverseNeighborDiscoveryAdvertisement": 142,
      "HomeAgentAddressDiscoveryRequest": 144, "HomeAgentAddressDiscoveryReply": 145, "MobilePrefixSolicitation": 146,
      "MobilePrefixAdvertisement": 147, "DuplicateAddressRequestCodeSuffix": 157,
      "DuplicateAddressConfirmationCodeSuffix": 158, "ExtendedEchoRequest": 160, "ExtendedEchoReply": 161,
    ],
  ]
}
