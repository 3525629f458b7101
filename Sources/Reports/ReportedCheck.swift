public import Diagnostics
public import GraphFormat

/// A deny that no tenant can override, in words.
public struct ReportedGuardrail: Hashable, Sendable {
  public let name: String
  /// `from … to …`
  public let words: String
  public let reason: String?
  public let place: Place
}

/// A claim, and whether it holds.
public struct ReportedAssertion: Hashable, Sendable {
  public let name: String
  public let words: String
  public let place: Place
  /// A witness each.
  public let failures: [String]

  public var holds: Bool { failures.isEmpty }
}

/// The comparison of one cluster's policies with the graph.
public struct ReportedProof: Hashable, Sendable {
  public let cluster: String
  public let holds: Bool
  public let peerCount: Int
  public let pairCount: Int
  public let connectionSetCount: Int
  public let differenceCount: Int

  public init(
    cluster: String, holds: Bool, peerCount: Int, pairCount: Int, connectionSetCount: Int, differenceCount: Int
  ) {
    self.cluster = cluster
    self.holds = holds
    self.peerCount = peerCount
    self.pairCount = pairCount
    self.connectionSetCount = connectionSetCount
    self.differenceCount = differenceCount
  }
}

/// A diagnostic, as `check` prints it.
public struct ReportedFinding: Hashable, Sendable {
  public let severity: Severity
  public let code: String
  public let message: String
  public let place: Place?
  public let notes: [ReportedNote]
  public let help: String?
  /// Position of the tenant in whose document it stands.
  public let tenant: Int?
}

public struct ReportedNote: Hashable, Sendable {
  public let message: String
  public let place: Place?
}

/// What is not as it was.
public struct ReportedChanges: Hashable, Sendable {
  public let flows: [ReportedFlowChange]
  public let others: [ReportedOtherChange]
}

public struct ReportedFlowChange: Hashable, Sendable {
  /// `gained`, `lost`, `widened`, `narrowed` or `altered`.
  public let kind: String
  public let source: String
  public let destination: String
  /// Whom to talk to: the owner of the side that opens itself.
  public let owner: String?
  public let environments: String
  public let before: String
  public let after: String
  public let until: CalendarDate?
}

public struct ReportedOtherChange: Hashable, Sendable {
  public let category: String
  public let name: String
  public let before: String?
  public let after: String?
}
