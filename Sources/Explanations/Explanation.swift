public import Analysis
public import Diagnostics
public import GraphFormat
public import PolicyModel

/// Why one peer can or cannot reach another: the verdict, and who decides it.
public struct Explanation: Sendable {
  /// The ends as they were named.
  public let source: String
  public let destination: String
  /// The ports that the question is about; nil for all.
  public let asked: ConnectionSet?
  /// One for each pair of environments, of namespaces, and of address ranges that policies tell apart.
  public let cases: [Case]
  /// What else a person should know about the question.
  public let remarks: [String]
  /// What the verdict hangs on that nobody can know here, to be said with it.
  public let conditions: [String]
  /// Whether both ends are one and the same pod.
  public let isAboutOneself: Bool

  /// One concrete source and destination.
  public struct Case: Sendable {
    public let scope: Scope
    /// The peers in words.
    public let source: String
    public let destination: String
    /// What is open, of what was asked.
    public let connections: ConnectionSet
    /// Which requests pass where a proxy filters, of what was asked; empty where none does. (CIL-69)
    public let requests: [PassingRequests]
    public let egress: Side
    public let ingress: Side
    /// What the graph says about it; empty without a graph.
    public let consent: [ConsentReason]
  }

  /// Where a case holds.
  public struct Scope: Hashable, Sendable {
    public let cluster: String?
    public let environments: EnvironmentPair?
    /// The part of the addresses that the question is about; nil unless policies tell parts apart.
    public let addresses: AddressSet?
    /// The case holds for the addresses behind this name, wherever they are; nil for any other case.
    public let domain: String?
    /// Which of several peers it is that the end stands for, in words: `on a node`; nil where there is only one.
    public let place: String?

    public init(
      cluster: String? = nil, environments: EnvironmentPair? = nil, addresses: AddressSet? = nil, domain: String? = nil,
      place: String? = nil
    ) {
      self.cluster = cluster
      self.environments = environments
      self.addresses = addresses
      self.domain = domain
      self.place = place
    }
  }

  public init(
    source: String, destination: String, asked: ConnectionSet?, cases: [Case], remarks: [String] = [],
    conditions: [String] = [], isAboutOneself: Bool = false
  ) {
    self.source = source
    self.destination = destination
    self.asked = asked
    self.cases = cases
    self.remarks = remarks
    self.conditions = conditions
    self.isAboutOneself = isAboutOneself
  }
}

/// What the policies over one end say about the other.
public struct Side: Sendable {
  public let direction: Direction
  /// The end that is governed, in words.
  public let subject: String
  /// About every port, whatever was asked.
  public let verdict: DirectionVerdict
  /// The ports that the question is about; nil for all.
  public let asked: ConnectionSet?
  /// The policies that select the end, in the order of evaluation.
  public let policies: [SelectingPolicy]
  /// Rules that do not decide although they nearly would.
  public let misses: [NearMiss]

  /// What this end's policies allow, of what was asked.
  public var connections: ConnectionSet { part(of: verdict.connections) }

  /// The part of a set that was asked about.
  func part(of connections: ConnectionSet) -> ConnectionSet { asked.map(connections.intersection) ?? connections }
}

/// A policy that selects one end, and where it comes from.
public struct SelectingPolicy: Sendable {
  public let id: PolicyID
  public let tier: PolicyTier
  /// Where each of its rules for the direction stands.
  public let rules: [RulePlace]
  /// Where the object was read; nil for one that was just compiled.
  public let span: Span?
  /// Why the object exists, as its annotations say.
  public let reason: String?
  public let source: String?
}

/// What the graph says for or against a flow, in words.
public struct ConsentReason: Hashable, Sendable {
  public enum Kind: String, Sendable {
    /// The consumer asks for it.
    case need
    /// The provider allows it.
    case grant
    /// The platform opens it without an edge.
    case rule
    /// What would have to be written.
    case missing
  }

  public let kind: Kind
  public let text: String
  /// `file:line`
  public let place: String?
  public let owner: String?
  /// The last day, why, and what for, as whoever wrote it says; a need and its grant may say different things.
  public let until: CalendarDate?
  public let reason: String?
  public let ticket: String?

  public init(
    _ kind: Kind, _ text: String, at span: Span?, owner: String? = nil, until: CalendarDate? = nil,
    reason: String? = nil, ticket: String? = nil
  ) {
    self.kind = kind
    self.text = text
    place = span?.pathAndLine
    self.owner = owner
    self.until = until
    self.reason = reason
    self.ticket = ticket
  }
}

extension Side {
  /// Where a rule of one of the policies stands.
  func place(ofRule index: Int, in policy: PolicyID) -> RulePlace {
    let rules = policies.first { $0.id == policy }?.rules ?? []
    return rules.indices.contains(index)
      ? rules[index] : RulePlace(direction: direction, isInDenyList: false, number: index + 1)
  }
}

extension Span {
  /// `path:line`, with the path as the reader gave it.
  var pathAndLine: String { "\(source.path):\(start.line)" }
}
