import YAMLTree

extension CiliumReader {
  private static let elementNames = ["fields"]
  private static let fieldNames = ["family", "type"]

  /// What `icmps` must look like. What it matches are no connections with ports. (CIL-71, CILV-7)
  func checkICMP(_ list: [YAMLNode], _ findings: inout ObjectFindings) {
    for node in list {
      guard let element = ObjectFields(node, Self.elementNames, of: "an element of \"icmps\"", &findings) else {
        continue
      }
      let fields = findings.list(element["fields"], "fields") ?? []
      if fields.count > 40 { findings.refuse("\"icmps\" has at most 40 fields", "CIL-68, CILV-7", at: node) }
      for field in fields { checkField(field, &findings) }
    }
  }

  private func checkField(_ node: YAMLNode, _ findings: inout ObjectFindings) {
    guard let fields = ObjectFields(node, Self.fieldNames, of: "an ICMP field", &findings) else { return }
    if let family = fields["family"], !family.hasText("IPv4"), !family.hasText("IPv6") {
      findings.refuse("an ICMP family is IPv4 or IPv6", "CILV-7", at: family)
    }
    guard let type = fields["type"] else {
      findings.refuse("an ICMP field needs a \"type\"", "CILV-7", at: node)
      return
    }
    let isNumber = type.text.flatMap(UInt8.init) != nil
    guard isNumber || type.string.map(Self.types.contains) == true else {
      findings.refuse("\"\(type.text ?? "")\" is not an ICMP type", "CILV-7", at: type)
      return
    }
  }

  /// Names of either family.
  private static let types: Set<String> = [
    "EchoReply", "DestinationUnreachable", "Redirect", "Echo", "EchoRequest", "RouterAdvertisement", "RouterSelection",
    "TimeExceeded", "ParameterProblem", "Timestamp", "TimestampReply", "Photuris", "ExtendedEchoRequest",
    "ExtendedEcho Reply", "ExtendedEchoReply", "PacketTooBig", "MulticastListenerQuery", "MulticastListenerReport",
    "MulticastListenerDone", "RouterSolicitation", "NeighborSolicitation", "NeighborAdvertisement", "RedirectMessage",
    "RouterRenumbering", "ICMPNodeInformationQuery", "ICMPNodeInformationResponse",
    "InverseNeighborDiscoverySolicitation", "InverseNeighborDiscoveryAdvertisement", "HomeAgentAddressDiscoveryRequest",
    "HomeAgentAddressDiscoveryReply", "MobilePrefixSolicitation", "MobilePrefixAdvertisement",
    "DuplicateAddressRequestCodeSuffix", "DuplicateAddressConfirmationCodeSuffix",
  ]
}
