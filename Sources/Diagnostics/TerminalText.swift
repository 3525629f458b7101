extension String {
  /// The text with everything that could steer a terminal made visible: control characters, escape sequences,
  /// bidirectional overrides, line separators and whatever has no shape become `\u{…}`.
  public var escapedForTerminal: String { escaping(where: \.isUnseen) }

  /// The same for pages and tables, which lay text out by themselves: tabs and line breaks stay.
  public var escapedForReaders: String { escaping { $0.isUnseen && $0 != "\n" && $0 != "\t" } }

  private func escaping(where isEscaped: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: isEscaped) else { return self }
    return replacingScalars { isEscaped($0) ? "\\u{\(String($0.value, radix: 16))}" : nil }
  }
}

extension Unicode.Scalar {
  /// Whether a reader cannot see that it is there, or it changes how the text around it is read.
  ///
  /// The two selectors that choose between text and emoji are no more than a look.
  public var isUnseen: Bool {
    if isASCII { return value < 0x20 || value == 0x7F }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
    default: return properties.isDefaultIgnorableCodePoint && value != 0xFE0E && value != 0xFE0F
    }
  }
}
