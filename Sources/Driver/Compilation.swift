public import Diagnostics
public import GraphFormat
import Lowering
import Manifests
public import PolicyModel
import Proof
public import Resolution

/// One run from authored text to policies, as values: nothing is read, written or printed here.
public struct Compilation: Sendable {
  /// Nil when the sources make no graph.
  public let graph: TenantGraph?
  /// Every finding, sorted by place.
  public let findings: [Diagnostic]

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Reads, resolves and checks a graph, its assertions included.
  ///
  /// - Parameter today: decides which grants have expired.
  public init(of sources: [SourceText], today: CalendarDate) {
    var log = DiagnosticLog()
    var graph: TenantGraph?
    if let document = GraphDocument(reading: sources, reportingTo: &log) {
      graph = TenantGraph(resolving: document, today: today, reportingTo: &log)
    }
    if let graph, !log.hasErrors { log.report(contentsOf: graph.brokenAssertions().map(\.diagnostic)) }
    self.graph = graph
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
    guard let graph, !hasErrors else { return PolicySet([]) }
    return PolicySet(lowering: graph, for: cluster)
  }

  /// The folder of one cluster as it is written to disk.
  public func files(for cluster: Cluster) throws(CompilationFailure) -> [OutputFile] {
    do {
      return try OutputFile.files(of: policies(for: cluster), cluster: cluster.name)
    } catch {
      throw CompilationFailure(message: "\(error)")
    }
  }
}

/// The graph asks for something that no object can say: a bug, since resolution should have refused it.
public struct CompilationFailure: Error, Sendable, CustomStringConvertible {
  public let message: String
  public var description: String { message }
}
