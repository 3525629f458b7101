public import GraphFormat
public import PolicyModel

/// What one end may open to another, in all environments together.
public struct ReportedFlow: Hashable, Sendable {
  /// Positions among the ends.
  public let from: Int
  public let to: Int
  /// Never empty.
  public let agreements: [Agreement]
  /// What the compiled policies say about it; empty where nobody asked them.
  public let verdicts: [PolicyVerdict]
}

/// Why a flow is open, and where.
public struct Agreement: Hashable, Sendable {
  public let environments: [EnvironmentPair]
  /// `http 8080`; empty for every port.
  public let ports: [String]
  /// What layer 7 narrows it to: `GET /v1`.
  public let requests: [String]
  /// Nil when nobody asked.
  public let need: Statement?
  /// Nil when nobody's consent was asked.
  public let grant: Statement?
  /// Why it is open although nobody wrote it.
  public let cause: String?
  public let isMandatory: Bool

  /// The last day; nil for no end.
  public var until: CalendarDate? { grant?.until }
  /// What either side says, the consumer first, each once.
  public var reasons: [String] { [need?.reason, grant?.reason, cause].compactMap(\.self).unrepeated }
  public var tickets: [String] { [need?.ticket, grant?.ticket].compactMap(\.self).unrepeated }
}

/// What one side of a flow wrote.
public struct Statement: Hashable, Sendable {
  public let place: Place
  public let reason: String?
  public let ticket: String?
  public let until: CalendarDate?
}

extension [String] {
  /// Each once, in order.
  var unrepeated: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

/// What the policies on both sides say, as `explain` says it.
public struct PolicyVerdict: Hashable, Sendable {
  public let cluster: String
  public let environments: EnvironmentPair?
  public let source: String
  public let destination: String
  public let connections: ConnectionSet
  /// A sentence for each rule that decides.
  public let egress: [String]
  public let ingress: [String]
}
