import Diagnostics

/// Signs in a text that do not show: what turns the text around it, has no shape, or ends a line for YAML and not for git,
/// forges and editors, where the rest would seem to belong to a comment.
struct HiddenText {
  private(set) var findings: [Diagnostic] = []
  private let source: SourceText
  private var line = 1
  private var column = 0

  /// How many are worth naming in one file.
  private static let limit = 20

  /// - Parameter text: the text of the source without a byte order mark; UTF-8.
  init(in text: ArraySlice<UInt8>, of source: SourceText) {
    self.source = source
    guard !text.allSatisfy(Self.isPlain) else { return }
    var scalars = String(decoding: text, as: UTF8.self).unicodeScalars.makeIterator()
    var previous: Unicode.Scalar = "\n"
    var current = scalars.next()
    while let scalar = current, findings.count < Self.limit {
      let next = scalars.next()
      take(scalar, after: previous, before: next ?? "\n")
      (previous, current) = (scalar, next)
    }
  }

  /// What most files consist of. libyaml refuses the other control characters itself.
  private static func isPlain(_ byte: UInt8) -> Bool { byte < 0x7F && byte != 0x0D }

  private mutating func take(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar, before next: Unicode.Scalar) {
    column += 1
    if scalar.isHidden(after: previous, before: next) { report(scalar) }
    // Counted as YAML counts, which is how places are shown.
    guard scalar.endsLine, scalar != "\r" || next != "\n" else { return }
    line += 1
    column = 0
  }

  private mutating func report(_ scalar: Unicode.Scalar) {
    let start = Position(line: line, column: column)
    let end = Position(line: line, column: column + 1)
    findings.append(.hiddenText(scalar, at: Span(source: source, start: start, end: end)))
  }
}

extension Unicode.Scalar {
  /// Where libyaml sees the end of a line.
  fileprivate var endsLine: Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }

  fileprivate func isHidden(after previous: Unicode.Scalar, before next: Unicode.Scalar) -> Bool {
    switch self {
    case "\r": next != "\n"
    case "\u{85}": true
    // Scripts and emoji are joined by them.
    case "\u{200C}", "\u{200D}": previous.isASCII || next.isASCII
    // Keys with a number on them are the only ASCII that has two looks.
    case "\u{FE0E}", "\u{FE0F}": previous.isASCII && next != "\u{20E3}"
    // Most of what people write: looking it up takes time.
    case "\0"..."\u{AC}", "\u{AE}"..."\u{2FF}", "\u{3400}"..."\u{D7A3}": false
    default: hasNoShape
    }
  }

  /// Whether it is made to be invisible. What no font has yet, or only some, does show.
  private var hasNoShape: Bool {
    switch properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator: true
    default: properties.isDefaultIgnorableCodePoint
    }
  }

  fileprivate var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Diagnostic {
  fileprivate static func hiddenText(_ scalar: Unicode.Scalar, at span: Span) -> Diagnostic {
    if scalar == "\r" {
      return Diagnostic(
        .hiddenText, "a carriage return alone ends a line for YAML, and not where the file is reviewed", at: span,
        help: "end lines with a line feed")
    }
    let escape = scalar.yamlEscape
    return Diagnostic(
      .hiddenText,
      scalar.endsLine
        ? "\(scalar.codePoint) ends a line for YAML, and not where the file is reviewed"
        : "\(scalar.codePoint) does not show where the file is reviewed", at: span,
      help: "remove it; a text that needs it has `\(escape)` between double quotes")
  }
}
