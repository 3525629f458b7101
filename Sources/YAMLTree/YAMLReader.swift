public import Diagnostics

/// Who reads a text beside this program.
public enum YAMLReaders: Sendable {
  /// People, on the pages of a forge and in editors: what they do not see may not be there.
  case people
  /// kubectl: where it finds other documents than YAML, nobody knows what is applied.
  case kubectl
  case programs
}

/// How much of YAML an input may use. The limits keep hostile input from exhausting time or memory.
public struct YAMLLimits: Sendable {
  /// How deep collections may nest.
  public var depth: Int
  /// Nodes of one document once every alias is followed: what a reader of the tree may have to visit.
  public var nodes: Int
  /// Whether anchors, aliases and merge keys are welcome. A graph that several people review does without.
  public var allowsAliases: Bool
  /// Who else reads the text, and has to find the same in it.
  public var readers: YAMLReaders

  public init(
    depth: Int = 128, nodes: Int = 50_000_000, allowsAliases: Bool = true, readers: YAMLReaders = .programs
  ) {
    self.depth = depth
    self.nodes = nodes
    self.allowsAliases = allowsAliases
    self.readers = readers
  }

  /// How many nodes all documents of a text may have. What people and servers write has eight bytes a node and more; a text of
  /// nothing but commas would become a tree of twenty times its size.
  static func nodes(in bytes: Int) -> Int { 8_000_000 + bytes / 8 }

  /// What a document takes beside its nodes, as so many nodes.
  static let documentCost = 64
}

extension YAMLDocument {
  /// The documents of a YAML stream that can be read.
  ///
  /// Findings: text that is not UTF-8 or not YAML, duplicate keys, whatever exceeds `limits`, and what other readers would
  /// not find in it.
  public static func documents(
    in source: SourceText, limits: YAMLLimits = YAMLLimits(), reportingTo log: inout DiagnosticLog
  ) -> [YAMLDocument] {
    guard var text = source.checkedUTF8(reportingTo: &log) else { return [] }
    if limits.readers == .people {
      let hidden = HiddenText(in: text, of: source).findings
      log.report(contentsOf: hidden)
      guard hidden.isEmpty else { return [] }
    }
    if let json = JSONComposer.document(of: text, in: source, limits: limits) {
      log.report(contentsOf: json.findings)
      return [json.document]
    }
    if limits.readers == .kubectl {
      let reading = KubectlReading(of: text, in: source)
      log.report(contentsOf: reading.findings)
      text = reading.text
    }
    if let parts = DocumentParts(of: text), let documents = parts.documents(of: source, limits: limits) {
      return documents
    }
    var composer = YAMLComposer(source: source, limits: limits)
    composer.composeStream(of: text)
    log.report(contentsOf: composer.findings)
    return composer.documents
  }
}

extension SourceText {
  /// The bytes without a byte order mark, when all of them are UTF-8 text that YAML admits.
  fileprivate func checkedUTF8(reportingTo log: inout DiagnosticLog) -> ArraySlice<UInt8>? {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard let position = firstInvalidByte(of: text) else { return text }
    let line = text[..<position].count { $0 == 0x0A } + 1
    let column = text[..<position].reversed().prefix { $0 != 0x0A }.count + 1
    let place = Position(line: line, column: column)
    log.report(
      Diagnostic(
        .invalidEncoding, "the file is not UTF-8 text: byte 0x\(String(text[position], radix: 16)) on line \(line)",
        at: Span(source: self, start: place, end: place),
        help: "save the file as UTF-8, without NUL bytes"))
    return nil
  }

  private func firstInvalidByte(of text: ArraySlice<UInt8>) -> Int? {
    if let zero = text.firstIndex(of: 0) { return zero }
    guard let failure = UTF8Failure(in: text) else { return nil }
    return failure.offset
  }
}

/// Where a text stops being UTF-8.
private struct UTF8Failure {
  let offset: Int

  init?(in text: ArraySlice<UInt8>) {
    let failure: Int? = text.withUnsafeBufferPointer { buffer in
      var decoder = Unicode.UTF8.ForwardParser()
      var iterator = buffer.makeIterator()
      if buffer.allSatisfy({ $0 < 0x80 }) { return nil }
      var offset = 0
      while true {
        switch decoder.parseScalar(from: &iterator) {
        case .valid(let scalar): offset += scalar.count
        case .emptyInput: return nil
        case .error: return offset
        }
      }
    }
    guard let failure else { return nil }
    offset = text.startIndex + failure
  }
}
