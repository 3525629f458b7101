/// What may stand as the value of a field.
indirect enum ValueForm: Sendable {
  case text(TextForm)
  /// One of a few words.
  case choice([String])
  case flag
  /// `true`, and nothing else.
  case mark
  case portNumber
  /// A port, or a range of them, with its protocol.
  case port
  /// A port by name or by number.
  case portReference
  case reference(ReferencePlace)
  case selector
  case mapping(MappingShape)
  /// Pairs whose keys people choose; nil for keys of any kind.
  case map(keys: TextForm?, ValueForm, mayBeEmpty: Bool)
  /// Elements; those of a set are all different.
  case list(ValueForm, mayBeEmpty: Bool, isSet: Bool)
  /// A scalar, or the collection that says more.
  case either(ValueForm, or: ValueForm)

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> ValueForm {
    .choice(Choice.allCases.map(\.rawValue))
  }

  static func list(_ element: ValueForm) -> ValueForm { .list(element, mayBeEmpty: true, isSet: false) }

  static func nonemptyList(_ element: ValueForm) -> ValueForm { .list(element, mayBeEmpty: false, isSet: false) }

  /// Names, each once.
  static let names = ValueForm.list(.text(.name), mayBeEmpty: true, isSet: true)
  static let nonemptyNames = ValueForm.list(.text(.name), mayBeEmpty: false, isSet: true)
  static let labels = ValueForm.map(keys: .labelKey, .text(.labelValue), mayBeEmpty: true)
  /// Environments of an edge: by name, or from one to another.
  static let environmentPairs = ValueForm.nonemptyList(.either(.text(.name), or: .mapping(.environmentPair)))
}

/// Text that follows rules. The raw value is the name of its definition in the JSON Schema.
enum TextForm: String, Sendable, CaseIterable {
  case text, name, workloadName, portName, date, ciliumVersion
  case addressBlock, address, domain
  case labelKey, labelValue
  case httpMethod, httpPath
  case serviceAccount, folder, serverURL
}
