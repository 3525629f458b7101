import GraphFormat
import PolicyModel
import Resolution

extension [EdgePort] {
  /// In words: the ports of a name together, `http 8080`, `443,8443`, lowest port first.
  var words: [String] { PortWords.united(map { ($0.name, $0.range) }) }
}

extension TenantWorkload {
  /// What it listens on, in words.
  var portWords: [String] { PortWords.united(ports.map { ($0.name, $0.range) }) }
}

/// Ports of one name and protocol, united.
private struct PortWords {
  private struct Title: Hashable {
    let name: String?
    let transport: TransportProtocol
  }

  static func united(_ ports: [(name: String?, range: PortRange)]) -> [String] {
    let sorted = ports.sorted { $0.range == $1.range ? $0.name ?? "" < $1.name ?? "" : $0.range < $1.range }
    let titled = sorted.map { (title: Title(name: $0.name, transport: $0.range.transport), range: $0.range) }
    let grouped = Dictionary(grouping: titled, by: \.title)
    return titled.map(\.title).uniqued.map { words($0, for: grouped[$0, default: []].map(\.range)) }
  }

  private static func words(_ title: Title, for ranges: [PortRange]) -> String {
    let numbers = PortSet(ranges.map(\.ports)).portList
    let suffix = title.transport == .tcp ? "" : "/\(title.transport.rawValue)"
    return [title.name, numbers + suffix].compactMap(\.self).joined(separator: " ")
  }
}
