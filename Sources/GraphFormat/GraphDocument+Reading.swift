public import Diagnostics
import Workers
import YAMLTree

extension GraphDocument {
  /// The documents of `sources` that belong to the graph. Nil when no Platform could be read.
  ///
  /// Findings go to `log`. A document with findings may still be returned so that later stages can say more.
  ///
  /// - Parameter isWhole: false when files were left out that could not be read, so that nobody knows what is missing.
  public init?(reading sources: [SourceText], isWhole: Bool = true, reportingTo log: inout DiagnosticLog) {
    var reading = GraphReading()
    reading.isIncomplete = !isWhole
    let ordered = sources.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for part in ordered.concurrentMap(GraphReading.init) { reading.add(part) }
    reading.checkPlatformCount()
    log.report(contentsOf: reading.findings.sorted)
    let tenants = reading.tenants.unique("tenant", \.name, &log)
    guard let platform = reading.platforms.first else { return nil }
    self.init(platform: platform, tenants: tenants)
  }
}

/// What has been read of a graph so far.
private struct GraphReading: Sendable {
  /// Far beyond any graph that people write, far below what would hurt.
  static let limits = YAMLLimits(depth: 64, nodes: 300_000, allowsAliases: false, readers: .people)

  var platforms: [PlatformDocument] = []
  var tenants: [TenantDocument] = []
  var findings = DiagnosticLog()
  /// Where documents of the kind Platform stand, readable or not.
  private var platformSpans: [Span] = []
  private var hasMembers = false
  /// Whether something was left out that may have been the Platform.
  var isIncomplete = false

  init() {}

  init(_ source: SourceText) { read(source) }

  mutating func add(_ other: GraphReading) {
    platforms += other.platforms
    tenants += other.tenants
    findings.report(contentsOf: other.findings.unsorted)
    platformSpans += other.platformSpans
    hasMembers = hasMembers || other.hasMembers
    isIncomplete = isIncomplete || other.isIncomplete
  }

  private mutating func read(_ source: SourceText) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: source, limits: Self.limits, reportingTo: &log)
    isIncomplete = isIncomplete || log.hasErrors
    findings.report(contentsOf: log.sorted)
    for document in documents { read(document) }
  }

  private mutating func read(_ document: YAMLDocument) {
    switch Membership(of: document.root) {
    case .stranger: return
    case .unreadable(let finding):
      isIncomplete = true
      findings.report(finding)
    case .member(let authored):
      hasMembers = true
      findings.report(contentsOf: document.tags)
      read(authored)
    }
  }

  private mutating func read(_ document: AuthoredDocument) {
    switch document.kind {
    case .platform:
      platformSpans.append(document.root.node["kind"]?.span ?? document.root.place)
      if let platform = PlatformDocument(reading: document, &findings) { platforms.append(platform) }
    case .tenant:
      if let tenant = TenantDocument(reading: document, &findings) { tenants.append(tenant) }
    }
  }

  /// Exactly one document describes the platform. Nothing is said about a missing one that a broken file may hold.
  mutating func checkPlatformCount() {
    if let first = platformSpans.first {
      for other in platformSpans.dropFirst() { findings.report(.secondPlatform(at: other, first: first)) }
    } else if !isIncomplete {
      findings.report(hasMembers ? .noPlatform : .emptyGraph)
    }
  }
}

extension Diagnostic {
  fileprivate static let emptyGraph = Diagnostic(
    .emptyGraph, "no document with `apiVersion: \(AuthoredDocument.version)` was found", at: nil,
    help: "name the folder of a graph, whose files end in .yaml or .yml; `easement init` starts one")

  fileprivate static let noPlatform = Diagnostic(
    .platformCount, "a graph needs one Platform, and this one has none", at: nil,
    help:
      "add a document with `kind: Platform` that lists environments, clusters and DNS servers, such as `easement init` writes"
  )

  fileprivate static func secondPlatform(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      .platformCount, "a graph has one Platform, and this is another one", at: span,
      notes: [Note("the first one is here", at: first)], help: "merge the two documents into one")
  }
}

extension SourceText {
  /// Whether a document in this text is meant for a graph, readable or not. Findings: text that is no YAML at all, of
  /// which nobody can say.
  public func holdsGraphDocuments(reportingTo log: inout DiagnosticLog) -> Bool {
    var limits = GraphReading.limits
    limits.readers = .programs
    let documents = YAMLDocument.documents(in: self, limits: limits, reportingTo: &log)
    return documents.contains { document in
      if case .stranger = Membership(of: document.root) { false } else { true }
    }
  }
}
