import Diagnostics
import Foundation
import GraphFormat

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

  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Whether python3 with jsonschema and pyyaml is at hand.
  static let isAvailable = (try? run(["-c", "import jsonschema, yaml"])) != nil

  static func results(for files: [URL], schema: GraphSchema = GraphSchema()) throws -> [Result] {
    let file = FileManager.default.temporaryDirectory.appending(path: "easement-schema-\(UUID().uuidString).json")
    try Data(schema.text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let script = repository.appending(path: "scripts/json-schema-errors").path
    return try JSONDecoder().decode([Result].self, from: try run([script, file.path] + files.map(\.path)))
  }

  private struct Failure: Error { let status: Int32 }

  private static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return data
  }
}
