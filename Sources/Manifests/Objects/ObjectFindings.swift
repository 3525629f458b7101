import Diagnostics
import YAMLTree

/// What is wrong with one object, and whether it counts in spite of that.
struct ObjectFindings {
  /// How a message names the object: `NetworkPolicy "shop/default-deny"`.
  let subject: String
  /// Custom resources may not say null where a list or an object belongs; built-in kinds drop it. (NP-43, CILV-13)
  let refusesNull: Bool
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether the server or the agent would refuse the object, so that it has no effect.
  private(set) var isRefused = false
  /// Whether the object names others before they are known, and has to be read again.
  private(set) var lacksReferences = false
  /// Those of the findings that say that nobody can tell from here what the object does.
  private(set) var questions: [OpenQuestion] = []

  init(_ subject: String, refusesNull: Bool = false) {
    self.subject = subject
    self.refusesNull = refusesNull
  }

  /// What the object may refer to.
  mutating func resolved(_ references: ClusterReferences?) -> ClusterReferences {
    if references == nil { lacksReferences = true }
    return references ?? .none
  }

  /// The object breaks `rule` and has no effect in a cluster.
  mutating func refuse(_ message: String, _ rule: String?, at node: YAMLNode, help: String? = nil) {
    isRefused = true
    diagnostics.append(
      Diagnostic(.invalidObject, rule.map { "\(message) (\($0))" } ?? message, at: node.span, help: help))
  }

  /// A key that is `true` to some clients and text to others.
  mutating func refuseDisputed(_ key: YAMLNode) {
    let text = key.text ?? ""
    refuse("the key \"\(text)\" is a boolean to some readers", nil, at: key, help: "put it in quotes: \"\(text)\"")
  }

  /// The object counts, but what it does depends on who reads it.
  mutating func warn(
    _ message: String, _ rule: String, at node: YAMLNode, code: DiagnosticCode = .semanticsDependent,
    help: String? = nil
  ) {
    diagnostics.append(Diagnostic(code, "\(message) (\(rule))", at: node.span, severity: .warning, help: help))
  }

  /// Tools that apply objects again and again need a name to find them by.
  ///
  /// - Parameter isManaged: whether the object says that it was compiled, and compiled objects have names.
  mutating func reportGeneratedName(_ prefix: YAMLNode, isManaged: Bool) {
    diagnostics.append(
      Diagnostic(
        .invalidObject, "\(subject) needs a name: `kubectl apply` and kustomize refuse \"generateName\"",
        at: prefix.span,
        severity: isManaged ? .error : .warning, help: "write `name: …`"))
  }

  /// The object counts as far as it can be judged, and nobody can tell from what was read whether it does more.
  mutating func leaveOpen(_ message: String, _ rule: String, at node: YAMLNode, help: String) {
    warn(message, rule, at: node, help: help)
    if let finding = diagnostics.last { questions.append(OpenQuestion(finding, rule: rule)) }
  }

  /// Part of the object means something that the model has no place for.
  mutating func leaveOut(_ message: String, _ rule: String, at node: YAMLNode) {
    diagnostics.append(
      Diagnostic(
        .unmodelledField, "\(message) (\(rule))", at: node.span, help: "the result leaves this part of the policy out"))
  }

  /// Adds to the findings about keys that are no fields what the mapping means on a server that drops them. (NP-42)
  mutating func explainLoss(of fields: ObjectFields, _ words: @autoclosure () -> String?) {
    guard !fields.unknown.isEmpty, let words = words() else { return }
    let spans = Set(fields.unknown.map(\.span))
    diagnostics = diagnostics.map { finding in
      guard finding.code == .unknownObjectField, let span = finding.span, spans.contains(span) else { return finding }
      return Diagnostic(
        finding.code, finding.message, at: span, severity: finding.severity,
        notes: finding.notes + [Note("without it, \(words)")], help: finding.help)
    }
  }

  mutating func reportUnknownField(_ key: YAMLNode, of what: String, known: [String]) {
    let name = key.text ?? ""
    let help =
      name.nearest(in: known).map { "did you mean \"\($0)\"?" }
      ?? "the fields here are \(known.sorted().map { "\"\($0)\"" }.joined(separator: ", "))"
    diagnostics.append(
      Diagnostic(
        .unknownObjectField,
        "\"\(name)\" is not a field of \(what), and a server that does not check drops it (NP-42)", at: key.span,
        help: help))
  }
}

// MARK: Values of a given type

extension ObjectFindings {
  /// The elements of a list; nil when the field is absent or not a list.
  mutating func list(_ node: YAMLNode?, _ name: String) -> [YAMLNode]? {
    guard let node else { return nil }
    guard node.kind == .sequence else {
      refuse("\"\(name)\" must be a list", nil, at: node)
      return nil
    }
    return Array(node.elements)
  }

  /// Text that every YAML reader takes for text; nil when the field is absent or something else.
  mutating func text(_ node: YAMLNode?, _ name: String, _ rule: String? = nil) -> String? {
    guard let node else { return nil }
    guard let text = node.string else {
      let help = node.text.map { "put it in quotes: \"\($0)\"" }
      refuse("\"\(name)\" must be text", rule, at: node, help: help)
      return nil
    }
    return text
  }

  mutating func integer(_ node: YAMLNode?, _ name: String, _ range: ClosedRange<Int>, _ rule: String) -> Int? {
    guard let node else { return nil }
    guard let number = node.serverInteger, range.contains(number) else {
      refuse("\"\(name)\" must be a number from \(range.lowerBound) to \(range.upperBound)", rule, at: node)
      return nil
    }
    return number
  }

  mutating func boolean(_ node: YAMLNode?, _ name: String) -> Bool? {
    guard let node else { return nil }
    guard let flag = node.serverBoolean else {
      refuse("\"\(name)\" must be true or false", nil, at: node)
      return nil
    }
    return flag
  }
}
