import Diagnostics
import Workers

/// A long stream of documents, cut where documents start, so that several cores can read it.
struct DocumentParts {
  private let parts: [Part]

  private struct Part: Sendable {
    let text: ArraySlice<UInt8>
    /// How many lines stand before it.
    let firstLine: Int
  }

  /// Nil for text that is not worth it, in which a directive could say something about what follows, or in which YAML
  /// counts other lines than ``DocumentStart`` does.
  ///
  /// - Parameter length: how long parts are at least, in bytes.
  init?(of text: ArraySlice<UInt8>, length: Int = 1 << 16) {
    guard text.count > 2 * length, !text.hasDirective, !text.hasRareLineBreak else { return nil }
    var parts: [Part] = []
    var rest = text
    var line = 0
    while rest.count > length, let cut = DocumentStart(in: rest, beyond: rest.startIndex + length) {
      parts.append(Part(text: rest[..<cut.index], firstLine: line))
      rest = rest[cut.index...]
      line += cut.line
    }
    guard !parts.isEmpty else { return nil }
    self.parts = parts + [Part(text: rest, firstLine: line)]
  }

  /// Nil when anything has to be said about one of them: then what all of it says is found out from the start.
  func documents(of source: SourceText, limits: YAMLLimits) -> [YAMLDocument]? {
    let read = parts.concurrentMap { part in
      // A part with more nodes than people write is left to whoever counts those of the whole.
      var composer = YAMLComposer(
        source: source, limits: limits, firstLine: part.firstLine,
        partLimit: 4096 + part.text.count / 8)
      composer.composeStream(of: part.text)
      return composer.findings.isEmpty ? composer.documents : nil
    }
    let whole = read.compactMap { $0 }
    guard whole.count == read.count else { return nil }
    let documents = whole.flatMap { $0 }
    let taken = documents.reduce(0) { $0 + $1.root.storage.records.count + YAMLLimits.documentCost }
    return taken > YAMLLimits.nodes(in: source.bytes.count) ? nil : documents
  }
}

extension ArraySlice<UInt8> {
  /// Whether NEL, LS or PS stands somewhere, which break lines too.
  fileprivate var hasRareLineBreak: Bool {
    var position = startIndex
    while let lead = self[position...].firstIndex(where: { $0 == 0xC2 || $0 == 0xE2 }) {
      let rest = self[lead...]
      if [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]].contains(where: { rest.starts(with: $0) }) {
        return true
      }
      position = lead + 1
    }
    return false
  }

  /// Whether a line begins as a directive does.
  fileprivate var hasDirective: Bool {
    var position = startIndex
    while let sign = self[position...].firstIndex(of: UInt8(ascii: "%")) {
      if sign == startIndex || self[sign - 1] == 0x0A || self[sign - 1] == 0x0D { return true }
      position = sign + 1
    }
    return false
  }
}
