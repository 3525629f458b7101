import PolicyModel
import YAMLTree

extension PolicySection {
  /// The rules that match something. One that matches nothing would have to be written with an empty list, which every
  /// API reads in another way. (NP-11, NP-12, CIL-38, CIL-67)
  var effectiveRules: [PolicyRule] { rules.filter(\.canMatch) }
}

extension PolicyRule {
  fileprivate var canMatch: Bool {
    if case .these(let peers) = peers, peers.isEmpty { return false }
    if case .these(let matches) = ports { return matches.contains { $0.withoutPortZero != nil } }
    return true
  }
}

extension PortMatch {
  /// The match without port 0, which no connection has; nil when nothing else is left.
  var withoutPortZero: PortMatch? {
    guard case .range(let transport, let range) = self, range.lowerBound == 0 else { return self }
    return range.upperBound == 0 ? nil : .range(transport, 1...range.upperBound)
  }

  /// Whether this is about ICMP, which only Cilium's API can name. (CIL-71)
  var isMessage: Bool { if case .icmp = self { true } else { false } }

  /// Whether this is a range that begins at a name, which only Cilium's API can say. (CIL-64)
  var isNamedRange: Bool { if case .namedRange = self { true } else { false } }

  /// Whether every port of a protocol matches.
  var isWholeProtocol: Bool {
    if case .range(_, let range) = self { range.lowerBound <= 1 && range.upperBound == .max } else { false }
  }
}

extension RulePorts {
  /// The matches as they are written; nil when every port of every protocol matches.
  var printed: [PortMatch]? {
    switch self {
    case .all: nil
    case .these(let matches): matches.compactMap(\.withoutPortZero)
    }
  }
}
