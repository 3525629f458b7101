import Diagnostics
import Foundation

/// The YAML and JSON files of a folder, or a single file.
enum InputFiles {
  static func sources(at path: String) throws -> [SourceText] {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard isFolder.boolValue else { return [try source(at: path)] }
    let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    return try names.filter { [".yaml", ".yml", ".json"].contains(where: $0.hasSuffix) }
      .map { try source(at: "\(path)/\($0)") }
  }

  private static func source(at path: String) throws -> SourceText {
    SourceText(path: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }
}
