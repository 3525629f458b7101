import YAMLTree

extension MappingShape.Rule {
  /// Whether a field that is there without a value would count.
  var isAboutPresence: Bool {
    switch self {
    case .exactlyOne, .atLeastOne: true
    case .somethingIn, .operatorDecidesValues: false
    }
  }

  /// The keywords that say it.
  var schema: [YAMLValue.Entry] {
    switch self {
    case .exactlyOne(let names): [YAMLValue.Entry("oneOf", .sequence(names.map { ["required": [.string($0)]] }))]
    case .atLeastOne(let names): [YAMLValue.Entry("anyOf", .sequence(names.map { ["required": [.string($0)]] }))]
    case .somethingIn(let names): [YAMLValue.Entry("anyOf", .sequence(names.map(Self.nonempty)))]
    case .operatorDecidesValues: [YAMLValue.Entry("allOf", .sequence(Self.valuesByOperator))]
    }
  }

  private static func nonempty(_ field: String) -> YAMLValue {
    [
      "required": [.string(field)],
      "properties": .mapping([
        YAMLValue.Entry(field, ["type": ["object", "array"], "minProperties": 1, "minItems": 1])
      ]),
    ]
  }

  private static var valuesByOperator: [YAMLValue] {
    func operators(_ takesValues: Bool) -> YAMLValue {
      let words = LabelOperator.allCases.filter { $0.takesValues == takesValues }.map { YAMLValue.string($0.rawValue) }
      return ["properties": ["operator": ["enum": .sequence(words)]], "required": ["operator"]]
    }
    return [
      [
        "if": operators(true),
        "then": ["required": ["values"], "properties": ["values": ["type": "array", "minItems": 1]]],
      ],
      ["if": operators(false), "then": ["properties": ["values": ["maxItems": 0]]]],
    ]
  }
}

extension MappingShape.Field {
  /// Meaning, default and example, as an editor shows them.
  var description: String {
    let sentences = [
      meaning.capitalizedSentence, absence.isEmpty ? nil : "Default: \(absence).", support.sentence,
      "Example: `\(example)`",
    ]
    return sentences.compactMap(\.self).joined(separator: "\n\n")
  }
}

extension MappingShape.Support {
  fileprivate var sentence: String? {
    switch self {
    case .everywhere: nil
    case .cilium(let elsewhere): "Needs `enforcement: cilium`; elsewhere \(elsewhere)."
    case .kubernetes(let elsewhere): "Needs `enforcement: kubernetes`; elsewhere \(elsewhere)."
    case .denying(let elsewhere): "Needs `enforcement: cilium` or ClusterNetworkPolicy; elsewhere \(elsewhere)."
    }
  }
}

extension TextForm {
  var schema: YAMLValue {
    ["description": .string(explanation), "type": "string", "pattern": .string(pattern)]
  }
}

extension YAMLValue {
  /// The schema with a description of its own, which comes first.
  func described(as text: String) -> YAMLValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping([Entry("description", .string(text))] + entries.filter { $0.key != "description" })
  }
}

extension String {
  /// The text with a capital at its start and a full stop at its end.
  fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
