import Diagnostics
import Driver
import Foundation
import GraphFormat
import Resolution
import TestSupport
import Testing

/// The examples are documentation, and what comes out of them is held file by file below `Golden`.
@Suite struct ExampleTests {
  private static let golden = Repository.folder("Tests/DriverTests/Golden")

  @Test func everyExampleHasAGoldenFolder() throws {
    #expect(try names(in: Self.golden) == Example.all.map(\.name))
    #expect(Example.all.map(\.name).contains("acme"))
  }

  @Test(arguments: Example.all)
  func comesOutAsBefore(_ example: Example) throws {
    let results = try Example.results(of: try example.sources())
    let folder = GoldenFolder(Self.golden.appending(path: example.name))
    #expect(try folder.mismatches(with: results) == [])
  }

  @Test(arguments: Example.all)
  func orderOfFilesDoesNotCount(_ example: Example) throws {
    let sources = try example.sources()
    let results = try Example.results(of: sources)
    #expect(try Example.results(of: sources) == results)
    #expect(try Example.results(of: sources.reversed()) == results)
  }

  /// The order of documents within a file is the authors' business as well.
  @Test(arguments: Example.all)
  func orderOfDocumentsDoesNotCount(_ example: Example) throws {
    func policies(_ sources: [SourceText]) throws -> [String] {
      let compilation = Compilation(of: sources, today: try .goldenDay)
      return try (compilation.graph?.clusters ?? []).flatMap { cluster in
        try compilation.files(for: cluster).map { $0.withoutPlaces }
      }
    }
    let texts = try example.sources().map { String(decoding: $0.bytes, as: UTF8.self) }
    let inOneFile = SourceText(path: "graph.yaml", texts.joined(separator: "\n---\n"))
    let reversed = SourceText(path: "graph.yaml", texts.reversed().joined(separator: "\n---\n"))
    let expected = try policies([inOneFile])
    #expect(!expected.isEmpty)
    #expect(try policies([reversed]) == expected)
  }

  @Test(arguments: Example.all)
  func isProved(_ example: Example) throws {
    let compilation = Compilation(of: try example.sources(), today: try .goldenDay)
    let graph = try #require(compilation.graph)
    var objects: [String: [SourceText]] = [:]
    for cluster in graph.clusters {
      objects[cluster.name] = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    }
    let verification = Verification(of: graph, clusters: graph.clusters, objects: objects)
    #expect(verification.findings.renderedAsText() == "")
    #expect(verification.holds)
  }
}

extension OutputFile {
  /// The text without the annotations that say where a grant or need stands.
  fileprivate var withoutPlaces: String {
    text.split(separator: "\n").filter { !$0.contains("graph.yaml:") }.joined(separator: "\n")
  }
}
