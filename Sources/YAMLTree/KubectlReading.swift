import Diagnostics

/// Where kubectl and YAML find different documents in one text.
///
/// kubectl cuts a text at its lines `---` before it reads any YAML. Lines end with a line feed there, and only blanks and a
/// comment may follow the dashes. Of what lies between two cuts it reads the first document and passes over the rest.
///
/// Source: `YAMLReader` in `k8s.io/apimachinery/pkg/util/yaml`, tried with kubectl 1.32.
struct KubectlReading {
  private(set) var findings: [Diagnostic] = []
  private let source: SourceText
  private let text: ArraySlice<UInt8>

  init(of text: ArraySlice<UInt8>, in source: SourceText) {
    self.source = source
    self.text = text
    var line = 1
    judge(text.startIndex, line, isAfterFeed: true)
    var position = text.startIndex
    while let lineBreak = LineBreak(in: text, from: position) {
      position = lineBreak.end
      line += 1
      judge(position, line, isAfterFeed: lineBreak.isFeed)
    }
  }

  /// The text without the byte order marks that kubectl passes over: files may have been joined.
  static func withoutMarks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard text.contains(mark[0]) else { return text }
    var kept: [UInt8] = []
    var rest = text
    while let feed = rest.firstIndex(of: 0x0A) {
      let line = rest[...feed]
      kept += line
      rest = rest[(feed + 1)...]
      if line.starts(with: "---".utf8), rest.starts(with: mark) { rest = rest.dropFirst(mark.count) }
    }
    return kept.count + rest.count == text.count ? text : (kept + rest)[...]
  }

  private mutating func judge(_ start: Int, _ line: Int, isAfterFeed: Bool) {
    let rest = text[start...]
    guard rest.starts(with: "---".utf8) else { return }
    let behind = rest.dropFirst(3)
    switch (isAfterFeed ? behind.isKubectlCut : nil, behind.isYAMLStart) {
    case (true, true), (nil, false): return
    case (nil, true):
      report("the document that begins here is not read by kubectl, whose lines end with a line feed", line)
    case (true, false): report("a document begins here for kubectl, and none for YAML", line)
    case (false, _): report("kubectl refuses a line that begins with `---` and is no mere line between documents", line)
    }
  }

  private mutating func report(_ message: String, _ line: Int) {
    let start = Position(line: line, column: 1)
    findings.append(
      Diagnostic(
        .invalidYAML, message, at: Span(source: source, start: start, end: Position(line: line, column: 4)),
        help: "write `---` alone on its line, and end lines with a line feed"))
  }
}

/// The next place where YAML ends a line.
private struct LineBreak {
  let end: Int
  /// Whether it is a line feed, behind a carriage return or not.
  let isFeed: Bool

  init?(in text: ArraySlice<UInt8>, from start: Int) {
    var position = start
    while position < text.endIndex {
      let length = text.lineBreakLength(at: position)
      if length > 0 {
        end = position + length
        isFeed = text[end - 1] == 0x0A
        return
      }
      position += 1
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// How many bytes end a line at a place: 0 for none.
  fileprivate func lineBreakLength(at index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8? { index + offset < endIndex ? self[index + offset] : nil }
    return switch self[index] {
    case 0x0A: 1
    case 0x0D: byte(1) == 0x0A ? 2 : 1
    case 0xC2: byte(1) == 0x85 ? 2 : 0
    case 0xE2: byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: 0
    }
  }

  /// Whether YAML sees the start of a document in three dashes before this: a blank, a line break or nothing follows.
  fileprivate var isYAMLStart: Bool {
    guard let next = first else { return true }
    return next == 0x20 || next == 0x09 || lineBreakLength(at: startIndex) > 0
  }

  /// Whether kubectl cuts at three dashes before this: nothing follows on the line but what Unicode takes for blank, or a
  /// comment.
  fileprivate var isKubectlCut: Bool {
    let line = prefix { $0 != 0x0A }
    guard
      let visible = String(decoding: line, as: UTF8.self).unicodeScalars.first(where: { !$0.properties.isWhitespace })
    else { return true }
    return visible == "#"
  }
}
