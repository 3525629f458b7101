import Diagnostics
import Foundation
import Testing

@testable import GraphFormat

/// The schema as a text.
@Suite struct GraphSchemaTests {
  @Test func everyFieldIsDescribed() throws {
    let definitions = try Self.definitions(of: GraphSchema())
    for shape in MappingShape.allOfGraph {
      let definition = try #require(definitions[shape.id] as? [String: Any], "\(shape.id)")
      let properties = try #require(definition["properties"] as? [String: [String: Any]])
      #expect(properties.keys.sorted() == shape.names.sorted(), "\(shape.id)")
      #expect((definition["required"] as? [String] ?? []) == shape.fields.filter(\.isRequired).map(\.name))
      #expect(definition["additionalProperties"] as? Bool == false)
      for field in shape.fields {
        let description = try #require(properties[field.name]?["description"] as? String)
        #expect(description.contains(field.example))
        #expect(description.hasPrefix(field.meaning.prefix(1).uppercased()))
        #expect(field.example.hasPrefix("\(field.name): "), "\(shape.id): \(field.example)")
      }
    }
  }

  /// What the agreement of schema and reader is tested with leaves no field out.
  @Test func validGraphHasEveryField() {
    let text = String(decoding: ValidGraph.platform.bytes + ValidGraph.tenant.bytes, as: UTF8.self)
    for shape in MappingShape.allOfGraph + [.reference] {
      for name in shape.names { #expect(text.contains("\(name):"), "\(shape.id) \(name)") }
    }
  }

  @Test func definitionsAreAllUsed() throws {
    let text = GraphSchema().text
    for name in try Self.definitions(of: GraphSchema()).keys {
      #expect(text.contains("\"#/$defs/\(name)\""), "\(name)")
    }
  }

  @Test func oneKindHasNothingOfTheOther() throws {
    let definitions = try Self.definitions(of: GraphSchema(of: .tenant))
    #expect(definitions["Tenant"] != nil)
    #expect(definitions["Platform"] == nil && definitions["cluster"] == nil)
  }

  @Test func textIsTheSameEachTime() {
    #expect(GraphSchema().text == GraphSchema().text)
    #expect(GraphSchema().text.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"))
  }

  private static func definitions(of schema: GraphSchema) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(schema.text.utf8)) as? [String: Any]
    return try #require(object?["$defs"] as? [String: Any])
  }
}

extension MappingShape {
  /// Every shape that a document of the graph may hold, but for references, of which each place has its own.
  static var allOfGraph: [MappingShape] {
    var found: [MappingShape] = []
    for kind in GraphKind.allCases { kind.shape.collect(into: &found) }
    return found
  }

  fileprivate func collect(into found: inout [MappingShape]) {
    guard !found.contains(where: { $0.id == id }) else { return }
    found.append(self)
    for field in fields { field.form.collect(into: &found) }
  }
}

extension ValueForm {
  fileprivate func collect(into found: inout [MappingShape]) {
    switch self {
    case .mapping(let shape): shape.collect(into: &found)
    case .list(let element, _, _): element.collect(into: &found)
    case .map(_, let values, _): values.collect(into: &found)
    case .either(_, let collection): collection.collect(into: &found)
    case .selector: MappingShape.selector.collect(into: &found)
    default: break
    }
  }
}
