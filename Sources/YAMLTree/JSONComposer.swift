import Diagnostics

/// Builds the tree of a JSON text, the same as YAML's reader builds from it, several times as fast: whole clusters are
/// dumped as JSON.
///
/// Gives up on whatever is not plainly JSON, so that YAML's reader decides what it is and says what is wrong.
struct JSONComposer {
  private let source: SourceText
  private let limits: YAMLLimits
  private var scan: JSONScan
  private var records: [NodeRecord] = []
  private var text: [UInt8] = []
  private var findings: [Diagnostic] = []
  /// Collections whose end has not come yet.
  private var open: [Int] = []

  /// The document with findings about its keys; nil for text that YAML's reader has to judge.
  static func document(
    of input: ArraySlice<UInt8>, in source: SourceText, limits: YAMLLimits
  ) -> (document: YAMLDocument, findings: [Diagnostic])? {
    var composer = JSONComposer(input, source, limits)
    guard composer.compose() else { return nil }
    let storage = YAMLStorage(source: source, records: composer.records, text: composer.text)
    return (YAMLDocument(root: YAMLNode(storage: storage, index: 0), tags: []), composer.findings)
  }

  private init(_ input: ArraySlice<UInt8>, _ source: SourceText, _ limits: YAMLLimits) {
    self.source = source
    self.limits = limits
    scan = JSONScan(source.bytes, from: input.startIndex)
  }

  /// False where the text is not what this reads.
  private mutating func compose() -> Bool {
    scan.skipSpace()
    guard scan.next == UInt8(ascii: "{") || scan.next == UInt8(ascii: "["), source.bytes.count < UInt32.max else {
      return false
    }
    // Room that is not used costs nothing, and moving what a large dump has grown to costs a lot.
    let limit = min(limits.nodes, YAMLLimits.nodes(in: source.bytes.count))
    records.reserveCapacity(source.bytes.count > 16 << 20 ? limit : source.bytes.count / 16)
    text.reserveCapacity(source.bytes.count / 2)
    guard value() else { return false }
    while let collection = open.last {
      guard step(in: collection), records.count <= limit else { return false }
    }
    scan.skipSpace()
    return scan.next == nil
  }

  /// Takes one element or pair of a collection, or its end.
  private mutating func step(in collection: Int) -> Bool {
    let isMapping = records[collection].kind == .mapping
    scan.skipSpace()
    if scan.take(isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
      end(collection)
      return true
    }
    if records[collection].count > 0 {
      guard scan.take(UInt8(ascii: ",")) else { return false }
      scan.skipSpace()
    }
    if isMapping {
      guard scan.next == UInt8(ascii: "\""), string() else { return false }
      scan.skipSpace()
      guard scan.take(UInt8(ascii: ":")) else { return false }
      scan.skipSpace()
    }
    records[collection].count += isMapping ? 2 : 1
    return value()
  }

  private mutating func value() -> Bool {
    switch scan.next {
    case UInt8(ascii: "{"): start(.mapping)
    case UInt8(ascii: "["): start(.sequence)
    case UInt8(ascii: "\""): string()
    default: word()
    }
  }

  private mutating func start(_ kind: NodeRecord.Kind) -> Bool {
    guard open.count < limits.depth else { return false }
    open.append(records.count)
    append(kind, isPlain: false)
    scan.advance()
    return true
  }

  private mutating func end(_ collection: Int) {
    open.removeLast()
    records[collection].next = UInt32(truncatingIfNeeded: records.count)
    records[collection].endLine = scan.line
    records[collection].endColumn = scan.column
    guard records[collection].kind == .mapping else { return }
    findings += DuplicateKeys(of: collection, in: records, text).findings(in: source)
  }

  private mutating func string() -> Bool {
    append(.scalar, isPlain: false)
    guard scan.takeString(into: &text) else { return false }
    endScalar()
    return true
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() -> Bool {
    append(.scalar, isPlain: true)
    guard scan.takeWord(into: &text) else { return false }
    endScalar()
    return true
  }

  private mutating func append(_ kind: NodeRecord.Kind, isPlain: Bool) {
    let (line, column) = (scan.line, scan.column)
    records.append(
      NodeRecord(
        kind: kind, isPlain: isPlain, next: UInt32(truncatingIfNeeded: records.count + 1),
        reference: UInt32(truncatingIfNeeded: text.count), count: 0, startLine: line, startColumn: column,
        endLine: line, endColumn: column))
  }

  private mutating func endScalar() {
    let last = records.count - 1
    records[last].count = UInt32(truncatingIfNeeded: text.count) - records[last].reference
    records[last].endLine = scan.line
    records[last].endColumn = scan.column
  }
}
