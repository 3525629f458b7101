import Diagnostics
import Foundation
import GraphFormat
import Testing

/// Graphs that must be refused: `Rejected/<code>/<case>` holds the files of one, and what is said about it.
@Suite struct RejectedGraphTests {
  /// What reading a graph can find, apart from `document-too-large`, for which no readable file is large enough.
  static let codes: [DiagnosticCode] = [
    .invalidYAML, .invalidEncoding, .duplicateKey, .nestingTooDeep, .anchorOrMergeKey, .emptyGraph, .unknownVersion,
    .unknownKind, .unknownField, .missingField, .wrongType, .invalidValue, .invalidName, .invalidPort, .invalidAddress,
    .invalidReference, .invalidSelector, .platformCount, .duplicateName,
  ]

  @Test func foldersAreCodes() throws {
    #expect(try RejectedGraph.folders(in: RejectedGraph.root) == Self.codes.map(\.rawValue).sorted())
  }

  @Test(arguments: try RejectedGraph.all())
  func findings(_ graph: RejectedGraph) throws {
    var log = DiagnosticLog()
    _ = GraphDocument(reading: try graph.sources(), reportingTo: &log)
    #expect(Set(log.sorted.map(\.code.rawValue)) == [graph.code], "a finding that only follows from another one")
    try graph.compare(log.sorted.renderedAsText())
  }
}

/// One folder of rejected input.
struct RejectedGraph: CustomTestStringConvertible, Sendable {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Rejected")

  let code: String
  let name: String

  var testDescription: String { "\(code)/\(name)" }

  static func all() throws -> [RejectedGraph] {
    try folders(in: root).flatMap { code in
      try folders(in: root.appending(path: code)).map { RejectedGraph(code: code, name: $0) }
    }
  }

  static func folders(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private var folder: URL { Self.root.appending(path: code).appending(path: name) }
  private var expected: URL { folder.appending(path: "expected.txt") }

  func sources() throws -> [SourceText] {
    try Self.folders(in: folder).filter { $0 != "expected.txt" }.map { name in
      SourceText(path: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }
  }

  func compare(_ text: String) throws {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: expected)
    } else {
      #expect(String(decoding: try Data(contentsOf: expected), as: UTF8.self) == text)
    }
  }
}
