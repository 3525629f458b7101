/// The first line of a span as a terminal shows it, and which of its columns the span covers.
struct SourceExcerpt {
  let lineNumber: Int
  /// The line, or the part of it around the span, safe for a terminal.
  let text: String
  /// Terminal columns in front of the span.
  let indent: Int
  /// Terminal columns that the span covers on its first line; at least one.
  let width: Int

  /// How many terminal columns of a long line are shown.
  private static let limit = 120
  private static let tabWidth = 4
  private static let ellipsis = "…"

  /// Nil when the source has no such line.
  init?(of span: Span) {
    guard let line = span.source.line(span.start.line) else { return nil }
    var cells = Self.cells(of: line, isFirst: span.start.line == 1)
    let start = min(max(0, span.start.column - 1), cells.count)
    let end =
      span.end.line == span.start.line ? min(max(start, span.end.column - 1), cells.count) : Self.contentEnd(cells)
    let window = Self.window(of: cells, around: start)
    let isCutInFront = window.lowerBound > 0
    let covered = cells[start..<max(start, min(end, window.upperBound))]
    lineNumber = span.start.line
    indent = cells[window.lowerBound..<start].columns + (isCutInFront ? 1 : 0)
    width = max(1, covered.columns)
    if window.upperBound < cells.count {
      cells.replaceSubrange(window.upperBound..., with: [Cell(text: Self.ellipsis, columns: 1)])
    }
    text = (isCutInFront ? Self.ellipsis : "") + cells[window.lowerBound...].map(\.text).joined()
  }

  /// One Unicode scalar of the line, as it is shown.
  fileprivate struct Cell {
    let text: String
    let columns: Int
  }

  private static func cells(of line: String, isFirst: Bool) -> [Cell] {
    var column = 0
    // A byte order mark counts as no column.
    let scalars =
      isFirst && line.unicodeScalars.first == "\u{FEFF}" ? line.unicodeScalars.dropFirst() : line.unicodeScalars[...]
    return scalars.map { scalar in
      let cell: Cell
      if scalar == "\t" {
        let columns = tabWidth - column % tabWidth
        cell = Cell(text: String(repeating: " ", count: columns), columns: columns)
      } else {
        let shown = String(scalar).escapedForTerminal
        cell = Cell(text: shown, columns: shown.unicodeScalars.reduce(0) { $0 + $1.terminalColumns })
      }
      column += cell.columns
      return cell
    }
  }

  /// Where the text of the line ends, trailing blanks aside.
  private static func contentEnd(_ cells: [Cell]) -> Int {
    (cells.lastIndex { $0.text.contains { $0 != " " } } ?? -1) + 1
  }

  /// The stretch of cells that is shown: all of a short line; of a long one some context before the span, and the rest
  /// of the room after it.
  private static func window(of cells: [Cell], around start: Int) -> Range<Int> {
    guard cells.columns > limit else { return 0..<cells.count }
    var lower = start
    var room = limit
    while lower > 0, room - cells[lower - 1].columns > limit * 2 / 3 {
      lower -= 1
      room -= cells[lower].columns
    }
    var upper = start
    while upper < cells.count, room >= cells[upper].columns {
      room -= cells[upper].columns
      upper += 1
    }
    while lower > 0, room >= cells[lower - 1].columns {
      lower -= 1
      room -= cells[lower].columns
    }
    return lower..<upper
  }
}

extension RandomAccessCollection where Element == SourceExcerpt.Cell {
  fileprivate var columns: Int { reduce(0) { $0 + $1.columns } }
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
