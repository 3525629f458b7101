import PolicyModel
import YAMLTree

extension PolicyRule {
  /// `toPorts`, with at most 40 ports in an element; nil when every port matches. (CIL-61, CIL-68)
  func ciliumPorts(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> YAMLValue? {
    if let layer7 { try check(layer7, direction) }
    guard let matches = ports.printed, try ciliumMessages == nil else { return nil }
    let starts = stride(from: 0, to: matches.count, by: Self.portsPerElement)
    return .sequence(
      starts.map { start in
        let part = matches[start..<min(start + Self.portsPerElement, matches.count)]
        return .fields([
          "ports": .sequence(part.map(\.ciliumPort)), "rules": layer7?.ciliumRules,
          "serverNames": layer7?.ciliumServerNames,
        ])
      })
  }

  /// `icmps`, which stand alone in their entry; nil without any. (CIL-71)
  var ciliumMessages: YAMLValue? {
    get throws(InexpressiblePolicy.Reason) {
      guard case .these(let matches) = ports, let first = matches.first(where: \.isMessage) else { return nil }
      guard matches.allSatisfy(\.isMessage), layer7 == nil else { throw .port(first) }
      let starts = stride(from: 0, to: matches.count, by: Self.portsPerElement)
      return .sequence(
        starts.map { start in
          let part = matches[start..<min(start + Self.portsPerElement, matches.count)]
          return ["fields": .sequence(part.map(\.ciliumPort))]
        })
    }
  }

  static let portsPerElement = 40

  /// What agents refuse at layer 7. (CILV-5)
  private func check(_ layer7: Layer7Filter, _ direction: Direction) throws(InexpressiblePolicy.Reason) {
    guard action == .allow, let matches = ports.printed, !matches.contains(where: \.isWholeProtocol) else {
      throw .layer7(layer7)
    }
    switch layer7 {
    case .http(let requests):
      guard !requests.isEmpty, requests.allSatisfy(\.conditions.isEmpty),
        matches.allSatisfy({ $0.transport == .tcp })
      else { throw .layer7(layer7) }
    case .dns(let names):
      guard direction == .egress, !names.isEmpty, matches.allSatisfy(\.isSingle) else { throw .layer7(layer7) }
    case .serverNames(let names):
      guard !names.isEmpty else { throw .layer7(layer7) }
    case .discontinued: throw .layer7(layer7)
    }
  }
}

extension PortMatch {
  fileprivate var transport: TransportProtocol? {
    switch self {
    case .range(let transport, _): transport
    case .named(_, let transport), .namedRange(_, let transport, _): transport
    case .icmp: nil
    }
  }

  fileprivate var isSingle: Bool {
    if case .range(_, let range) = self { range.count == 1 } else { true }
  }

  /// Ports are strings; "0" is every port of the protocol. (CIL-62)
  fileprivate var ciliumPort: YAMLValue {
    switch self {
    case .range(let transport, let range):
      .fields([
        "port": .string(isWholeProtocol ? "0" : String(range.lowerBound)),
        "endPort": isWholeProtocol || range.count == 1 ? nil : .integer(Int(range.upperBound)),
        "protocol": .string(transport.rawValue),
      ])
    case .named(let name, let transport):
      ["port": .string(name), "protocol": .string(transport?.rawValue ?? "ANY")]
    case .namedRange(let name, let transport, let end):
      [
        "port": .string(name), "endPort": .integer(Int(end)), "protocol": .string(transport?.rawValue ?? "ANY"),
      ]
    case .icmp(let family, let type):
      ["family": .string(family == .ipv4 ? "IPv4" : "IPv6"), "type": .integer(Int(type))]
    }
  }
}

extension Layer7Filter {
  fileprivate var ciliumRules: YAMLValue? {
    switch self {
    case .http(let requests):
      [
        "http": .sequence(
          requests.map { .fields(["method": $0.method.map { .string($0) }, "path": $0.path.map { .string($0) }]) })
      ]
    case .dns(let names): ["dns": .sequence(names.map(\.ciliumObject))]
    case .serverNames, .discontinued: nil
    }
  }

  fileprivate var ciliumServerNames: YAMLValue? {
    if case .serverNames(let names) = self { .sequence(names.map { .string($0) }) } else { nil }
  }
}
