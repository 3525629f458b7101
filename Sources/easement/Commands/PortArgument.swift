import Diagnostics
import PolicyModel

/// Why a text means no ports.
struct PortProblem: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

extension ConnectionSet {
  /// `8080`, `8080/TCP`, `30000-30100/udp`.
  init(argument text: String) throws(PortProblem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count) else { throw PortProblem(Self.form(text)) }
    let transport = parts.count == 2 ? try Self.transport(parts[1]) : .tcp
    let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard bounds.count <= 2 else { throw PortProblem(Self.form(text)) }
    var numbers: [UInt16] = []
    for bound in bounds { numbers.append(try Self.number(bound, in: text)) }
    guard let first = numbers.first, let last = numbers.last else { throw PortProblem(Self.form(text)) }
    guard first <= last else { throw PortProblem("\"\(parts[0])\" runs backwards: write \(last)-\(first)") }
    self.init(transport, first...last)
  }

  private static func transport(_ word: String) throws(PortProblem) -> TransportProtocol {
    if let transport = TransportProtocol(rawValue: word.uppercased()) { return transport }
    if word.uppercased().hasPrefix("ICMP") { throw PortProblem("ICMP has no ports: write TCP, UDP or SCTP") }
    throw PortProblem("\"\(word.escapedForTerminal)\" is no protocol with ports: write TCP, UDP or SCTP")
  }

  private static func number(_ word: String, in text: String) throws(PortProblem) -> UInt16 {
    guard !word.isEmpty, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      let isName = !word.isEmpty && word.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || $0 > 0x40 }
      throw PortProblem(
        isName
          ? "\"\(word.escapedForTerminal)\" is the name of a port: write its number, such as 8080" : form(text))
    }
    guard let number = UInt16(word), number > 0 else {
      throw PortProblem("there is no port \(word): ports are 1 to 65535")
    }
    return number
  }

  private static func form(_ text: String) -> String {
    "\"\(text.escapedForTerminal)\" is no port; write 8080, 53/UDP or 30000-30100/TCP"
  }
}

extension String {
  /// Whether it may be the name that a container gives to a port.
  var isPortName: Bool {
    let isForm = utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    return isForm && (1...15).contains(utf8.count) && utf8.contains { (0x61...0x7A).contains($0) }
  }
}
