/// A set of connections in the form that results have in JSON: `{"TCP": [{"first": 80, "last": 80}]}`.
public struct ConnectionRecord: Encodable, Sendable {
  private struct Range: Encodable {
    let first: UInt16
    let last: UInt16
  }

  private let ranges: [String: [Range]]

  public init(_ connections: ConnectionSet) {
    let present = TransportProtocol.allCases.filter { !connections[$0].isEmpty }
    ranges = Dictionary(
      present.map { transport in
        (
          transport.rawValue,
          connections[transport].intervals.map { Range(first: $0.lowerBound, last: $0.upperBound) }
        )
      }
    ) { first, _ in first }
  }

  public func encode(to encoder: any Encoder) throws { try ranges.encode(to: encoder) }
}
