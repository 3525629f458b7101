import PolicyModel

/// The addresses of the nodes that were read.
struct NodeAddresses: Sendable {
  private let values: [AddressFamily: IntervalSet<UInt128>]

  init(_ addresses: some Sequence<IPAddress>) {
    values = Dictionary(grouping: addresses, by: \.family).mapValues { addresses in
      IntervalSet(addresses.map { $0.value...$0.value })
    }
  }

  var isEmpty: Bool { values.isEmpty }

  /// The first address of a range that is no node's; nil when all of them are.
  func firstOther(in range: ClosedRange<UInt128>, of family: AddressFamily) -> UInt128? {
    guard let values = values[family] else { return range.lowerBound }
    return IntervalSet(range).subtracting(values).intervals.first?.lowerBound
  }
}
