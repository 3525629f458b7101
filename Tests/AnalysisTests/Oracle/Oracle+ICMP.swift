import Analysis
import PolicyModel

extension Oracle {
  /// One message: of a type that rules name, or of any other.
  typealias Message = PortMatch?

  /// What a message meets at both ends, each at one address. (NP-33, CIL-61, CIL-71)
  func judge(_ message: Message, from source: Peer, _ from: End, to destination: Peer, _ to: End) -> [ICMPVerdict] {
    [
      judge(message, asked(.egress, subject: source, other: to)),
      judge(message, asked(.ingress, subject: destination, other: from)),
    ]
  }

  private func judge(_ message: Message, _ asked: Asked?) -> ICMPVerdict {
    guard let asked else { return .allowed }
    func matches(_ rule: PolicyRule) -> Bool {
      guard case .these(let matches) = rule.ports else { return true }
      return message.map { message in matches.contains { $0 == message } } ?? false
    }
    let admin = asked.admin.first(where: matches)?.action
    if admin == .allow { return .allowed }
    if admin == .deny { return .denied }
    let normal = asked.normal.filter(matches).map(\.action)
    if normal.contains(.deny) { return .denied }
    if asked.isIsolated {
      if asked.isExempt { return .allowed }
      if semantics == .generic { return .unspecified }
      return normal.contains(.allow) ? .allowed : .denied
    }
    return asked.baseline.first(where: matches)?.action == .deny ? .denied : .allowed
  }
}
