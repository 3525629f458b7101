/// A domain name by its labels, without a final dot. Letters of either case are the same.
public struct DomainLabels: Hashable, Sendable {
  fileprivate let labels: [[UInt8]]

  public init(_ name: String) {
    let bytes = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let text = bytes.last == UInt8(ascii: ".") ? bytes.dropLast() : bytes[...]
    labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
  }
}

extension DomainPattern {
  /// Whether a name outside the cluster is meant.
  ///
  /// Cilium: `*` is a run of characters without a dot, a leading `**.` one or more labels, a lone `*` any name (CIL-52).
  /// The policy API: only a leading `*.`, which is one or more labels (CNP-15).
  public func matches(_ name: DomainLabels, in api: PolicyAPI) -> Bool {
    guard isPattern else { return labels == name }
    if text == "*" { return true }
    let (patterns, names) = (labels.labels, name.labels)
    let spansLabels = patterns[0] == Self.anyLabels || (!api.isCilium && patterns[0] == Self.anyLabel)
    guard spansLabels else {
      return patterns.count == names.count && Self.fits(patterns[...], names[...])
    }
    return names.count >= patterns.count && Self.fits(patterns.dropFirst(), names.suffix(patterns.count - 1))
  }

  public func matches(_ name: String, in api: PolicyAPI) -> Bool { matches(DomainLabels(name), in: api) }

  private static let anyLabel = Array("*".utf8)
  private static let anyLabels = Array("**".utf8)

  /// Labels one by one; the last ones differ soonest.
  private static func fits(_ patterns: ArraySlice<[UInt8]>, _ names: ArraySlice<[UInt8]>) -> Bool {
    zip(patterns.reversed(), names.reversed()).allSatisfy(fits)
  }

  /// Whether one label fits a pattern in which `*` is any run of characters, the empty run too. Each `*` takes as little as
  /// it can, which never loses a match, so that no pattern takes longer than its length times that of the label.
  private static func fits(_ pattern: [UInt8], _ label: [UInt8]) -> Bool {
    var (place, position) = (0, 0)
    var retry: (place: Int, position: Int)?
    while position < label.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        place += 1
        retry = (place, position)
      } else if place < pattern.count, pattern[place] == label[position] {
        place += 1
        position += 1
      } else if let last = retry {
        place = last.place
        position = last.position + 1
        retry?.position = position
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
