/// The fields that one kind of mapping may have: what the reader accepts, what messages show as an example, what the
/// JSON Schema says and what the documentation lists.
struct MappingShape: Sendable {
  /// How the presence of some fields depends on each other.
  enum Rule: Sendable {
    case exactlyOne([String])
    case atLeastOne([String])
    /// At least one is there and has something in it.
    case somethingIn([String])
    /// `values` belongs to some values of `operator` only.
    case operatorDecidesValues
  }

  /// The name of its definition in the JSON Schema.
  let id: String
  /// What people call such a mapping, with its article: `a grant`.
  let title: String
  let fields: [Field]
  let rule: Rule?

  init(_ id: String, _ title: String, rule: Rule? = nil, _ fields: [Field]) {
    self.id = id
    self.title = title
    self.fields = fields
    self.rule = rule
  }

  var names: [String] { fields.map(\.name) }

  subscript(name: String) -> Field? { fields.first { $0.name == name } }
}

extension MappingShape {
  /// One field, with a piece of YAML that shows how it is written.
  struct Field: Sendable {
    let name: String
    let form: ValueForm
    let isRequired: Bool
    /// What a missing field means; for a required one, nothing.
    let absence: String
    let meaning: String
    let example: String
    let support: Support

    static func required(
      _ name: String, _ form: ValueForm, _ meaning: String, example: String, on support: Support = .everywhere
    ) -> Field {
      Field(
        name: name, form: form, isRequired: true, absence: "", meaning: meaning, example: example, support: support)
    }

    static func optional(
      _ name: String, _ form: ValueForm, default absence: String, _ meaning: String, example: String,
      on support: Support = .everywhere
    ) -> Field {
      Field(
        name: name, form: form, isRequired: false, absence: absence, meaning: meaning, example: example,
        support: support)
    }
  }

  /// On which clusters a field has its effect.
  enum Support: Sendable {
    case everywhere
    /// With `enforcement: cilium`; elsewhere it is what the text says: `an error`.
    case cilium(elsewhere: String)
    case kubernetes(elsewhere: String)
    /// Where something can deny: with `enforcement: cilium`, or with ClusterNetworkPolicy.
    case denying(elsewhere: String)
  }
}
