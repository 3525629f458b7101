import Diagnostics

/// The keys that stand more than once in a mapping whose nodes are known.
struct DuplicateKeys {
  /// The record of the first one, and of a repetition of it.
  private(set) var pairs: [(first: Int, second: Int)] = []
  private let records: [NodeRecord]
  private let text: [UInt8]

  /// Mappings with more keys than this look them up rather than compare each with each.
  private static let shortest = 8

  init(of mapping: Int, in records: [NodeRecord], _ text: [UInt8]) {
    self.records = records
    self.text = text
    let count = Int(records[mapping].count) / 2
    guard count > 1 else { return }
    if count <= Self.shortest { compareKeys(of: mapping) } else { lookUpKeys(of: mapping) }
  }

  func findings(in source: SourceText) -> [Diagnostic] {
    pairs.map { first, second in
      let key = String(decoding: bytes(second), as: UTF8.self)
      return Diagnostic(
        .duplicateKey, "the key \"\(key)\" stands twice in this mapping", at: records[second].span(in: source),
        notes: [Note("the first one is here", at: records[first].span(in: source))],
        help: "keep one of them; YAML readers disagree on which one counts")
    }
  }

  private mutating func compareKeys(of mapping: Int) {
    let end = Int(records[mapping].next)
    var later = keyAfter(mapping + 1)
    while later < end {
      var first = mapping + 1
      while first < later, !isSameKey(first, later) { first = keyAfter(first) }
      if first < later { pairs.append((first, later)) }
      later = keyAfter(later)
    }
  }

  private mutating func lookUpKeys(of mapping: Int) {
    let end = Int(records[mapping].next)
    var firsts: [ArraySlice<UInt8>: Int] = [:]
    var key = mapping + 1
    while key < end {
      if records[key].kind == .scalar {
        if let first = firsts[bytes(key)] { pairs.append((first, key)) } else { firsts[bytes(key)] = key }
      }
      key = keyAfter(key)
    }
  }

  /// The key behind a key and its value.
  private func keyAfter(_ key: Int) -> Int { Int(records[Int(records[key].next)].next) }

  private func isSameKey(_ first: Int, _ second: Int) -> Bool {
    guard records[first].kind == .scalar, records[second].kind == .scalar, records[first].count == records[second].count
    else { return false }
    let (left, right) = (Int(records[first].reference), Int(records[second].reference))
    for offset in 0..<Int(records[first].count) where text[left + offset] != text[right + offset] { return false }
    return true
  }

  private func bytes(_ record: Int) -> ArraySlice<UInt8> {
    text[Int(records[record].reference)..<Int(records[record].reference) + Int(records[record].count)]
  }
}
