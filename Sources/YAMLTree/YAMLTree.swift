public import Diagnostics

/// One YAML document: its nodes in the order of the text, in one array, with all scalar text in one buffer.
///
/// Nodes are read through ``YAMLNode``, a cursor into this storage; nothing is decoded before somebody asks.
final class YAMLStorage: Sendable {
  let source: SourceText
  let records: [NodeRecord]
  let text: [UInt8]

  init(source: SourceText, records: [NodeRecord], text: [UInt8]) {
    self.source = source
    self.records = records
    self.text = text
  }
}

/// One node. Its children follow it; `next` is where its sibling stands.
struct NodeRecord: Sendable {
  enum Kind: UInt8 { case scalar, sequence, mapping, alias }

  var kind: Kind
  /// How a scalar was written. Only plain ones can mean something other than text.
  var isPlain: Bool
  var next: UInt32
  /// Of a scalar: where its text starts in the buffer. Of an alias: the record of the anchored node.
  var reference: UInt32
  /// Of a scalar: bytes of text. Of a collection: how many children.
  var count: UInt32
  var startLine: UInt32
  var startColumn: UInt32
  var endLine: UInt32
  var endColumn: UInt32
}

extension NodeRecord {
  func span(in source: SourceText) -> Span {
    Span(
      source: source, start: Position(line: Int(startLine), column: Int(startColumn)),
      end: Position(line: Int(endLine), column: Int(endColumn)))
  }
}

/// One document of a YAML stream.
public struct YAMLDocument: Sendable {
  public let root: YAMLNode
  /// Findings about tags, a few at most: API servers read over them, formats that have no use for them report them.
  public let tags: [Diagnostic]
}

/// A value in a YAML document, with its place.
public struct YAMLNode: Sendable {
  public enum Kind: String, Sendable { case scalar, sequence, mapping }

  let storage: YAMLStorage
  let index: Int

  /// The node of any record; an alias leads to the node that it names.
  init(storage: YAMLStorage, index: Int) {
    let record = storage.records[index]
    self.storage = storage
    self.index = record.kind == .alias ? Int(record.reference) : index
  }

  private var record: NodeRecord { storage.records[index] }

  public var kind: Kind {
    switch record.kind {
    case .sequence: .sequence
    case .mapping: .mapping
    case .scalar, .alias: .scalar
    }
  }

  public var span: Span { record.span(in: storage.source) }

  /// The text of a scalar as written, whatever it would mean; nil for collections.
  public var text: String? {
    record.kind == .scalar ? String(decoding: textBytes, as: UTF8.self) : nil
  }

  /// Whether a scalar was written without quotes, so that YAML may give it another type than text.
  public var isPlain: Bool { record.kind == .scalar && record.isPlain }

  /// Whether this is YAML's null: nothing at all, `~` or `null`, without quotes.
  public var isNull: Bool {
    guard isPlain else { return false }
    return record.count == 0 || hasText("~") || hasText("null") || hasText("Null") || hasText("NULL")
  }

  /// Whether this is the scalar `expected`, compared byte by byte and without decoding.
  public func hasText(_ expected: String) -> Bool {
    guard record.kind == .scalar, expected.utf8.count == Int(record.count) else { return false }
    return textBytes.elementsEqual(expected.utf8)
  }

  /// The UTF-8 text of a scalar; empty for collections.
  public var textBytes: ArraySlice<UInt8> {
    let record = record
    guard record.kind == .scalar else { return [] }
    return storage.text[Int(record.reference)..<Int(record.reference) + Int(record.count)]
  }

  /// The elements of a sequence; none for other kinds.
  public var elements: Elements {
    Elements(storage: storage, position: index + 1, remaining: record.kind == .sequence ? Int(record.count) : 0)
  }

  /// The pairs of a mapping in the order of the text; none for other kinds.
  public var entries: Entries {
    Entries(
      children: Elements(
        storage: storage, position: index + 1, remaining: record.kind == .mapping ? Int(record.count) : 0))
  }

  /// The value of `key` in a mapping. A value that is null counts as absent.
  public subscript(key: String) -> YAMLNode? {
    entries.first { $0.key.hasText(key) && !$0.value.isNull }?.value
  }

  /// Nodes one after the other.
  public struct Elements: Sequence, IteratorProtocol, Sendable {
    let storage: YAMLStorage
    var position: Int
    var remaining: Int

    public var underestimatedCount: Int { remaining }

    public mutating func next() -> YAMLNode? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let node = YAMLNode(storage: storage, index: position)
      position = Int(storage.records[position].next)
      return node
    }
  }

  /// Keys with their values.
  public struct Entries: Sequence, IteratorProtocol, Sendable {
    var children: Elements

    public mutating func next() -> (key: YAMLNode, value: YAMLNode)? {
      guard let key = children.next(), let value = children.next() else { return nil }
      return (key, value)
    }
  }
}
