/// The first line of a span as a terminal shows it, and which of its columns the span covers.
struct SourceExcerpt {
  let lineNumber: Int
  /// The line, or the part of it around the span, safe for a terminal.
  let text: String
  /// Terminal columns in front of the span.
  let indent: Int
  /// Terminal columns that the span covers on its first line; at least one.
  let width: Int

  /// Nil when the source has no such line, or no text at all: a file that could not be read, or was only looked at.
  init?(of span: Span) {
    guard !span.source.bytes.isEmpty, let line = span.source.line(span.start.line) else { return nil }
    let isFirst = span.start.line == 1
    let excerpt = LineWindow(of: line, isFirst: isFirst, around: max(0, span.start.column - 1))
    let end = span.end.line == span.start.line ? span.end.column - 1 : .max
    lineNumber = span.start.line
    text = excerpt.text
    indent = excerpt.columns(before: span.start.column - 1)
    width = max(1, excerpt.columns(before: end, isTrimmed: end == .max) - indent)
  }
}

/// The part of a line that fits a terminal, cut around one of its columns.
private struct LineWindow {
  /// One Unicode scalar of the line, as it is shown.
  private struct Cell {
    let text: String
    let columns: Int
  }

  /// How many terminal columns of a long line are shown.
  private static let room = 120
  /// How many of them stand in front of the place that matters.
  private static let context = 40
  private static let tabWidth = 4

  /// Scalars of the line that are cut off in front.
  private let first: Int
  private let cells: [Cell]
  private let isCutBehind: Bool

  init(of line: String, isFirst: Bool, around column: Int) {
    var scalars = line.unicodeScalars[...]
    // A byte order mark counts as no column.
    if isFirst, scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    let length = scalars.count
    first = length > Self.room ? min(max(0, column - Self.context), length - Self.room) : 0
    var cells: [Cell] = []
    var columns = 0
    for scalar in scalars.dropFirst(first).prefix(Self.room) {
      let cell = Self.cell(scalar, at: columns)
      columns += cell.columns
      cells.append(cell)
    }
    self.cells = cells
    isCutBehind = first + cells.count < length
  }

  private static func cell(_ scalar: Unicode.Scalar, at column: Int) -> Cell {
    if scalar == "\t" {
      let columns = tabWidth - column % tabWidth
      return Cell(text: String(repeating: " ", count: columns), columns: columns)
    }
    let text = String(scalar).escapedForTerminal
    return Cell(text: text, columns: text.unicodeScalars.reduce(0) { $0 + $1.terminalColumns })
  }

  private var isCutInFront: Bool { first > 0 }

  var text: String {
    (isCutInFront ? "…" : "") + cells.map(\.text).joined() + (isCutBehind ? "…" : "")
  }

  /// Terminal columns in front of scalar `end` of the line, or of its trailing blanks if it is trimmed.
  func columns(before end: Int, isTrimmed: Bool = false) -> Int {
    let contentEnd = isTrimmed ? (cells.lastIndex { $0.text.contains { $0 != " " } } ?? -1) + 1 : cells.count
    let count = min(max(0, end - first), contentEnd)
    return cells.prefix(count).reduce(isCutInFront ? 1 : 0) { $0 + $1.columns }
  }
}

extension Unicode.Scalar {
  /// How many columns a terminal gives this scalar: none for marks that combine, two for wide East Asian characters and
  /// emoji, one for the rest.
  var terminalColumns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: 0
    default: isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }
}
