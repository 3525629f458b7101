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
