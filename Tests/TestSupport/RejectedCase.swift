public import Diagnostics
public import Foundation

/// Input that must be refused: `<root>/<code>/<case>` holds its files, and `expected.txt` what is said about them.
public struct RejectedCase: CustomStringConvertible, Sendable {
  public let root: URL
  public let code: String
  public let name: String

  public var description: String { "\(code)/\(name)" }

  public static func all(in root: URL) throws -> [RejectedCase] {
    try names(in: root).flatMap { code in
      try names(in: root.appending(path: code)).map { RejectedCase(root: root, code: code, name: $0) }
    }
  }

  private var folder: URL { root.appending(path: code).appending(path: name) }

  public func sources() throws -> [SourceText] {
    try names(in: folder).filter { $0 != "expected.txt" }.map { name in
      SourceText(path: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }
  }

  /// What is expected to be said about it; `text` itself after it was written while goldens are updated.
  public func expectation(for text: String) throws -> String {
    let file = folder.appending(path: "expected.txt")
    if GoldenFolder.isUpdating { try Data(text.utf8).write(to: file) }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
}
