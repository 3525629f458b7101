import Diagnostics

/// Where kubectl and YAML find different documents in one text.
///
/// kubectl cuts a text at its lines `---` before it reads any YAML. Lines end with a line feed there, and only blanks and a
/// comment may follow the dashes. Of what lies between two cuts it reads the first document and passes over the rest.
///
/// Source: `YAMLReader` in `k8s.io/apimachinery/pkg/util/yaml`, tried with kubectl 1.32.
struct KubectlReading {
  private(set) var findings: [Diagnostic] = []
  /// What is read, without byte order marks behind cuts, which kubectl passes over: files may have been joined.
  let text: ArraySlice<UInt8>

  /// How many are worth naming in one file.
  private static let limit = 20
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(of text: ArraySlice<UInt8>, in source: SourceText) {
    var marks: [Int] = []
    for start in text.dashedLines {
      if let dispute = text.dispute(at: start), findings.count < Self.limit {
        findings.append(.otherDocuments(dispute, onLine: text[..<start].lineBreakCount + 1, of: source))
      }
      guard let feed = text[start...].firstIndex(of: 0x0A) else { continue }
      if text[(feed + 1)...].starts(with: Self.mark) { marks.append(feed + 1) }
    }
    self.text = marks.isEmpty ? text : text.without(marks, ofLength: Self.mark.count)
  }
}

extension Diagnostic {
  fileprivate static func otherDocuments(_ message: String, onLine line: Int, of source: SourceText) -> Diagnostic {
    let (start, end) = (Position(line: line, column: 1), Position(line: line, column: 4))
    return Diagnostic(
      .invalidYAML, message, at: Span(source: source, start: start, end: end),
      help: "write `---` alone on its line, and end lines with a line feed")
  }
}

extension ArraySlice<UInt8> {
  /// Where a line begins with three dashes, whatever YAML takes for the end of the line before.
  fileprivate var dashedLines: [Int] {
    let first = startIndex
    return withUnsafeBufferPointer { bytes in
      var found: [Int] = []
      let dash = UInt8(ascii: "-")
      var position = 0
      while position + 2 < bytes.count {
        if bytes[position + 2] == dash, bytes[position] == dash, bytes[position + 1] == dash,
          bytes.startsLine(at: position)
        {
          found.append(first + position)
        }
        position += 1
      }
      return found
    }
  }

  /// What kubectl and YAML do not agree on, about three dashes that begin a line; nil where they do.
  fileprivate func dispute(at start: Int) -> String? {
    let isAfterFeed = start == startIndex || self[start - 1] == 0x0A
    let behind = self[(start + 3)...]
    switch (isAfterFeed ? behind.isKubectlCut : nil, behind.isYAMLStart) {
    case (true, true), (nil, false): return nil
    case (nil, true): return "the document that begins here is not read by kubectl, whose lines end with a line feed"
    case (true, false): return "a document begins here for kubectl, and none for YAML"
    case (false, _): return "kubectl refuses a line that begins with `---` and is no mere line between documents"
    }
  }

  /// Whether YAML sees the start of a document in three dashes before this: a blank, a line break or nothing follows.
  private var isYAMLStart: Bool {
    guard let next = first else { return true }
    return next == 0x20 || next == 0x09 || lineBreakLength(at: startIndex) > 0
  }

  /// Whether kubectl cuts at three dashes before this: nothing follows on the line but what Unicode takes for blank, or a
  /// comment.
  private var isKubectlCut: Bool {
    let line = String(decoding: prefix { $0 != 0x0A }, as: UTF8.self)
    return line.unicodeScalars.first { !$0.properties.isWhitespace }.map { $0 == "#" } ?? true
  }

  fileprivate var lineBreakCount: Int {
    var count = 0
    var position = startIndex
    while position < endIndex {
      let length = lineBreakLength(at: position)
      if length > 0 { count += 1 }
      position += Swift.max(1, length)
    }
    return count
  }

  /// How many bytes end a line at a place: 0 for none.
  private func lineBreakLength(at index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8? { index + offset < endIndex ? self[index + offset] : nil }
    return switch self[index] {
    case 0x0A: 1
    case 0x0D: byte(1) == 0x0A ? 2 : 1
    case 0xC2: byte(1) == 0x85 ? 2 : 0
    case 0xE2: byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: 0
    }
  }

  fileprivate func without(_ places: [Int], ofLength length: Int) -> ArraySlice<UInt8> {
    var kept: [UInt8] = []
    kept.reserveCapacity(count)
    var start = startIndex
    for place in places {
      kept += self[start..<place]
      start = place + length
    }
    return (kept + self[start...])[...]
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether nothing, or what ends a line for YAML, stands before a place.
  fileprivate func startsLine(at place: Int) -> Bool {
    guard place > 0 else { return true }
    switch self[place - 1] {
    case 0x0A, 0x0D: return true
    case 0x85: return place > 1 && self[place - 2] == 0xC2
    case 0xA8, 0xA9: return place > 2 && self[place - 2] == 0x80 && self[place - 3] == 0xE2
    default: return false
    }
  }
}
