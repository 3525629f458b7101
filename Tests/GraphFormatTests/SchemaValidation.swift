import Diagnostics
import Foundation
import GraphFormat
import TestSupport

/// What a JSON Schema validator that knows nothing of Easement says about files.
struct SchemaValidation {
  struct Result: Decodable {
    let path: String
    /// Whether this is YAML at all.
    let isReadable: Bool
    let errors: [Fault]
  }

  struct Fault: Decodable {
    /// Lines and columns.
    let places: [[Int]]
    let message: String
    let start: [Int]
    let end: [Int]

    func isAbout(_ position: Position) -> Bool { places.contains([position.line, position.column]) }

    func covers(_ position: Position) -> Bool {
      let (first, last) = (Position(line: start[0], column: start[1]), Position(line: end[0], column: end[1]))
      return (first...max(first, last)).contains(position)
    }
  }

  /// Whether python3 with jsonschema and pyyaml is at hand.
  static let isAvailable = Python.has("jsonschema", "yaml")

  static func results(for files: [URL], schema: GraphSchema = GraphSchema()) throws -> [Result] {
    let file = FileManager.default.temporaryDirectory.appending(path: "easement-schema-\(UUID().uuidString).json")
    try Data(schema.text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try Python.run(
      [Repository.folder("scripts/json-schema-errors").path, file.path] + files.map(\.path))
    guard run.status == 0 else { throw Failure(status: run.status) }
    return try JSONDecoder().decode([Result].self, from: run.output)
  }

  private struct Failure: Error { let status: Int32 }
}
