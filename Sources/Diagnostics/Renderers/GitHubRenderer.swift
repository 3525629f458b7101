extension Sequence where Element == Diagnostic {
  /// The findings as workflow commands, which GitHub shows beside the changed lines of a pull request.
  public func renderedAsGitHubCommands() -> String {
    map { $0.gitHubCommand + "\n" }.joined()
  }
}

extension Diagnostic {
  fileprivate var gitHubCommand: String {
    let properties = gitHubProperties.map { "\($0.name)=\($0.value.escapedAsProperty)" }.joined(separator: ",")
    return "::\(severity.rawValue) \(properties)::\(gitHubText.escapedAsData)"
  }

  private var gitHubProperties: [(name: String, value: String)] {
    let title = (name: "title", value: code.rawValue)
    guard let span else { return [title] }
    let place = [
      (name: "file", value: span.source.path),
      (name: "line", value: "\(span.start.line)"),
      (name: "endLine", value: "\(span.lastLine)"),
    ]
    // GitHub refuses columns of places with several lines.
    let columns = [(name: "col", value: "\(span.start.column)"), (name: "endColumn", value: "\(span.end.column)")]
    return place + (span.start.line == span.lastLine ? columns : []) + [title]
  }

  private var gitHubText: String {
    let notes = notes.map { note in "note: \(note.message)\(note.span.map { " (\($0.location))" } ?? "")" }
    return ([message] + notes + (help.map { ["help: \($0)"] } ?? [])).joined(separator: "\n")
  }
}

extension String {
  /// Percent signs and line breaks would end a command or be read as escapes.
  fileprivate var escapedAsData: String {
    replacingScalars { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: scalar.isUnseen ? String(scalar).escapedForTerminal : nil
      }
    }
  }

  /// In properties, colons and commas separate.
  fileprivate var escapedAsProperty: String {
    escapedAsData.replacingScalars { scalar in
      switch scalar {
      case ":": "%3A"
      case ",": "%2C"
      default: nil
      }
    }
  }
}
