/// A line `---`, which starts a document wherever it stands: YAML has no way to write it inside of one.
struct DocumentStart {
  /// Of the line's first byte.
  let index: Int
  /// Counted from 0 at the start of the text.
  let line: Int

  /// The first one below the line `other`; nil if there is none.
  init?(in text: ArraySlice<UInt8>, after other: Int) {
    self.init(in: text) { line, _ in line > other }
  }

  /// The first one behind the byte at `index`; nil if there is none.
  init?(in text: ArraySlice<UInt8>, beyond index: Int) {
    self.init(in: text) { _, position in position > index }
  }

  private init?(in text: ArraySlice<UInt8>, where isWanted: (_ line: Int, _ position: Int) -> Bool) {
    var line = 0
    var position = text.startIndex
    while let lineBreak = text[position...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      let isPair = text[lineBreak] == 0x0D && lineBreak + 1 < text.endIndex && text[lineBreak + 1] == 0x0A
      position = lineBreak + (isPair ? 2 : 1)
      line += 1
      if isWanted(line, position), text[position...].isDocumentStart {
        index = position
        self.line = line
        return
      }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// Three dashes, and then a blank, a line break or nothing.
  fileprivate var isDocumentStart: Bool {
    guard starts(with: "---".utf8) else { return false }
    guard let next = dropFirst(3).first else { return true }
    return [0x09, 0x0A, 0x0D, 0x20].contains(next)
  }
}
