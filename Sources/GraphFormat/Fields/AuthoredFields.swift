import Diagnostics
import YAMLTree

/// A mapping whose fields are known. Making one reports every field that is unknown or missing, so that what follows
/// only has to read the values.
struct AuthoredFields {
  let value: AuthoredValue
  let shape: MappingShape

  subscript(name: String) -> AuthoredValue? {
    guard let entry = value.node.entries.first(where: { $0.key.hasText(name) && !$0.value.isNull }) else { return nil }
    return AuthoredValue(entry.value, name: "\"\(name)\"", example: shape[name]?.example, key: entry.key)
  }

  /// The elements of an optional list; none when it is absent.
  func list<Element>(
    _ name: String, _ log: inout DiagnosticLog, _ read: (AuthoredValue, inout DiagnosticLog) -> Element?
  ) -> [Element] {
    self[name]?.elements(&log, read) ?? []
  }

  /// The pairs of an optional map whose keys people choose; none when it is absent.
  func map<Element>(
    _ name: String, _ log: inout DiagnosticLog,
    _ read: (_ key: AuthoredValue, _ value: AuthoredValue, inout DiagnosticLog) -> Element?
  ) -> [Element] {
    self[name]?.pairs(&log, read) ?? []
  }
}

extension AuthoredValue {
  /// The fields of a mapping; nil when this is something else.
  func fields(_ shape: MappingShape, _ log: inout DiagnosticLog) -> AuthoredFields? {
    guard node.kind == .mapping else {
      let help = "\(shape.title) is a map of \(shape.names.quotedList)"
      log.report(wrongType(expected: "a map", help: help))
      return nil
    }
    let fields = AuthoredFields(value: self, shape: shape)
    let misspelled = fields.reportUnknownFields(&log)
    fields.reportMissingFields(except: misspelled, &log)
    return fields
  }
}

extension AuthoredFields {
  /// The known fields that people meant when they wrote unknown ones.
  fileprivate func reportUnknownFields(_ log: inout DiagnosticLog) -> [String] {
    var meant: [String] = []
    for (key, _) in value.node.entries {
      guard let name = key.text else {
        log.report(AuthoredValue(key, name: "a field's name").wrongType(expected: "text"))
        continue
      }
      guard shape[name] == nil else { continue }
      log.report(
        Diagnostic(
          .unknownField, "\(shape.title) has no field \"\(name)\"", at: key.span,
          help: name.didYouMean(shape.names) + "the fields of \(shape.title) are \(shape.names.quotedList)"))
      if let field = name.nearest(in: shape.names) { meant.append(field) }
    }
    return meant
  }

  fileprivate func reportMissingFields(except misspelled: [String], _ log: inout DiagnosticLog) {
    for field in shape.fields
    where field.isRequired && value.node[field.name] == nil && !misspelled.contains(field.name) {
      log.report(
        value.finding(
          .missingField, "\(shape.title) needs the field \"\(field.name)\"", help: "add `\(field.example)`"))
    }
  }
}

extension String {
  /// `did you mean "x"? `, or nothing when no candidate is near.
  func didYouMean(_ candidates: some Sequence<String>) -> String {
    nearest(in: candidates).map { "did you mean \"\($0)\"? " } ?? ""
  }
}

extension [String] {
  /// `"a", "b" and "c"`
  var quotedList: String { map { "\"\($0)\"" }.sentenceList("and") }

  /// `a, b and c`
  func sentenceList(_ conjunction: String) -> String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
