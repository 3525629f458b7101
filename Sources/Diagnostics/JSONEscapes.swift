extension String {
  /// A JSON document with the same value in which nothing hides and nothing steers a terminal: JSON itself asks for
  /// escapes of control characters only.
  ///
  /// Outside of its texts a document has no character that this could change.
  public var withUnseenEscapedInJSON: String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar.isUnseen && scalar != "\n" }
    guard unicodeScalars.contains(where: isEscaped) else { return self }
    return replacingScalars { isEscaped($0) ? $0.jsonEscape : nil }
  }
}

extension Unicode.Scalar {
  /// One or two `\uXXXX`.
  public var jsonEscape: String {
    UTF16.encode(self).map { units in
      units.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    } ?? ""
  }
}
