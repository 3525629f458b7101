/// A position in a JSON text that is known to be UTF-8, with its line and column.
struct JSONScan {
  private let bytes: [UInt8]
  private var position: Int
  /// From 1 on, as in every place that people see.
  private(set) var line: UInt32 = 1
  /// Where the line would start if every scalar so far were one byte long.
  private var lineStart: Int

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    position = start
    lineStart = start
  }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// In Unicode scalars, from 1 on.
  var column: UInt32 { UInt32(truncatingIfNeeded: position - lineStart + 1) }

  mutating func advance() { position += 1 }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
      case UInt8(ascii: "\n"): startLine()
      case UInt8(ascii: "\r"):
        if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") { position += 1 }
        startLine()
      default: return
      }
    }
  }

  private mutating func startLine() {
    position += 1
    line += 1
    lineStart = position
  }

  /// A number, `true`, `false` or `null`, up to what ends it; false for any other word.
  mutating func takeWord(into text: inout [UInt8]) -> Bool {
    let start = position
    while let byte = next, !Self.endsWord(byte) { position += 1 }
    let word = bytes[start..<position]
    guard let first = word.first else { return false }
    let isNumber = first == UInt8(ascii: "-") || Self.isDigit(first)
    guard
      isNumber
        ? word.allSatisfy(Self.isInNumbers) && word.contains(where: Self.isDigit)
        : ["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) })
    else { return false }
    text.append(contentsOf: word)
    return true
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: " "), UInt8(ascii: "\t"),
      UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isInNumbers(_ byte: UInt8) -> Bool { isDigit(byte) || "+-.eE".utf8.contains(byte) }

  // MARK: Strings

  /// A string in quotes, decoded; false where it is broken or holds what YAML reads differently.
  mutating func takeString(into text: inout [UInt8]) -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    while true {
      let start = position
      while position < bytes.count, Self.isOrdinary(bytes[position]) { position += 1 }
      text.append(contentsOf: bytes[start..<position])
      guard let byte = next else { return false }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return true
      case UInt8(ascii: "\\"): guard takeEscape(into: &text) else { return false }
      case 0x80...: guard takeScalar(into: &text) else { return false }
      default: return false
      }
    }
  }

  private static func isOrdinary(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// A scalar beyond ASCII, unless YAML breaks lines at it or does not admit it.
  private mutating func takeScalar(into text: inout [UInt8]) -> Bool {
    let end = bytes[(position + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
    let scalar = bytes[position..<end]
    guard let decoded = String(decoding: scalar, as: UTF8.self).unicodeScalars.first, Self.isText(decoded) else {
      return false
    }
    text.append(contentsOf: scalar)
    lineStart += scalar.count - 1
    position = end
    return true
  }

  /// Neither a line break nor a control character nor one of those that stand for nothing.
  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  private mutating func takeEscape(into text: inout [UInt8]) -> Bool {
    position += 1
    guard let byte = next else { return false }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = takeEscapedScalar() else { return false }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: return false
    }
    return true
  }

  /// What stands behind `\u`: four digits, or twice that for a scalar that UTF-16 writes as a pair.
  private mutating func takeEscapedScalar() -> Unicode.Scalar? {
    guard let unit = takeCodeUnit() else { return nil }
    guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let second = takeCodeUnit(),
      UTF16.isTrailSurrogate(second)
    else { return nil }
    return UTF16.decode(UTF16.EncodedScalar([unit, second]))
  }

  private mutating func takeCodeUnit() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = bytes[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    position += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
