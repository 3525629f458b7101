import YAMLTree

extension PortNotation {
  private static let number =
    "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
  /// Ports that are no plain number: a range, a protocol, or both.
  private static let text = "\(number)(?:-\(number)(?:/(?:TCP|UDP|SCTP))?|/(?:TCP|UDP|SCTP))"

  static let portNumber: YAMLValue = ["type": "integer", "minimum": 1, "maximum": 65535]

  static let port = scalar(
    pattern: "^\(text)$", "a container port: 8080, 53/UDP, 30000-30100 or 30000-30100/UDP; TCP unless it says otherwise"
  )

  static let portReference = scalar(
    pattern: "^(?:\(text)|\(TextForm.port))$", "a port by the provider's name for it, or by number: http, 8080, 53/UDP")

  /// The limits bind numbers and the pattern binds text.
  private static func scalar(pattern: String, _ description: String) -> YAMLValue {
    [
      "description": .string(description), "type": ["integer", "string"], "minimum": 1, "maximum": 65535,
      "pattern": .string(pattern),
    ]
  }
}
