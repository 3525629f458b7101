/// How findings look in a terminal. A value, so that who renders need not know about terminals.
public enum DiagnosticStyle: Sendable {
  case plain
  /// Colours by escape sequences.
  case ansi

  /// What a piece of text is, which decides its colour.
  enum Role {
    case error, warning, notice, note, help
    /// Gutters, arrows and line numbers.
    case frame
    case headline

    fileprivate var sequence: String {
      switch self {
      case .error: "1;31"
      case .warning: "1;33"
      case .notice: "1;36"
      case .note: "1;32"
      case .help: "1;36"
      case .frame: "1;34"
      case .headline: "1"
      }
    }
  }

  func paint(_ text: String, as role: Role) -> String {
    self == .plain || text.isEmpty ? text : "\u{1B}[\(role.sequence)m\(text)\u{1B}[0m"
  }
}

extension Severity {
  var role: DiagnosticStyle.Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    }
  }
}
