import Analysis
import GraphFormat
public import PolicyModel
public import Resolution

/// The comparison of what one cluster's policies allow with what the graph says, over a closed universe of peers.
///
/// The policies are judged by `Analysis`, the graph by its edges alone: neither side shares code with the lowering.
public struct Proof: Sendable {
  public let cluster: String
  /// How many peers, ordered pairs of them, and distinct connection sets were compared.
  public let peerCount: Int
  public let pairCount: Int
  public let connectionSetCount: Int
  /// Where the two disagree: what is open against the graph first.
  public let differences: [Difference]
  /// Assertions of the graph that the policies break.
  public let failures: [AssertionFailure]

  public var holds: Bool { differences.isEmpty && failures.isEmpty }

  /// - Parameters:
  ///   - graph: what should be.
  ///   - policies: what was compiled, as it was read back.
  public init(that policies: PolicySet, on cluster: Cluster, enforce graph: TenantGraph) {
    let universe = Universe(of: graph, on: cluster, policies: policies)
    let expected = GraphAccess(of: graph, on: cluster, over: universe)
    let evaluation = PolicyEvaluation(
      inventory: universe.inventory, policies: policies,
      semantics: cluster.enforcement == .cilium ? .cilium : .generic)
    let actual = evaluation.graph(of: universe.peers.map(\.peer))
    var comparison = Comparison(universe: universe)
    for source in universe.peers.indices where universe.peers[source].isSource {
      let found = Dictionary(
        actual.edges(from: source).map { ($0.destination, $0.connections) }
      ) { first, _ in first }
      comparison.compare(source, expected: expected.row(from: source), actual: found)
    }
    self.cluster = cluster.name
    peerCount = universe.peers.count
    pairCount = comparison.pairCount
    connectionSetCount = comparison.connectionSets.count
    let detail = Dictionary(policies.policies.map { ($0.id, $0.subject.detail) }) { first, _ in first }
    differences = comparison.mismatches.map {
      Difference($0, in: expected, judgedBy: evaluation, detail: detail)
    }.sorted()
    let check = AssertionCheck(access: expected)
    failures = graph.assertions.flatMap { assertion in
      check.failures(of: assertion, on: cluster) { source in
        Dictionary(actual.edges(from: source).map { ($0.destination, $0.connections) }) { first, _ in first }
      }
    }
  }
}

/// Two positions in a universe about which the graph and the policies disagree.
struct Mismatch {
  let source: Int
  let destination: Int
  let expected: ConnectionSet
  let actual: ConnectionSet
}

/// Compares rows and keeps what differs.
private struct Comparison {
  let universe: Universe
  private(set) var mismatches: [Mismatch] = []
  private(set) var connectionSets: Set<ConnectionSet> = []
  private(set) var pairCount = 0
  private let countByKind: KindCounts

  init(universe: Universe) {
    self.universe = universe
    countByKind = KindCounts(universe)
  }

  mutating func compare(_ source: Int, expected: [Int: ConnectionSet], actual: [Int: ConnectionSet]) {
    pairCount += countByKind.destinations(of: universe.peers[source])
    for destination in Set(expected.keys).union(actual.keys).sorted()
    where universe.peers[source].isCompared(with: universe.peers[destination]) {
      let (left, right) = (expected[destination] ?? .none, actual[destination] ?? .none)
      connectionSets.insert(left)
      if left != right {
        mismatches.append(Mismatch(source: source, destination: destination, expected: left, actual: right))
      }
    }
  }
}

/// How many peers of each kind there are.
private struct KindCounts {
  private var pods = 0
  private var strangers = 0
  private var impostors = 0
  private var outside = 0

  init(_ universe: Universe) {
    for peer in universe.peers {
      switch peer.kind {
      case .tenantPod: pods += 1
      case .strangePod: strangers += 1
      case .impostor: impostors += 1
      case .addresses, .domain: outside += 1
      }
    }
  }

  func destinations(of source: UniversePeer) -> Int {
    switch source.kind {
    case .tenantPod: pods + strangers + impostors + outside
    case .strangePod: pods + strangers + outside
    case .impostor: pods
    case .addresses: pods + strangers
    case .domain: 0
    }
  }
}

extension UniversePeer {
  /// Names outside the cluster open nothing by themselves.
  fileprivate var isSource: Bool { if case .domain = kind { false } else { true } }

  /// Pairs of which at least one end can be governed, and of impostors only those with tenants' pods.
  fileprivate func isCompared(with destination: UniversePeer) -> Bool {
    switch (kind, destination.kind) {
    case (.tenantPod, _), (.strangePod, .tenantPod), (.impostor, .tenantPod), (.addresses, .tenantPod): true
    case (.strangePod, .impostor), (.impostor, _): false
    case (.strangePod, _), (.addresses, .strangePod): true
    case (.addresses, _), (.domain, _): false
    }
  }
}

extension PolicySubject {
  /// How many conditions choose the subject's pods.
  fileprivate var detail: Int {
    switch self {
    case .pods(let selector): selector.namespaces.requirements.count + selector.pods.requirements.count
    case .nodes(let selector): selector.requirements.count
    }
  }
}
