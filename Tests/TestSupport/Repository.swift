public import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  public static func folder(_ path: String) -> URL { root.appending(path: path) }
}

/// The names in a folder, sorted.
public func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// Every file below a folder by its relative path.
public func files(below folder: URL) throws -> [String: String] {
  guard FileManager.default.fileExists(atPath: folder.path) else { return [:] }
  var found: [String: String] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
    let file = folder.appending(path: path)
    guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
    found[path] = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
  return found
}
