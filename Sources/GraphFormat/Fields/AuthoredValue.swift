import Diagnostics
import YAMLTree

/// A value of the graph together with the words that messages use for it.
struct AuthoredValue {
  let node: YAMLNode
  /// What the value is, as part of a sentence: `"until"`, or `an element of "ports"`.
  let name: String
  /// YAML that shows how the value is written.
  let example: String?
  /// The key in front of the value.
  let key: YAMLNode?

  init(_ node: YAMLNode, name: String, example: String? = nil, key: YAMLNode? = nil) {
    self.node = node
    self.name = name
    self.example = example
    self.key = key
  }

  /// The text of a scalar, whatever its type; empty for collections.
  var text: String { node.text ?? "" }

  /// The narrowest place that stands for the value: a block of many lines is named by the key in front of it.
  var place: Span {
    let span = node.span
    if node.kind == .scalar || span.start.line == span.end.line { return span }
    return key?.span ?? node.firstScalarSpan
  }

  func finding(_ code: DiagnosticCode, _ message: String, notes: [Note] = [], help: String? = nil) -> Diagnostic {
    Diagnostic(code, message, at: place, notes: notes, help: help)
  }

  /// Something else than `expected` stands here: `text`, `a list of ports`.
  func wrongType(expected: String, help: String? = nil) -> Diagnostic {
    finding(
      .wrongType, "\(name) must be \(expected), but this is \(node.typeDescription)",
      help: help ?? example.map { "write `\($0)`" })
  }

  /// Reports a list or map without content where that would mean nothing, or more than anybody wants.
  func reportIfEmpty(_ log: inout DiagnosticLog) {
    guard node.kind != .scalar, !node.elements.contains(where: { _ in true }),
      !node.entries.contains(where: { _ in true })
    else { return }
    log.report(finding(.invalidValue, "\(name) must not be empty", help: example.map { "write `\($0)`" }))
  }

  /// The elements of a list, read one by one; those that cannot be read are left out.
  func elements<Element>(
    _ log: inout DiagnosticLog, _ read: (AuthoredValue, inout DiagnosticLog) -> Element?
  ) -> [Element] {
    guard node.kind == .sequence else {
      log.report(wrongType(expected: "a list", help: node.listHelp ?? example.map { "write `\($0)`" }))
      return []
    }
    return node.elements.compactMap { node in
      read(AuthoredValue(node, name: "an element of \(name)", example: example), &log)
    }
  }

  /// The pairs of a map whose keys people choose; those that cannot be read are left out.
  func pairs<Element>(
    _ log: inout DiagnosticLog, _ read: (_ key: AuthoredValue, _ value: AuthoredValue, inout DiagnosticLog) -> Element?
  ) -> [Element] {
    guard node.kind == .mapping else {
      log.report(wrongType(expected: "a map"))
      return []
    }
    return node.entries.compactMap { key, value in
      let title = key.text.map { "\"\($0)\"" } ?? "this"
      return read(
        AuthoredValue(key, name: "a key of \(name)"),
        AuthoredValue(value, name: title, example: example, key: key), &log)
    }
  }
}

extension YAMLNode {
  /// What stands here, in the words of a message.
  var typeDescription: String {
    switch kind {
    case .sequence: "a list"
    case .mapping: "a map"
    case .scalar:
      switch scalarType {
      case .null: "empty"
      case .boolean: "a boolean in YAML (\(text ?? ""))"
      case .integer, .float: "a number in YAML (\(text ?? ""))"
      case .text, nil: "text"
      }
    }
  }

  /// Where the first word below this node stands.
  var firstScalarSpan: Span {
    var node = self
    while let child = node.elements.first(where: { _ in true }) ?? node.entries.first(where: { _ in true })?.key {
      node = child
    }
    return node.span
  }

  /// How to make a list of a single value.
  fileprivate var listHelp: String? {
    guard kind == .scalar, !isNull, let text else { return nil }
    return "write `[\(isPlain ? text : "\"\(text)\"")]`"
  }
}
