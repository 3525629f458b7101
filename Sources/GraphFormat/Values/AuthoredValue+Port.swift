import Diagnostics
import PolicyModel
import YAMLTree

extension AuthoredValue {
  /// A number, a range or either with a protocol: `8080`, `30000-30100`, `53/UDP`.
  func portRange(_ log: inout DiagnosticLog) -> Located<PortRange>? {
    guard node.kind == .scalar, !node.isNull else {
      log.report(wrongType(expected: "a port", help: Self.portForms))
      return nil
    }
    switch PortNotation(text, isQuoted: !node.isPlain) {
    case .range(let range): return Located(range, at: node.span)
    case .fault(let message, let help):
      log.report(finding(.invalidPort, message, help: help))
      return nil
    }
  }

  /// A single port number of TCP, without a protocol.
  func portNumber(_ log: inout DiagnosticLog) -> Located<UInt16>? {
    guard let number = node.integer, let port = UInt16(exactly: number), port > 0 else {
      log.report(
        finding(
          .invalidPort, "\(name) must be a port number from 1 to 65535", help: example.map { "write `\($0)`" }))
      return nil
    }
    return Located(port, at: node.span)
  }

  /// The name that a provider gave a port, or a port by number.
  func portReference(_ log: inout DiagnosticLog) -> Located<PortReference>? {
    if let text = node.string, text.isPortName { return Located(.named(text), at: node.span) }
    if let text = node.string, text.utf8.contains(where: \.isLowercaseLetter), !text.contains("/") {
      _ = portName(&log)
      return nil
    }
    return portRange(&log)?.map { .numbered($0) }
  }

  /// The name of a container port. (LIM-6)
  func portName(_ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = node.string else {
      log.report(wrongType(expected: "the name of a port", help: node.quotingHelp))
      return nil
    }
    if let fault = text.portNameFault {
      log.report(
        finding(
          .invalidName, "\"\(text)\" is no name for a port: \(fault)",
          help: text.correctedPortName.map { "write \"\($0)\"" }))
      return nil
    }
    return Located(text, at: node.span)
  }

  private static let portForms = "write a port as 8080, 53/UDP, 30000-30100 or 30000-30100/UDP"
}

extension AuthoredFields {
  /// The optional list `ports`. Its absence means every port, so that an empty list is no way to say none.
  func portReferences(_ log: inout DiagnosticLog) -> [Located<PortReference>] {
    self["ports"]?.reportIfEmpty(&log)
    return list("ports", &log) { $0.portReference(&$1) }
  }
}

extension String {
  fileprivate var correctedPortName: String? {
    guard let label = correctedDNSLabel else { return nil }
    let short = String(decoding: label.utf8.prefix(15), as: UTF8.self)
    let name = short.hasSuffix("-") ? String(short.dropLast()) : short
    return name.isPortName ? name : nil
  }
}
