import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let selector = MappingShape(
    "fullSelector", "a selector", rule: .somethingIn(["matchLabels", "matchExpressions"]),
    [
      .optional(
        "matchLabels", .labels, default: "none", "labels that all have to match", example: "matchLabels: {app: shop}"),
      .optional(
        "matchExpressions", .list(.mapping(.labelExpression)), default: "none", "conditions that all have to hold",
        example: "matchExpressions: [{key: app, operator: In, values: [shop]}]"),
    ])

  static let labelExpression = MappingShape(
    "labelExpression", "an expression on labels", rule: .operatorDecidesValues,
    [
      .required("key", .text(.labelKey), "the label's key", example: "key: app"),
      .required(
        "operator", .choice(of: LabelOperator.self),
        "`In` and `NotIn` compare with `values`; `Exists` and `DoesNotExist` have none", example: "operator: In"),
      .optional(
        "values", .list(.text(.labelValue)), default: "none; required with `In` and `NotIn`",
        "the values to compare with", example: "values: [shop]"),
    ])
}

/// The operators of `matchExpressions`. (NPV-11)
enum LabelOperator: String, CaseIterable {
  case isIn = "In"
  case isNotIn = "NotIn"
  case exists = "Exists"
  case doesNotExist = "DoesNotExist"

  var takesValues: Bool { self == .isIn || self == .isNotIn }
}

extension AuthoredValue {
  /// A selector with at least one condition, in the short form `{app: shop}` or in the form of Kubernetes.
  ///
  /// Nil when any condition cannot be read: the others alone would select more than was meant.
  func selector(_ log: inout DiagnosticLog) -> Located<LabelSelector>? {
    guard node.kind == .mapping else {
      log.report(wrongType(expected: "a map of labels", help: "write `{app: shop}`"))
      return nil
    }
    var findings = DiagnosticLog()
    let requirements = isFullSelector ? fullSelector(&findings) : labelRequirements(&findings)
    log.report(contentsOf: findings.sorted)
    guard !findings.hasErrors else { return nil }
    guard !requirements.isEmpty else {
      log.report(
        finding(
          .invalidSelector, "\(name) without a condition would select everything",
          help: "name at least one label, such as `{app: shop}`"))
      return nil
    }
    return Located(LabelSelector(requirements), at: place)
  }

  /// Labels as `key: value` pairs. (LIM-3)
  func labels(_ log: inout DiagnosticLog) -> Labels {
    Labels(
      pairs(&log) { key, value, log in
        let (key, value) = (key.labelKey(&log), value.labelValue(&log))
        guard let key, let value else { return nil }
        return (key: key, value: value)
      })
  }

  private var isFullSelector: Bool {
    node.entries.contains { $0.key.hasText("matchLabels") || $0.key.hasText("matchExpressions") }
  }

  private func fullSelector(_ log: inout DiagnosticLog) -> [LabelRequirement] {
    guard let fields = fields(.selector, &log) else { return [] }
    let labels = fields["matchLabels"]?.labelRequirements(&log) ?? []
    return labels + fields.list("matchExpressions", &log) { $0.expression(&$1) }
  }

  private func labelRequirements(_ log: inout DiagnosticLog) -> [LabelRequirement] {
    labels(&log).pairs.map { LabelRequirement($0.key, equals: $0.value) }
  }

  private func expression(_ log: inout DiagnosticLog) -> LabelRequirement? {
    guard let fields = fields(.labelExpression, &log) else { return nil }
    let key = fields["key"]?.labelKey(&log)
    let operation = fields["operator"]?.choice(of: LabelOperator.self, &log)?.value
    let values = fields.list("values", &log) { $0.labelValue(&$1) }
    guard let key, let operation else { return nil }
    let takesValues = operation.takesValues
    guard takesValues != (fields["values"]?.isEmptyList ?? true) else {
      let rule = takesValues ? "needs at least one value" : "has no values"
      log.report(
        (fields["values"] ?? self).finding(
          .invalidSelector, "the operator \"\(operation.rawValue)\" \(rule)",
          help: takesValues ? "add `values: [shop]`" : "remove \"values\""))
      return nil
    }
    return switch operation {
    case .isIn: LabelRequirement(key, .isIn(values))
    case .isNotIn: LabelRequirement(key, .isNotIn(values))
    case .exists: LabelRequirement(key, .exists)
    case .doesNotExist: LabelRequirement(key, .doesNotExist)
    }
  }

  private var isEmptyList: Bool { node.elements.underestimatedCount == 0 }

  private func labelKey(_ log: inout DiagnosticLog) -> String? {
    labelText("a label's key", fault: \.labelKeyFault, &log)
  }

  private func labelValue(_ log: inout DiagnosticLog) -> String? {
    labelText("a label's value", fault: \.labelValueFault, &log)
  }

  private func labelText(_ title: String, fault: (String) -> String?, _ log: inout DiagnosticLog) -> String? {
    guard let text = node.string else {
      log.report(wrongType(expected: "text", help: node.isNull ? "write \"\" for an empty value" : node.quotingHelp))
      return nil
    }
    if let fault = fault(text) {
      log.report(
        finding(
          .invalidSelector, "\"\(text)\" cannot be \(title): \(fault)",
          help: text.isReservedByCilium
            ? "select by a label of the pods' own, such as `app`; `namespaces` of a workload says where it runs"
            : "Kubernetes accepts no others, so nothing in a cluster bears this one"))
      return nil
    }
    return text
  }
}
