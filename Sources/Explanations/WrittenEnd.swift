import PolicyModel

/// An end as people write it: a name or an address, and the port that a URL or `host:port` says besides.
struct WrittenEnd {
  let name: String
  /// TCP, since nothing else is written so.
  let port: UInt16?

  init(_ text: String) {
    var rest = text[...]
    var usual: UInt16?
    if let mark = rest.firstRange(of: "://") {
      usual = Self.usualPorts[rest[..<mark.lowerBound].lowercased()]
      rest = rest[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }
    (name, port) = Self.split(rest) ?? (String(rest), usual)
  }

  private static let usualPorts: [String: UInt16] = ["http": 80, "https": 443, "ws": 80, "wss": 443]

  /// `host:port` and `[address]:port`; nil for anything else, addresses of IPv6 among it.
  private static func split(_ text: Substring) -> (String, UInt16?)? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let (host, tail) = (text[..<colon], text[text.index(after: colon)...])
    if host.hasPrefix("["), host.hasSuffix("]") {
      return UInt16(tail).map { (String(host.dropFirst().dropLast()), $0) }
    }
    guard !host.contains(":"), !host.isEmpty, let port = UInt16(tail), port > 0 else { return nil }
    return (String(host), port)
  }
}

/// The ports that a question is about, before the destination is known.
struct AskedPorts {
  let numbers: ConnectionSet?
  /// Looked up at the destination.
  let name: String?

  /// - Parameter destination: may say a port of its own, which counts where nothing else was asked for.
  init(_ numbers: ConnectionSet?, named name: String?, to destination: WrittenEnd) throws(UnknownPeer) {
    guard let port = destination.port else {
      (self.numbers, self.name) = (numbers, name)
      return
    }
    let own = ConnectionSet(.tcp, port...port)
    guard name == nil, numbers == nil || numbers == own else {
      throw UnknownPeer(
        "the destination names port \(port) itself: leave `--port` out, or the port of \"\(destination.name)\"")
    }
    (self.numbers, self.name) = (own, nil)
  }
}

extension WrittenEnd {
  /// Where connections start there is no port to name.
  func asSource() throws(UnknownPeer) -> String {
    guard let port else { return name }
    throw UnknownPeer("only the destination has a port: write \"\(name)\" without \(port)")
  }
}
