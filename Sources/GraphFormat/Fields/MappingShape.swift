/// The fields that one kind of mapping may have: what the reader accepts, and what messages show as an example.
struct MappingShape: Sendable {
  /// One field with a piece of YAML that shows how it is written.
  struct Field: Sendable {
    let name: String
    let isRequired: Bool
    let example: String

    static func required(_ name: String, _ example: String) -> Field {
      Field(name: name, isRequired: true, example: example)
    }

    static func optional(_ name: String, _ example: String) -> Field {
      Field(name: name, isRequired: false, example: example)
    }
  }

  /// What people call such a mapping, with its article: `a grant`.
  let title: String
  let fields: [Field]

  init(_ title: String, _ fields: [Field]) {
    self.title = title
    self.fields = fields
  }

  var names: [String] { fields.map(\.name) }

  subscript(name: String) -> Field? { fields.first { $0.name == name } }
}
