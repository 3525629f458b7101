import Analysis
public import GraphFormat
public import PolicyModel

/// A flow about which two states do not agree.
public struct FlowChange: Hashable, Sendable {
  public typealias Kind = Opening.Change

  public let source: ChangedEnd
  public let destination: ChangedEnd
  /// Where it holds; empty without a graph.
  public let environments: [EnvironmentPair]
  public let before: FlowState
  public let after: FlowState
  /// The last day of what is open now; nil if that has no end, and without a graph.
  public let until: CalendarDate?
  /// Whether the consumer asks or asked for some of it; false without a graph.
  public let isAsked: Bool

  /// The states differ: those that only say the same in other words are altered.
  public var kind: Kind { after.opening.change(from: before.opening) ?? .altered }

  public var gained: ConnectionSet { after.connections.subtracting(before.connections) }
  public var lost: ConnectionSet { before.connections.subtracting(after.connections) }
}

/// What is open in one state.
public struct FlowState: Hashable, Sendable {
  public let connections: ConnectionSet
  /// Requests that layer 7 narrows connections to, in words, sorted; empty where nothing is narrowed.
  public let requests: [String]
  let opening: Opening

  init(_ connections: ConnectionSet, requests: [String], _ opening: Opening) {
    self.connections = connections
    self.requests = requests
    self.opening = opening
  }

  static let closed = FlowState(.none, requests: [], Opening())
}

/// One end of a flow that changed.
public struct ChangedEnd: Hashable, Sendable {
  public let name: String
  /// The tenant, or the namespace where there is no graph; nil outside the cluster.
  public let group: String?
  public let owner: String?
  /// What only policies of Cilium name, by an entity; nil for everything else.
  let entity: EntityPeer?

  public var isEntity: Bool { entity != nil }

  public init(_ name: String, group: String?, owner: String? = nil) {
    self.name = name
    self.group = group
    self.owner = owner
    entity = nil
  }
}

extension ChangedEnd {
  /// Entities have no group, and are not outside the cluster either.
  init(_ entity: EntityPeer) {
    name = entity.description
    group = nil
    owner = nil
    self.entity = entity
  }

  /// Whatever stands together: a tenant or namespace, or else in words what it is.
  var heading: String { group ?? entity?.heading ?? "outside the cluster" }

  fileprivate var rank: String { group != nil ? "0" : entity.map { "1 \($0.heading)" } ?? "2" }
}

extension FlowChange: Comparable {
  /// By provider's group, nodes after them, those outside last, then by provider, consumer and environments.
  public static func < (left: Self, right: Self) -> Bool { left.sortKey.lexicographicallyPrecedes(right.sortKey) }

  private var sortKey: [String] {
    [
      destination.rank, destination.group ?? "", destination.name, source.rank, source.name,
      environments.map { "\($0.from) \($0.to)" }.joined(separator: ","), before.connections.description,
      after.connections.description,
    ]
  }
}

extension EntityPeer {
  fileprivate var heading: String {
    switch self {
    case .host, .remoteNode, .apiServer, .apiServerOnNode, .apiServerOutside: "nodes and the API server"
    case .ingress, .health, .`init`, .unmanaged: "other entities of Cilium"
    }
  }
}
