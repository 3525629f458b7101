import Diagnostics
public import GraphFormat
public import Resolution

/// What the page tells: a graph, what it compiles to, and what the checks found, as values that know no HTML.
public struct Report: Sendable {
  public let name: String
  /// The day on which grants were judged.
  public let today: CalendarDate
  public let environments: [String]
  public let clusters: [Cluster]
  public let tenants: [ReportedTenant]
  /// Whoever opens or accepts connections: workloads, then everybody outside.
  public let ends: [ReportedEnd]
  public let flows: [ReportedFlow]
  public let guardrails: [ReportedGuardrail]
  public let assertions: [ReportedAssertion]
  /// Nil while the graph has errors: then nothing is compiled that could be proved.
  public let proofs: [ReportedProof]?
  /// In the order of the run.
  public let findings: [ReportedFinding]
  /// Nil when there is nothing to compare with.
  public let changes: ReportedChanges?

  public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// A team, with everything that its own page says.
public struct ReportedTenant: Hashable, Sendable {
  public let name: String
  public let owner: String
  public let isPlatform: Bool
  /// `key=value`, sorted.
  public let labels: [String]
  public let namespaces: [TenantNamespace]
  public let workloads: [ReportedWorkload]
  public let policies: [ReportedPolicy]
  public let place: Place
}

public struct ReportedWorkload: Hashable, Sendable {
  public let name: String
  /// `http 8080`
  public let ports: [String]
  public let namespaces: [String]
  public let place: Place
}

/// An object that the compiler makes for a tenant.
public struct ReportedPolicy: Hashable, Sendable {
  /// Position among the clusters.
  public let cluster: Int
  public let kind: String
  public let namespace: String?
  public let name: String
  public let ingressRules: Int
  public let egressRules: Int
}

/// One end of flows.
public struct ReportedEnd: Hashable, Sendable {
  public enum Kind: String, Sendable { case workload, addresses, domain, internet, apiServer, anyone, controlPlane }

  public let kind: Kind
  /// As it is written in a graph.
  public let name: String
  /// Position of the workload's tenant.
  public let tenant: Int?
}

/// `file:line` below the graph's folder.
public struct Place: Hashable, Sendable {
  public let path: String
  public let line: Int
}
