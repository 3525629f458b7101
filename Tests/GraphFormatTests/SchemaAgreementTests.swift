import Diagnostics
import Foundation
import GraphFormat
import TestSupport
import Testing

/// The schema and the reader say the same about the same documents, place by place.
@Suite(.enabled(if: SchemaValidation.isAvailable, "python3 with jsonschema and pyyaml is not at hand"))
struct SchemaAgreementTests {
  @Test func acceptsTheExamples() throws {
    let files = Self.yamlFiles(below: "examples").filter { !$0.path.contains("/examples/ci/") }
    let results = try SchemaValidation.results(for: files)
    #expect(results.count > 20)
    for result in results { #expect(result.errors.map(\.message) == [], "\(result.path)") }
  }

  @Test(arguments: [nil] + GraphKind.allCases)
  func acceptsEveryFieldInEveryForm(_ kind: GraphKind?) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "easement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [(GraphKind.platform, ValidGraph.platform), (.tenant, ValidGraph.tenant)].map { own, source in
      (own, source, folder.appending(path: "\(own).yaml"))
    }
    for (_, source, file) in files { try Data(source.bytes).write(to: file) }
    let results = try SchemaValidation.results(for: files.map(\.2), schema: GraphSchema(of: kind))
    for ((own, _, _), result) in zip(files, results) {
      #expect(result.isReadable)
      #expect(result.errors.isEmpty == (kind == nil || kind == own), "\(own): \(result.errors.map(\.message))")
    }
  }

  /// Each finding of the reader is an error of the schema at the same place, and the schema objects to nothing in which
  /// the reader finds nothing: but for the lists below.
  @Test func rejectsWhatTheReaderRejects() throws {
    let files = Self.yamlFiles(below: "Tests/GraphFormatTests/Rejected")
    var (unseen, objections): ([String], [String]) = ([], [])
    for (file, result) in zip(files, try SchemaValidation.results(for: files)) where result.isReadable {
      let places = try Self.findings(in: file)
      unseen += places.filter { place in !result.errors.contains { $0.isAbout(place) } }
        .map { "\(Self.name(of: file)):\($0.line):\($0.column)" }
      objections += result.errors.filter { fault in !places.contains { fault.covers($0) || fault.isAbout($0) } }
        .map { "\(Self.name(of: file)): \($0.message)" }
    }
    #expect(unseen.sorted() == Self.unseen.flatMap(\.places).sorted())
    #expect(objections == Self.objections)
  }

  /// What a schema cannot see, and why.
  private static let unseen: [(reason: String, places: [String])] = [
    (
      "it sees values, not how they are written",
      [
        "anchor-or-merge-key/anchor/payments.yaml:5:10", "anchor-or-merge-key/tag/payments.yaml:5:10",
        "anchor-or-merge-key/tag/payments.yaml:6:26", "duplicate-key/tenant/payments.yaml:6:3",
        "duplicate-key/tenant/payments.yaml:7:32", "nesting-too-deep/lists/payments.yaml:5:72",
      ]
    ),
    (
      "YAML 1.1 and 1.2 disagree on these, and it hears of one meaning only",
      [
        "invalid-port/everywhere/payments.yaml:10:52", "invalid-port/everywhere/payments.yaml:10:64",
        "invalid-port/everywhere/payments.yaml:12:56", "wrong-type/everywhere/payments.yaml:10:40",
        "wrong-type/everywhere/payments.yaml:9:5", "wrong-type/everywhere/platform.yaml:5:24",
      ]
    ),
    (
      "it knows no grammar of regular expressions",
      [
        "invalid-value/patterns/payments.yaml:13:18", "invalid-value/patterns/payments.yaml:14:18",
        "invalid-value/patterns/payments.yaml:15:18", "invalid-value/patterns/payments.yaml:16:18",
        "invalid-value/patterns/payments.yaml:17:18", "invalid-value/patterns/payments.yaml:18:18",
        "invalid-value/patterns/payments.yaml:19:18", "invalid-value/patterns/payments.yaml:20:18",
        "invalid-value/patterns/payments.yaml:21:18", "invalid-value/patterns/payments.yaml:22:18",
        "invalid-value/patterns/payments.yaml:23:18", "invalid-value/patterns/payments.yaml:24:18",
        "invalid-value/patterns/payments.yaml:25:18", "invalid-value/patterns/payments.yaml:26:18",
        "invalid-value/patterns/payments.yaml:27:18", "invalid-value/patterns/payments.yaml:28:18",
        "invalid-value/patterns/payments.yaml:29:18", "invalid-value/patterns/payments.yaml:30:18",
        "invalid-value/patterns/payments.yaml:31:18", "invalid-value/patterns/payments.yaml:32:18",
        "invalid-value/patterns/payments.yaml:34:20", "invalid-value/patterns/payments.yaml:35:20",
      ]
    ),
    (
      "it does no arithmetic: bits beyond a prefix, blocks inside of blocks, the order of two numbers",
      [
        "invalid-address/everywhere/payments.yaml:10:40", "invalid-address/everywhere/payments.yaml:10:52",
        "invalid-address/everywhere/payments.yaml:10:65", "invalid-address/everywhere/platform.yaml:8:16",
        "invalid-address/everywhere/platform.yaml:8:71", "invalid-address/mapped/platform.yaml:10:60",
        "invalid-address/mapped/platform.yaml:7:39", "invalid-address/mapped/platform.yaml:8:21",
        "invalid-port/everywhere/payments.yaml:10:117",
      ]
    ),
    (
      "the meaning of one field depends on which field it is in",
      ["invalid-value/transitive-always/platform.yaml:8:64"]
    ),
    (
      "it compares whole values, not the names in them",
      [
        "duplicate-name/everywhere/platform.yaml:11:14", "duplicate-name/everywhere/platform.yaml:14:14",
        "duplicate-name/everywhere/platform.yaml:8:14",
      ]
    ),
  ]

  /// What the reader passes over because it stopped before.
  private static let objections = [
    "anchor-or-merge-key/merge/payments.yaml: {'payments': 'prod'} is not of type 'string'",
    "missing-field/everywhere/versionless.yaml: 'namespaces' is a required property",
  ]

  /// Where the reader finds something in a file.
  private static func findings(in file: URL) throws -> [Position] {
    var log = DiagnosticLog()
    _ = GraphDocument(
      reading: [SourceText(path: file.lastPathComponent, bytes: Array(try Data(contentsOf: file)))],
      reportingTo: &log)
    return log.sorted.compactMap(\.span?.start)
  }

  /// `invalid-port/everywhere/payments.yaml`
  private static func name(of file: URL) -> String { file.pathComponents.suffix(3).joined(separator: "/") }

  private static func yamlFiles(below folder: String) -> [URL] {
    let root = Repository.folder(folder)
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".yaml") }.sorted().map { root.appending(path: $0) }
  }
}
