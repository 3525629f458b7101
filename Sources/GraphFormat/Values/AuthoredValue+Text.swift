import Diagnostics
import YAMLTree

extension AuthoredValue {
  /// Text that is text in every YAML reader, and not empty.
  func text(_ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = node.string else {
      log.report(wrongType(expected: "text", help: node.quotingHelp))
      return nil
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      log.report(finding(.invalidValue, "\(name) must not be empty", help: example.map { "write `\($0)`" }))
      return nil
    }
    return Located(text, at: node.span)
  }

  /// `true` or `false`, and none of the other words that some YAML readers take for them.
  func flag(_ log: inout DiagnosticLog) -> Located<Bool>? {
    guard let flag = node.boolean else {
      log.report(wrongType(expected: "true or false", help: "write true or false, in lower case and without quotes"))
      return nil
    }
    return Located(flag, at: node.span)
  }

  /// One of the words that `Choice` lists.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type, advice: String? = nil, _ log: inout DiagnosticLog
  ) -> Located<Choice>? {
    let words = Choice.allCases.map(\.rawValue)
    guard node.kind == .scalar else {
      log.report(wrongType(expected: words.quotedChoice))
      return nil
    }
    guard let choice = Choice(rawValue: text) else {
      log.report(
        finding(
          .invalidValue, "\(name) is \(words.quotedChoice), not \"\(text)\"",
          help: text.nearest(in: words).map { "did you mean \"\($0)\"?" } ?? advice))
      return nil
    }
    return Located(choice, at: node.span)
  }

  /// The name of a `thing` of the graph, such as a `tenant`: a DNS-1123 label. (LIM-1)
  func dnsLabel(of thing: String, _ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = node.string else {
      log.report(wrongType(expected: "the name of \(thing.withArticle)", help: node.quotingHelp))
      return nil
    }
    guard text.isDNSLabel else {
      log.report(
        finding(
          .invalidName,
          "\"\(text)\" is no name for \(thing.withArticle): names have 1 to 63 lower-case letters, digits and \"-\", and start and end with a letter or digit",
          help: text.correctedDNSLabel.map { "write \"\($0)\"" }))
      return nil
    }
    return Located(text, at: node.span)
  }

  /// A day, `2027-03-31`.
  func date(_ log: inout DiagnosticLog) -> Located<CalendarDate>? {
    guard node.kind == .scalar, !node.isNull else {
      log.report(wrongType(expected: "a date"))
      return nil
    }
    guard let date = CalendarDate(text) else {
      let help = text.correctedDate.map { "did you mean \($0)?" } ?? example.map { "write `\($0)`" }
      log.report(finding(.invalidValue, "\"\(text)\" is no day of the calendar in the form YYYY-MM-DD", help: help))
      return nil
    }
    return Located(date, at: node.span)
  }
}

extension YAMLNode {
  /// How to make text of a scalar that YAML takes for something else.
  var quotingHelp: String? {
    guard kind == .scalar, !isNull, let text else { return nil }
    return "quote it, so that every YAML reader takes it for text: \"\(text)\""
  }
}

extension String {
  /// `an environment`
  var withArticle: String { (first.map { "aeiou".contains($0) } ?? false) ? "an \(self)" : "a \(self)" }

  /// The day that a sloppy spelling means, such as `2027-3-1` or `2027/03/01`.
  fileprivate var correctedDate: CalendarDate? {
    guard utf8.count <= 10 else { return nil }
    let parts = split { "-/. ".contains($0) }.map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    return CalendarDate(year: year, month: month, day: day).flatMap { year >= 1000 ? $0 : nil }
  }
}

extension [String] {
  /// `"a", "b" or "c"`
  fileprivate var quotedChoice: String { map { "\"\($0)\"" }.sentenceList("or") }
}

extension AuthoredFields {
  /// The names in an optional list, each once.
  func names(_ field: String, of thing: String, _ log: inout DiagnosticLog) -> [Located<String>] {
    list(field, &log) { $0.dnsLabel(of: thing, &$1) }.unique(thing, \.self, &log)
  }
}

extension Array {
  /// The elements without those whose name came before, each of which is a finding.
  func unique(
    _ thing: String, _ name: (Element) -> Located<String>, _ log: inout DiagnosticLog
  ) -> [Element] {
    var firsts: [String: Span] = [:]
    return filter { element in
      let name = name(element)
      guard let first = firsts[name.value] else {
        firsts[name.value] = name.span
        return true
      }
      log.report(.duplicateName(name, of: thing, first: first))
      return false
    }
  }
}

extension Diagnostic {
  /// Two of `thing`, such as `tenant`, bear one name.
  static func duplicateName(_ name: Located<String>, of thing: String, first: Span) -> Diagnostic {
    Diagnostic(
      .duplicateName, "the \(thing) \"\(name.value)\" is there twice", at: name.span,
      notes: [Note("the first one is here", at: first)], help: "rename or remove one of them")
  }
}
