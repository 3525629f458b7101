import PolicyModel
import YAMLTree

extension PolicyRule {
  /// `toPorts`, with at most 40 ports in an element; nil when every port matches. (CIL-61, CIL-68)
  func ciliumPorts(_ direction: Direction) throws(InexpressiblePolicy.Reason) -> YAMLValue? {
    if let layer7 { try check(layer7, direction) }
    guard let matches = ports.printed else { return nil }
    let starts = stride(from: 0, to: matches.count, by: Self.portsPerElement)
    return .sequence(
      starts.map { start in
        let part = matches[start..<min(start + Self.portsPerElement, matches.count)]
        return .fields(["ports": .sequence(part.map(\.ciliumPort)), "rules": layer7?.ciliumRules])
      })
  }

  static let portsPerElement = 40

  /// What agents refuse at layer 7. (CILV-5)
  private func check(_ layer7: Layer7Filter, _ direction: Direction) throws(InexpressiblePolicy.Reason) {
    guard action == .allow, let matches = ports.printed, !matches.contains(where: \.isWholeProtocol) else {
      throw .layer7(layer7)
    }
    switch layer7 {
    case .http(let requests):
      guard !requests.isEmpty, matches.allSatisfy({ $0.transport == .tcp }) else { throw .layer7(layer7) }
    case .dns(let names):
      guard direction == .egress, !names.isEmpty, matches.allSatisfy(\.isSingle) else { throw .layer7(layer7) }
    }
  }
}

extension PortMatch {
  fileprivate var transport: TransportProtocol? {
    switch self {
    case .range(let transport, _): transport
    case .named(_, let transport): transport
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
    }
  }
}

extension Layer7Filter {
  fileprivate var ciliumRules: YAMLValue {
    switch self {
    case .http(let requests):
      [
        "http": .sequence(
          requests.map { .fields(["method": $0.method.map { .string($0) }, "path": $0.path.map { .string($0) }]) })
      ]
    case .dns(let names): ["dns": .sequence(names.map(\.ciliumObject))]
    }
  }
}
