import YAMLTree

/// The definitions of a JSON Schema, each made when it is first referred to.
struct SchemaDefinitions {
  private var definitions: [String: YAMLValue] = [:]

  /// All of them, sorted by name.
  var schema: YAMLValue {
    .mapping(definitions.sorted { $0.key < $1.key }.map { YAMLValue.Entry($0.key, $0.value) })
  }

  static func reference(to name: String) -> YAMLValue { ["$ref": .string("#/$defs/\(name)")] }

  private mutating func define(_ name: String, _ make: (inout SchemaDefinitions) -> YAMLValue) -> YAMLValue {
    if definitions[name] == nil {
      definitions[name] = true  // Taken while it is made, so that no definition is made twice.
      definitions[name] = make(&self)
    }
    return Self.reference(to: name)
  }

  // MARK: Mappings

  @discardableResult mutating func define(_ shape: MappingShape) -> YAMLValue {
    define(shape.id) { .mapping($0.entries(of: shape)) }
  }

  private mutating func entries(of shape: MappingShape) -> [YAMLValue.Entry] {
    var entries = [YAMLValue.Entry("type", "object")]
    let required = shape.fields.filter(\.isRequired).map { YAMLValue.string($0.name) }
    if !required.isEmpty { entries.append(YAMLValue.Entry("required", .sequence(required))) }
    entries += shape.rule?.schema ?? []
    entries.append(YAMLValue.Entry("additionalProperties", false))
    var properties: [YAMLValue.Entry] = []
    for field in shape.fields {
      // A key with nothing behind it counts as absent, unless its presence decides something.
      let schema = schema(of: field.form)
      let isNullable = !field.isRequired && shape.rule?.isAboutPresence != true
      let described = isNullable ? ["anyOf": [schema, ["type": "null"]]] : schema
      properties.append(YAMLValue.Entry(field.name, described.described(as: field.description)))
    }
    return entries + [YAMLValue.Entry("properties", .mapping(properties))]
  }

  // MARK: Values

  private mutating func schema(of form: ValueForm) -> YAMLValue {
    switch form {
    case .text(let text): define(text.rawValue) { _ in text.schema }
    case .choice(let words): ["enum": .sequence(words.map { .string($0) })]
    case .flag: ["type": "boolean"]
    case .mark: ["enum": [true]]
    case .portNumber: PortNotation.portNumber
    case .port: define("port") { _ in PortNotation.port }
    case .portReference: define("portReference") { _ in PortNotation.portReference }
    case .reference(let place): define("reference-\(place.id)") { $0.schema(of: place) }
    case .selector: define("selector") { $0.selector() }
    case .mapping(let shape): define(shape)
    case .map(let keys, let values, let mayBeEmpty): map(keys, values, mayBeEmpty: mayBeEmpty)
    case .list(let element, let mayBeEmpty, let isSet): list(element, mayBeEmpty: mayBeEmpty, isSet: isSet)
    case .either(let scalar, let collection): either(scalar, or: collection)
    }
  }

  private mutating func list(_ element: ValueForm, mayBeEmpty: Bool, isSet: Bool) -> YAMLValue {
    .fields([
      "type": "array", "minItems": mayBeEmpty ? nil : 1, "uniqueItems": isSet ? true : nil,
      "items": schema(of: element),
    ])
  }

  private mutating func map(_ keys: TextForm?, _ values: ValueForm, mayBeEmpty: Bool) -> YAMLValue {
    .fields([
      "type": "object", "minProperties": mayBeEmpty ? nil : 1, "propertyNames": keys.map { schema(of: .text($0)) },
      "additionalProperties": schema(of: values),
    ])
  }

  private mutating func either(_ scalar: ValueForm, or collection: ValueForm) -> YAMLValue {
    let type: YAMLValue = if case .list = collection { "array" } else { "object" }
    return ["if": ["type": type], "then": schema(of: collection), "else": schema(of: scalar)]
  }

  // MARK: References and selectors

  /// A name, or a mapping with the fields of the forms that the place takes.
  private mutating func schema(of place: ReferencePlace) -> YAMLValue {
    let choices = place.forms.compactMap(\.field)
    let shape = MappingShape.reference
    let known = shape.fields.filter { choices.contains($0.name) || $0.name == "except" && choices.contains("cidr") }
    let properties = known.map { field in
      YAMLValue.Entry(field.name, schema(of: field.form).described(as: field.description))
    }
    let oneChoice = YAMLValue.mapping(MappingShape.Rule.exactlyOne(choices).schema)
    let exceptions: YAMLValue = ["if": ["not": ["required": ["cidr"]]], "then": ["properties": ["except": false]]]
    return [
      "description": .string(
        "a tenant, a workload (tenant/workload), every tenant (\"*\"), or a mapping with one of: "
          + choices.joined(separator: ", ")),
      "type": ["string", "object"], "pattern": .string("^(?:\\*|\(TextForm.label)(?:/\(TextForm.label))?)$"),
      "properties": .mapping(properties), "additionalProperties": false,
      "if": ["type": "object"],
      "then": choices.contains("cidr") ? ["allOf": [oneChoice, exceptions]] : oneChoice,
    ]
  }

  /// Labels in the short form, or the full form of Kubernetes; with at least one condition. (NPV-11)
  private mutating func selector() -> YAMLValue {
    [
      "description": "labels that all have to match, such as {app: shop}, or matchLabels and matchExpressions",
      "type": "object", "minProperties": 1,
      "if": ["anyOf": [["required": ["matchLabels"]], ["required": ["matchExpressions"]]]], "then": define(.selector),
      "else": schema(of: .labels),
    ]
  }
}
