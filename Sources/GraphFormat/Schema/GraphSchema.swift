import YAMLTree

/// The JSON Schema (draft 2020-12) of the authored documents, for editors.
///
/// It is made of the shapes that the reader uses, so that the two cannot know different fields. It sees one document at a
/// time: names, and everything that documents say about each other, are left to `easement check`.
public struct GraphSchema: Sendable {
  private let schema: YAMLValue

  /// - Parameter kind: the only kind that the schema admits; nil for all of them.
  public init(of kind: GraphKind? = nil) {
    let kinds = kind.map { [$0] } ?? GraphKind.allCases
    var definitions = SchemaDefinitions()
    for kind in kinds { definitions.define(kind.shape) }
    schema = .mapping(Self.root(kinds) + [YAMLValue.Entry("$defs", definitions.schema)])
  }

  /// The schema as JSON; always the same bytes.
  public var text: String { schema.json }

  private static func root(_ kinds: [GraphKind]) -> [YAMLValue.Entry] {
    let names = kinds.map { YAMLValue.string($0.rawValue) }
    let branches = kinds.map { kind -> YAMLValue in
      [
        "if": ["properties": ["kind": ["const": .string(kind.rawValue)]], "required": ["kind"]],
        "then": SchemaDefinitions.reference(to: kind.rawValue),
      ]
    }
    return [
      YAMLValue.Entry("$schema", "https://json-schema.org/draft/2020-12/schema"),
      YAMLValue.Entry("title", .string("\(AuthoredDocument.version) (Easement)")),
      YAMLValue.Entry("type", "object"),
      YAMLValue.Entry("required", ["apiVersion", "kind"]),
      YAMLValue.Entry(
        "properties", ["apiVersion": ["enum": [.string(AuthoredDocument.version)]], "kind": ["enum": .sequence(names)]]),
      YAMLValue.Entry("allOf", .sequence(branches)),
    ]
  }
}
