import Diagnostics
import PolicyModel

/// What a port's text says: `8080`, `53/UDP`, `30000-30100`, or what is wrong with it.
enum PortNotation {
  case range(PortRange)
  case fault(message: String, help: String?)

  /// In quotes, a number alone is no port.
  init(_ text: String, isQuoted: Bool) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let numbers = parts.first else {
      self = .malformed(text)
      return
    }
    guard let transport = parts.count == 2 ? TransportProtocol(rawValue: parts[1]) : .tcp else {
      self = .unknownTransport(parts[1], numbers)
      return
    }
    self = Self.read(numbers, transport, whole: text)
    if isQuoted, case .range(let range) = self, parts.count == 1, range.ports.count == 1 {
      self = .fault(message: "the port number \(text) stands in quotes", help: "write \(text), without quotes")
    }
  }

  private static func read(_ numbers: String, _ transport: TransportProtocol, whole: String) -> PortNotation {
    let bounds = numbers.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(bounds.count), bounds.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }) else {
      return malformed(whole)
    }
    guard bounds.allSatisfy({ $0 == "0" || $0.first != "0" }) else {
      return .fault(
        message: "the port \"\(whole)\" has a leading zero",
        help: "YAML readers disagree on such numbers; write it without")
    }
    let ports = bounds.compactMap { UInt16($0) }.filter { $0 > 0 }
    guard ports.count == bounds.count, let first = ports.first, let last = ports.last else {
      return .fault(
        message: "the port \"\(whole)\" is outside of 1 to 65535", help: "write the port that the container listens on")
    }
    guard first <= last else {
      return .fault(
        message: "the range \"\(whole)\" ends before it starts",
        help: "did you mean \(PortRange(transport, last...first))?")
    }
    return .range(PortRange(transport, first...last))
  }

  private static func malformed(_ text: String) -> PortNotation {
    .fault(
      message: "\"\(text)\" is no port", help: "write a port as 8080, 53/UDP, 30000-30100 or 30000-30100/UDP")
  }

  private static func unknownTransport(_ text: String, _ numbers: String) -> PortNotation {
    let names = [TransportProtocol.tcp, .udp, .sctp].map(\.rawValue)
    let nearest = text.nearest(in: names).map { "did you mean \(numbers)/\($0)? " } ?? ""
    return .fault(
      message: "\"\(text)\" is no protocol that has ports",
      help: nearest + "the protocols are TCP (if none is written), UDP and SCTP")
  }
}
