import YAMLTree

extension YAMLValue {
  /// The value as JSON, with the keys in their order and two spaces a level.
  var json: String { json(indentedBy: "") + "\n" }

  private func json(indentedBy margin: String) -> String {
    switch self {
    case .string(let text): text.quotedForJSON
    case .integer(let number): String(number)
    case .boolean(let flag): String(flag)
    case .sequence(let elements):
      elements.contains(where: \.isCollection)
        ? Self.block("[", elements.map { $0.json(indentedBy: margin + "  ") }, "]", margin)
        : "[\(elements.map { $0.json(indentedBy: "") }.joined(separator: ", "))]"
    case .mapping(let entries):
      Self.block(
        "{", entries.map { "\($0.key.quotedForJSON): \($0.value.json(indentedBy: margin + "  "))" }, "}", margin)
    }
  }

  private static func block(_ opening: String, _ lines: [String], _ closing: String, _ margin: String) -> String {
    if lines.isEmpty { return opening + closing }
    return "\(opening)\n" + lines.map { "\(margin)  \($0)" }.joined(separator: ",\n") + "\n\(margin)\(closing)"
  }

  private var isCollection: Bool {
    switch self {
    case .mapping, .sequence: true
    case .string, .integer, .boolean: false
    }
  }
}

extension String {
  fileprivate var quotedForJSON: String {
    "\"" + unicodeScalars.map(\.escapedForJSON).joined() + "\""
  }
}

extension Unicode.Scalar {
  fileprivate var escapedForJSON: String {
    switch self {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    default:
      guard value < 0x20 else { return String(self) }
      return "\\u00" + (value < 0x10 ? "0" : "") + String(value, radix: 16)
    }
  }
}
