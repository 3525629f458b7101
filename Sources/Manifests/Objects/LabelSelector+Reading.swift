import PolicyModel
import YAMLTree

/// A requirement with its place and the way it was written.
struct WrittenRequirement {
  let requirement: LabelRequirement
  /// Whether it stood in `matchLabels`.
  let isLabel: Bool
  let node: YAMLNode
}

/// How an API checks selectors.
struct SelectorRules {
  /// The rule that a message cites.
  let rule: String
  /// The part of a key that must be a qualified name; nil when the key is not valid at all.
  let name: @Sendable (String) -> String?

  static let kubernetes = SelectorRules(rule: "NPV-11") { $0 }
  /// A key may name its source first. (CILV-9)
  static let cilium = SelectorRules(rule: "CILV-9") { key in
    guard let colon = key.utf8.firstIndex(of: UInt8(ascii: ":")) else { return key }
    let source = key[..<colon]
    return source.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
      ? String(key[key.index(after: colon)...]) : nil
  }
}

extension LabelSelector {
  /// A selector of the Kubernetes API. An absent one matches everything. (NP-1)
  init(reading node: YAMLNode?, _ what: String, _ findings: inout ObjectFindings) {
    guard let node else {
      self = .everything
      return
    }
    self.init(Self.requirements(node, what, .kubernetes, &findings).map(\.requirement))
  }

  private static let names = ["matchLabels", "matchExpressions"]

  /// The requirements as written, in the order of the text.
  static func requirements(
    _ node: YAMLNode, _ what: String, _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> [WrittenRequirement] {
    guard let fields = ObjectFields(node, names, of: what, &findings) else { return [] }
    var result: [WrittenRequirement] = []
    if let labels = fields["matchLabels"] {
      if labels.kind != .mapping { findings.refuse("\"matchLabels\" must be a mapping", rules.rule, at: labels) }
      for (key, value) in labels.entries {
        result += label(key, value, rules, &findings)
      }
    }
    if let expressions = findings.list(fields["matchExpressions"], "matchExpressions") {
      for expression in expressions { result += self.expression(expression, rules, &findings) }
    }
    if result.isEmpty { findings.explainLoss(of: fields, "the selector matches everything (NP-16)") }
    return result
  }

  private static func label(
    _ key: YAMLNode, _ value: YAMLNode, _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> [WrittenRequirement] {
    guard let name = checkedKey(key, rules, &findings) else { return [] }
    if value.isNull, findings.refusesNull {
      findings.refuse("\"\(name)\" may not be null", "CILV-13", at: key, help: "write \"\" for an empty value")
      return []
    }
    let text = value.isNull ? "" : checkedValue(value, rules, &findings)
    guard let text else { return [] }
    return [WrittenRequirement(requirement: LabelRequirement(name, equals: text), isLabel: true, node: key)]
  }

  private static let expressionNames = ["key", "operator", "values"]

  private static func expression(
    _ node: YAMLNode, _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> [WrittenRequirement] {
    guard let fields = ObjectFields(node, expressionNames, of: "a match expression", &findings) else { return [] }
    guard let keyNode = fields["key"], let key = checkedKey(keyNode, rules, &findings) else {
      if fields["key"] == nil { findings.refuse("a match expression needs a \"key\"", rules.rule, at: node) }
      return []
    }
    var values: [String] = []
    if let elements = findings.list(fields["values"], "values") {
      for element in elements {
        guard let value = checkedValue(element, rules, &findings) else { return [] }
        values.append(value)
      }
    }
    guard let condition = condition(fields, values, rules, &findings) else { return [] }
    return [WrittenRequirement(requirement: LabelRequirement(key, condition), isLabel: false, node: node)]
  }

  private static func condition(
    _ fields: ObjectFields, _ values: [String], _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> LabelRequirement.Condition? {
    let name = fields["operator"]?.text ?? ""
    switch name {
    case "In", "NotIn":
      guard !values.isEmpty else {
        findings.refuse("the operator \"\(name)\" needs at least one value", rules.rule, at: fields.node)
        return nil
      }
      return name == "In" ? .isIn(values) : .isNotIn(values)
    case "Exists", "DoesNotExist":
      guard values.isEmpty else {
        findings.refuse("the operator \"\(name)\" takes no values", rules.rule, at: fields["values"] ?? fields.node)
        return nil
      }
      return name == "Exists" ? .exists : .doesNotExist
    default:
      findings.refuse(
        "a selector has the operators In, NotIn, Exists and DoesNotExist, not \"\(name)\"", rules.rule,
        at: fields["operator"] ?? fields.node)
      return nil
    }
  }

  private static func checkedKey(
    _ node: YAMLNode, _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> String? {
    guard let key = node.text, rules.name(key)?.isQualifiedName == true else {
      findings.refuse("\"\(node.text ?? "")\" is not a label key", rules.rule, at: node)
      return nil
    }
    if node.isDisputedKey { findings.refuseDisputed(node) }
    return key
  }

  private static func checkedValue(
    _ node: YAMLNode, _ rules: SelectorRules, _ findings: inout ObjectFindings
  ) -> String? {
    guard let value = findings.text(node, "a label value", rules.rule) else { return nil }
    guard value.isLabelValue else {
      findings.refuse("\"\(value)\" is not a label value", rules.rule, at: node)
      return nil
    }
    return value
  }
}
