import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let httpMatch = MappingShape(
    "httpMatch", "an HTTP rule", rule: .atLeastOne(["method", "path"]),
    [
      .optional(
        "method", .text(.httpMethod), default: "every method", "the method, in capitals", example: "method: GET",
        on: .cilium(elsewhere: "an error")),
      .optional(
        "path", .text(.httpPath), default: "every path", "a regular expression for the whole path",
        example: "path: /v1/.*", on: .cilium(elsewhere: "an error")),
    ])
}

extension AuthoredValue {
  /// Requests by method and path.
  func httpMatch(_ log: inout DiagnosticLog) -> Located<HTTPMatch>? {
    guard let fields = fields(.httpMatch, &log) else { return nil }
    guard fields["method"] != nil || fields["path"] != nil else {
      log.report(
        finding(
          .missingField, "an HTTP rule needs a \"method\" or a \"path\"",
          help: "write `{method: GET, path: /v1/.*}`, or remove \"http\" to allow every request"))
      return nil
    }
    let method = fields["method"]?.httpMethod(&log)
    let path = fields["path"]?.httpPath(&log)
    guard (method == nil) == (fields["method"] == nil), (path == nil) == (fields["path"] == nil) else { return nil }
    return Located(HTTPMatch(method: method, path: path), at: place)
  }

  private func httpMethod(_ log: inout DiagnosticLog) -> String? {
    guard let method = text(&log)?.value else { return nil }
    guard method == method.uppercased(), !method.contains(where: \.isWhitespace) else {
      log.report(
        finding(
          .invalidValue, "HTTP methods are upper-case words, not \"\(method)\"",
          help: "did you mean \"\(method.uppercased().filter { !$0.isWhitespace })\"?"))
      return nil
    }
    if let fault = GoPattern.fault(in: method) {
      log.report(
        noPattern(
          "method", method, fault, help: "write one method, such as `method: GET`, or leave it out for every one"))
      return nil
    }
    return method
  }

  private func httpPath(_ log: inout DiagnosticLog) -> String? {
    guard let path = text(&log)?.value else { return nil }
    guard path.hasPrefix("/"), !path.contains(where: \.isWhitespace) else {
      log.report(
        finding(
          .invalidValue, "the path \"\(path)\" matches no request: paths start with \"/\" and have no spaces",
          help: "write a path or a regular expression for paths, such as /v1/.*"))
      return nil
    }
    if let fault = GoPattern.fault(in: path) {
      log.report(
        noPattern("path", path, fault, help: "write what stands for itself behind a backslash, such as `\\(`"))
      return nil
    }
    return path
  }

  /// One pattern that an agent cannot compile closes the whole policy that it stands in. (CILV-5)
  private func noPattern(_ field: String, _ text: String, _ fault: String, help: String) -> Diagnostic {
    finding(
      .invalidValue, "the \(field) \"\(text)\" is not a regular expression as Cilium takes them: \(fault)", help: help)
  }
}
