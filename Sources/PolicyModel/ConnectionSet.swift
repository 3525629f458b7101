/// A transport protocol with ports. The raw value is the spelling of the Kubernetes API. (NP-25)
public enum TransportProtocol: String, Sendable, CaseIterable, Comparable {
  case sctp = "SCTP"
  case tcp = "TCP"
  case udp = "UDP"

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A set of ports of one protocol: a subset of 1 to 65535.
public typealias PortSet = IntervalSet<UInt16>

extension IntervalSet where Bound == UInt16 {
  /// 1 to 65535. Port 0 does not exist.
  public static var allPorts: PortSet { PortSet(1...65_535) }
}

/// A set of (protocol, destination port) pairs: what one peer may open to another.
///
/// Every verdict is said in this algebra: union, intersection, subtraction and inclusion, in canonical form.
public struct ConnectionSet: Hashable, Sendable {
  public private(set) var sctp: PortSet
  public private(set) var tcp: PortSet
  public private(set) var udp: PortSet

  /// The empty set.
  public init() {
    sctp = PortSet()
    tcp = PortSet()
    udp = PortSet()
  }

  public init(_ transport: TransportProtocol, _ ports: PortSet) {
    self.init()
    self[transport] = ports.intersection(.allPorts)
  }

  public init(_ transport: TransportProtocol, _ range: ClosedRange<UInt16>) {
    self.init(transport, PortSet(range))
  }

  /// No connection at all.
  public static var none: ConnectionSet { ConnectionSet() }

  /// Every port of every protocol.
  public static var all: ConnectionSet {
    TransportProtocol.allCases.reduce(into: ConnectionSet()) { $0[$1] = .allPorts }
  }

  public private(set) subscript(transport: TransportProtocol) -> PortSet {
    get {
      switch transport {
      case .sctp: sctp
      case .tcp: tcp
      case .udp: udp
      }
    }
    set {
      switch transport {
      case .sctp: sctp = newValue
      case .tcp: tcp = newValue
      case .udp: udp = newValue
      }
    }
  }

  public var isEmpty: Bool { sctp.isEmpty && tcp.isEmpty && udp.isEmpty }

  public var isAll: Bool { self == .all }

  public func contains(_ transport: TransportProtocol, _ port: UInt16) -> Bool { self[transport].contains(port) }

  public func union(_ other: ConnectionSet) -> ConnectionSet { combined(with: other) { $0.union($1) } }

  /// The union of many sets at once: one after the other, ten thousand ports would be copied ten thousand times.
  public init(uniting sets: some Sequence<ConnectionSet>) {
    let sets = Array(sets)
    self = sets.first ?? ConnectionSet()
    guard sets.count > 1 else { return }
    for transport in TransportProtocol.allCases { self[transport] = PortSet(sets.flatMap { $0[transport].intervals }) }
  }

  public func intersection(_ other: ConnectionSet) -> ConnectionSet { combined(with: other) { $0.intersection($1) } }

  public func subtracting(_ other: ConnectionSet) -> ConnectionSet { combined(with: other) { $0.subtracting($1) } }

  public func isSubset(of other: ConnectionSet) -> Bool {
    TransportProtocol.allCases.allSatisfy { self[$0].isSubset(of: other[$0]) }
  }

  public func isDisjoint(with other: ConnectionSet) -> Bool { intersection(other).isEmpty }

  /// Some member of the set, the lowest port of TCP if there is one: a witness for people.
  public var example: (transport: TransportProtocol, port: UInt16)? {
    for transport in [TransportProtocol.tcp, .udp, .sctp] {
      if let port = self[transport].intervals.first?.lowerBound { return (transport, port) }
    }
    return nil
  }

  private func combined(with other: ConnectionSet, by operation: (PortSet, PortSet) -> PortSet) -> ConnectionSet {
    var result = ConnectionSet()
    for transport in TransportProtocol.allCases { result[transport] = operation(self[transport], other[transport]) }
    return result
  }
}

extension ConnectionSet: CustomStringConvertible {
  /// `All Connections`, `No Connections`, or protocols in alphabetical order: `TCP 80,443-445,UDP 53`.
  public var description: String {
    if isAll { return "All Connections" }
    if isEmpty { return "No Connections" }
    return TransportProtocol.allCases.filter { !self[$0].isEmpty }
      .map { "\($0.rawValue) \(self[$0].portList)" }.joined(separator: ",")
  }
}

extension IntervalSet where Bound == UInt16 {
  /// Ports and port ranges as people write them: `80,443-445`.
  public var portList: String {
    intervals.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }
}

extension ConnectionSet {
  /// This set in parts that none of the others cuts, nothing that is empty.
  public func pieces(cutBy others: some Sequence<ConnectionSet>) -> [ConnectionSet] {
    others.reduce([self]) { pieces, other in
      pieces.flatMap { [$0.intersection(other), $0.subtracting(other)] }.filter { !$0.isEmpty }
    }.filter { !$0.isEmpty }
  }
}
