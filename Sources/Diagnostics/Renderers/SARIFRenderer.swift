import Foundation

extension Sequence where Element == Diagnostic {
  /// The findings as a SARIF 2.1.0 log, the form that code scanning services read.
  public func renderedAsSARIF() -> String {
    jsonText(SARIFLog(Array(self)))
  }
}

private struct SARIFLog: Encodable {
  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  let version = "2.1.0"
  let runs: [SARIFRun]

  init(_ findings: [Diagnostic]) { runs = [SARIFRun(findings)] }
}

private struct SARIFRun: Encodable {
  struct Tool: Encodable {
    let driver: Driver
  }

  struct Driver: Encodable {
    let name = "easement"
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id: String
  }

  let tool: Tool
  /// Our columns count Unicode scalars; SARIF's default are UTF-16 units.
  let columnKind = "unicodeCodePoints"
  let results: [SARIFResult]

  init(_ findings: [Diagnostic]) {
    let rules = Set(findings.map(\.code.rawValue)).sorted()
    tool = Tool(driver: Driver(rules: rules.map(Rule.init)))
    results = findings.map { SARIFResult($0, rules: rules) }
  }
}

private struct SARIFResult: Encodable {
  let ruleId: String
  let ruleIndex: Int?
  let level: String
  let message: SARIFMessage
  let locations: [SARIFLocation]
  let relatedLocations: [SARIFLocation]

  init(_ finding: Diagnostic, rules: [String]) {
    ruleId = finding.code.rawValue
    ruleIndex = rules.firstIndex(of: finding.code.rawValue)
    level = finding.severity == .notice ? "note" : finding.severity.rawValue
    message = SARIFMessage(text: [finding.message, finding.help].compactMap(\.self).joined(separator: "\n"))
    locations = finding.span.map { [SARIFLocation($0, message: nil)] } ?? []
    relatedLocations = finding.notes.compactMap { note in
      note.span.map { SARIFLocation($0, message: SARIFMessage(text: note.message)) }
    }
  }
}

private struct SARIFMessage: Encodable {
  let text: String
}

private struct SARIFLocation: Encodable {
  struct PhysicalLocation: Encodable {
    let artifactLocation: ArtifactLocation
    let region: Region
  }

  struct ArtifactLocation: Encodable {
    let uri: String
  }

  struct Region: Encodable {
    let startLine: Int
    let startColumn: Int
    let endLine: Int
    let endColumn: Int
  }

  let physicalLocation: PhysicalLocation
  let message: SARIFMessage?

  init(_ span: Span, message: SARIFMessage?) {
    physicalLocation = PhysicalLocation(
      artifactLocation: ArtifactLocation(uri: span.source.path.asURIReference),
      region: Region(
        startLine: span.start.line, startColumn: span.start.column, endLine: span.end.line,
        endColumn: span.end.column))
    self.message = message
  }
}

extension String {
  /// A path as a URI: relative paths stay relative, absolute ones get the scheme `file`.
  fileprivate var asURIReference: String {
    let unreserved = CharacterSet(
      charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/@+,=")
    let encoded = addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    return begins(with: "/") ? "file://\(encoded)" : encoded
  }
}
