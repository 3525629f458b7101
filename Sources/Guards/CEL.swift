/// Writes values as literals of the Common Expression Language, so that no text of an author becomes part of an
/// expression.
///
/// https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
enum CEL {
  /// `'text'`. Whatever is not a plain character is escaped by its number.
  static func literal(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "'", "\\": "\\\(scalar)"
      case " "..."~": String(scalar)
      default: "\\U" + String(repeating: "0", count: 8 - scalar.hexadecimal.count) + scalar.hexadecimal
      }
    }
    return "'\(escaped.joined())'"
  }

  /// `['a', 'b']`
  static func list(_ texts: [String]) -> String { "[\(texts.map(literal).joined(separator: ", "))]" }

  static func any(_ parts: [String]) -> String { parts.map { "(\($0))" }.joined(separator: " || ") }
}

extension Unicode.Scalar {
  fileprivate var hexadecimal: String { String(value, radix: 16) }
}
