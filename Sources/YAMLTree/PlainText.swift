import Diagnostics

extension String {
  /// Whether every YAML reader takes this for the same text when it stands there without quotes.
  ///
  /// Errs towards quotes: whatever resembles a number, an address or a date in any dialect, and all but printable ASCII.
  var isTextWithoutQuotes: Bool {
    let bytes = utf8
    guard let first = bytes.first, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return false }
    guard !startsLikeSyntax(first), !holdsSyntax else { return false }
    let mayBeNumber = (0x30...0x39).contains(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
    return !(mayBeNumber && resemblesNumber) && ScalarType(ofPlain: self) == .text
  }

  private func startsLikeSyntax(_ first: UInt8) -> Bool {
    "-?:,[]{}#&*!|>'\"%@`~=< ".utf8.contains(first)
  }

  /// Whether a comment or a mapping would begin inside, or the text ends in what is trimmed away.
  private var holdsSyntax: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return true }
      if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return true }
      previous = byte
    }
    return previous == UInt8(ascii: ":") || previous == UInt8(ascii: " ")
  }

  /// Whether only digits of some base and the marks of numbers and dates occur.
  private var resemblesNumber: Bool {
    utf8.allSatisfy { "0123456789abcdefABCDEFxXoOpPtTzZ_.:+- ".utf8.contains($0) }
  }
}

extension String {
  /// The text as an entry of a flow collection, such as `{from: "on"}`: in quotes unless every reader takes it for the
  /// same text without.
  public var inFlow: String {
    guard !isTextWithoutQuotes || utf8.contains(where: ",[]{}".utf8.contains) else { return self }
    let inner = replacingScalars { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      default: scalar.isUnseen ? scalar.yamlEscape : nil
      }
    }
    return "\"\(inner)\""
  }

  /// A written document with escapes for what nobody can see, or what changes how the text around it is read.
  ///
  /// The emitter puts all that is not ASCII between double quotes, where escapes mean what they stand for, and escapes
  /// control characters itself.
  var withUnseenEscaped: String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { !scalar.isASCII && scalar.isUnseen }
    guard !utf8.allSatisfy({ $0 < 0x80 }), unicodeScalars.contains(where: isEscaped) else { return self }
    return replacingScalars { isEscaped($0) ? $0.yamlEscape : nil }
  }
}

extension Unicode.Scalar {
  /// `\u202E`, as double quotes hold it.
  var yamlEscape: String {
    let digits = String(value, radix: 16, uppercase: true)
    let width = value > 0xFFFF ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
  }
}
