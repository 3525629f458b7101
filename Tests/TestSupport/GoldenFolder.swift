public import Foundation

/// A folder of texts that must come out again. `UPDATE_GOLDEN=1` writes them anew.
public struct GoldenFolder {
  public let folder: URL

  public init(_ folder: URL) { self.folder = folder }

  public static var isUpdating: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }

  /// What is wrong with `files`, one sentence a file: missing ones and ones too many count as well.
  public func mismatches(with files: [String: String]) throws -> [String] {
    if Self.isUpdating { try replace(with: files) }
    let expected = try TestSupport.files(below: folder)
    return Set(expected.keys).union(files.keys).sorted().compactMap { path in
      switch (expected[path], files[path]) {
      case (nil, _): "\(path) is new"
      case (_, nil): "\(path) did not come out"
      case (let old?, let new?): old == new ? nil : "\(path) differs: \(firstDifference(old, new))"
      }
    }
  }

  private func replace(with files: [String: String]) throws {
    try? FileManager.default.removeItem(at: folder)
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }
}

/// The first line in which two texts differ.
private func firstDifference(_ old: String, _ new: String) -> String {
  let lines = (
    old.split(separator: "\n", omittingEmptySubsequences: false),
    new.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let index = zip(lines.0, lines.1).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.0.count, lines.1.count)
  let (left, right) = (lines.0.dropFirst(index).first ?? "(end)", lines.1.dropFirst(index).first ?? "(end)")
  return "line \(index + 1) was \"\(left)\" and is \"\(right)\""
}
