import PolicyModel
import YAMLTree

extension LabelSelector {
  /// The selector as Kubernetes writes it. Without requirements it is `{}`, everything.
  var object: YAMLValue { requirements.selectorObject { $0 } }
}

extension Sequence<LabelRequirement> {
  /// `matchLabels` for the keys with one value, `matchExpressions` for the rest.
  /// `written` says how a label key is spelled in this selector.
  func selectorObject<Failure: Error>(key written: (String) throws(Failure) -> String) throws(Failure) -> YAMLValue {
    var labels: [YAMLValue.Entry] = []
    var expressions: [YAMLValue] = []
    for requirement in self {
      let key = try written(requirement.key)
      if let value = requirement.onlyValue, !labels.contains(where: { $0.key == key }) {
        labels.append(YAMLValue.Entry(key, .string(value)))
      } else {
        expressions += requirement.condition.expressions(on: key)
      }
    }
    return .fields([
      "matchLabels": labels.isEmpty ? nil : .mapping(labels),
      "matchExpressions": expressions.isEmpty ? nil : .sequence(expressions),
    ])
  }
}

extension LabelRequirement.Condition {
  /// The condition as `matchExpressions`. An empty list of values, which servers refuse, is spelled out. (NPV-11)
  fileprivate func expressions(on key: String) -> [YAMLValue] {
    func expression(_ operator: String, _ values: [String]? = nil) -> YAMLValue {
      .fields([
        "key": .string(key), "operator": .string(`operator`),
        "values": values.map { .sequence($0.map { .string($0) }) },
      ])
    }
    switch self {
    case .isIn(let values) where values.isEmpty: return [expression("Exists"), expression("DoesNotExist")]
    case .isNotIn(let values) where values.isEmpty: return []
    case .isIn(let values): return [expression("In", values)]
    case .isNotIn(let values): return [expression("NotIn", values)]
    case .exists: return [expression("Exists")]
    case .doesNotExist: return [expression("DoesNotExist")]
    }
  }
}
