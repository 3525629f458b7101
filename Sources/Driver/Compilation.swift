public import Diagnostics
public import GraphFormat
import Guards
import Lowering
import Manifests
public import PolicyModel
public import Proof
public import Resolution
import Workers

/// One run from authored text to policies, as values: nothing is read, written or printed here.
public struct Compilation: Sendable {
  /// Nil when the sources make no graph.
  public let graph: TenantGraph?
  /// The graph as it was written; nil when the sources make none.
  public let document: GraphDocument?
  /// The day on which grants were judged.
  public let today: CalendarDate
  /// Witnesses against assertions; none as long as anything else is wrong.
  public let brokenAssertions: [AssertionFailure]
  /// Every finding, sorted by place.
  public let findings: [Diagnostic]

  /// What each cluster's part compiles to, by its name; empty while the graph has errors.
  let lowered: [String: PolicySet]

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Whether anything but an assertion is broken: such a graph can still be looked at.
  public var hasOtherErrors: Bool { findings.contains { $0.severity == .error && $0.code != .assertionFailed } }

  /// The names of the assertions that do not hold.
  public var namesOfBrokenAssertions: Set<String> { Set(brokenAssertions.map(\.assertion.name)) }

  /// Reads, resolves and checks a graph, its assertions included.
  ///
  /// - Parameters:
  ///   - today: decides which grants have expired.
  ///   - unreadable: findings about files that gave no text.
  ///   - emissions: what every cluster emits besides what the graph says.
  public init(
    of sources: [SourceText], today: CalendarDate, unreadable: [Diagnostic] = [], emitting emissions: [Emission] = []
  ) {
    var log = DiagnosticLog()
    log.report(contentsOf: unreadable)
    var graph: TenantGraph?
    let document = GraphDocument(reading: sources, isWhole: unreadable.isEmpty, reportingTo: &log)?.emitting(emissions)
    if let document {
      let isWhole = !log.hasErrors
      var resolution = DiagnosticLog()
      graph = TenantGraph(resolving: document, today: today, reportingTo: &resolution)
      log.report(contentsOf: resolution.sorted.withoutConsequences(isWhole: isWhole))
    }
    var brokenAssertions: [AssertionFailure] = []
    if let graph, !log.hasErrors {
      let (broken, guarded) = together({ graph.brokenAssertions() }, { graph.guardrailFindings() })
      brokenAssertions = broken
      log.report(contentsOf: guarded + broken.map(\.diagnostic))
    }
    let lowered = log.hasErrors ? [] : graph?.lowered ?? []
    log.report(contentsOf: lowered.flatMap(\.findings))
    self.lowered = Dictionary(lowered.map { ($0.cluster, $0.policies) }) { first, _ in first }
    self.brokenAssertions = brokenAssertions
    self.graph = graph
    self.document = document
    self.today = today
    findings = log.sorted
  }

  /// The clusters whose names are asked for, all when none is; nil if a name is nobody's.
  public func clusters(named names: [String]) -> [Cluster]? {
    let clusters = graph?.clusters ?? []
    guard !names.isEmpty else { return clusters }
    let found = clusters.filter { names.contains($0.name) }
    return found.count == Set(names).count ? found : nil
  }

  /// The policies of one cluster; none while the graph has errors.
  public func policies(for cluster: Cluster) -> PolicySet {
    lowered[cluster.name] ?? PolicySet([])
  }

  /// The folder of one cluster as it is written to disk.
  public func files(for cluster: Cluster) throws(CompilationFailure) -> [OutputFile] {
    try everyFile(for: cluster)?.folder ?? []
  }

  /// All that is written for some clusters: their folders, and what lies beside them for other tools.
  public func files(for clusters: [Cluster]) throws(CompilationFailure) -> [OutputFile] {
    let folders = try clusters.concurrentMap { cluster throws(CompilationFailure) -> [OutputFile] in
      guard let all = try everyFile(for: cluster) else { return [] }
      return all.folder + all.beside
    }
    let shared = graph.map { hasErrors ? [] : Emissions.shared(by: $0) } ?? []
    return folders.flatMap { $0 } + shared.map { OutputFile($0) }
  }

  /// Whether a path of the output folder is what a compilation of these clusters replaces.
  public static func isWritten(_ path: String, for clusters: [Cluster]) -> Bool {
    clusters.contains { path.hasPrefix("\($0.name)/") } || Emissions.isBeside(path, of: clusters.map(\.name))
  }

  private func everyFile(for cluster: Cluster) throws(CompilationFailure) -> ClusterFiles? {
    guard let graph, !hasErrors else { return nil }
    let policies = policies(for: cluster)
    guard Set(policies.policies.map(\.id)).count == policies.policies.count else {
      throw CompilationFailure(message: "two objects of the cluster \"\(cluster.name)\" have one name")
    }
    do {
      return try ClusterFiles(of: policies, graph, on: cluster)
    } catch {
      throw CompilationFailure(message: "\(error)")
    }
  }
}

extension Compilation {
  /// The objects of one cluster as one stream of YAML documents, as `kubectl apply -f -` reads it.
  public func stream(for cluster: Cluster) throws(CompilationFailure) -> String {
    (try everyFile(for: cluster)?.applied ?? []).map { "---\n\($0.text)" }.joined()
  }

  /// How big the graph is, in a line; nil while it has errors.
  public var summary: String? {
    guard let graph, !hasErrors else { return nil }
    let workloads = graph.tenants.reduce(0) { $0 + $1.workloads.count }
    let counts = [
      (graph.tenants.count, "tenant"), (workloads, "workload"), (graph.edges.flowCount, "flow"),
      (graph.guardrails.count, "guardrail"), (graph.assertions.count, "assertion"),
    ]
    let words = counts.map { $0.0.counted($0.1) }.joined(separator: ", ")
    return "\(graph.name): \(words): no errors\n"
  }
}

extension TenantGraph {
  /// What each cluster's part compiles to, and how near that comes to limits.
  fileprivate var lowered: [(cluster: String, policies: PolicySet, findings: [Diagnostic])] {
    clusters.concurrentMap { cluster in
      let policies = PolicySet(lowering: self, for: cluster)
      return (cluster.name, policies, policies.limitFindings(of: self, on: cluster))
    }
  }
}

extension [Diagnostic] {
  /// The findings of a resolution without those that another mistake brings about by itself: only the mistakes are worth
  /// reading then.
  ///
  /// - Parameter isWhole: whether all of the text could be read; what could not is missed elsewhere.
  fileprivate func withoutConsequences(isWhole: Bool) -> [Diagnostic] {
    let isSound = isWhole && !contains { $0.severity == .error }
    let lacksPlace = contains { $0.code == .unknownEnvironment || $0.code == .unknownNamespace }
    return filter { finding in
      switch finding.code {
      case .needWithoutGrant, .unknownTenant, .unknownWorkload, .unknownPort, .missingDelivery, .missingAdministrators,
        .crossClusterEdge:
        isWhole
      case .unusedGrant, .unconnectedWorkload: isSound
      case .environmentsNeverMeet, .unmanagedNamespace: isWhole && !lacksPlace
      default: true
      }
    }
  }
}

/// The graph asks for something that no object can say: a bug, since resolution should have refused it.
public struct CompilationFailure: Error, Sendable, CustomStringConvertible {
  public let message: String
  public var description: String { message }
}
