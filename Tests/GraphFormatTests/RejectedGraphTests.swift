import Diagnostics
import GraphFormat
import TestSupport
import Testing

/// Graphs that must be refused: `Rejected/<code>/<case>` holds the files of one, and what is said about it.
@Suite struct RejectedGraphTests {
  private static let root = Repository.folder("Tests/GraphFormatTests/Rejected")

  /// What reading a graph can find, apart from `document-too-large`, for which no readable file is large enough.
  static let codes: [DiagnosticCode] = [
    .invalidYAML, .invalidEncoding, .hiddenText, .duplicateKey, .nestingTooDeep, .anchorOrMergeKey, .emptyGraph,
    .unknownVersion, .unknownKind, .unknownField, .missingField, .wrongType, .invalidValue, .invalidName, .invalidPort,
    .invalidAddress,
    .invalidReference, .invalidSelector, .platformCount, .duplicateName,
  ]

  @Test func foldersAreCodes() throws {
    #expect(try names(in: Self.root) == Self.codes.map(\.rawValue).sorted())
  }

  @Test(arguments: try RejectedCase.all(in: root))
  func findings(_ graph: RejectedCase) throws {
    var log = DiagnosticLog()
    _ = GraphDocument(reading: try graph.sources(), reportingTo: &log)
    #expect(Set(log.sorted.map(\.code.rawValue)) == [graph.code], "a finding that only follows from another one")
    let text = log.sorted.renderedAsText()
    #expect(try graph.expectation(for: text) == text)
  }
}
