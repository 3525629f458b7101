extension PortMatch {
  /// The connections that are meant towards a pod with these container ports. (NP-17 to NP-24, CNP-19, CIL-64)
  public func connections(to ports: [ContainerPort]) -> ConnectionSet {
    switch self {
    case .range(let transport, let range): ConnectionSet(transport, range)
    case .named, .namedRange:
      ports.filter(isNamed).reduce(.none) { $0.union(ConnectionSet($1.transport, range(from: $1.number))) }
    case .icmp: .none
    }
  }

  /// What is looked up on the destination: a name, for a protocol if one is said.
  public var name: (text: String, transport: TransportProtocol?)? {
    switch self {
    case .named(let text, let transport), .namedRange(let text, let transport, _): (text, transport)
    case .range, .icmp: nil
    }
  }

  /// NP-19, NP-20
  private func isNamed(_ port: ContainerPort) -> Bool {
    guard let name else { return false }
    return port.name == name.text && (name.transport ?? port.transport) == port.transport
  }

  private func range(from number: UInt16) -> ClosedRange<UInt16> {
    if case .namedRange(_, _, let end) = self { number...max(number, end) } else { number...number }
  }
}
