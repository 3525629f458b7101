public import Analysis
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
  /// How many of those pairs differ.
  public let differenceCount: Int
  /// Whether there is so much of that that the proof gave up.
  public let isCutShort: Bool
  /// A pair for each cause of disagreement, what is open against the graph first: as many as somebody wanted to see.
  public let differences: [Difference]
  /// How many causes there are, among the pairs that were looked at.
  public let causeCount: Int
  /// Whether every pair that differs was.
  public let isWhole: Bool
  /// Policies of somebody else that change what holds for the graph.
  public let influences: [ForeignInfluence]
  /// Policies of somebody else that take the place of compiled denies, whether or not that opens anything today.
  public let precedences: [ForeignPrecedence]
  /// Flows that have to be narrowed to certain requests and are not.
  public let unfiltered: [UnfilteredFlow]
  /// Assertions of the graph that the policies break.
  public let failures: [AssertionFailure]

  /// How many pairs are named that have the cause of another.
  private static let namedLimit = 3

  public var holds: Bool {
    differenceCount == 0 && unfiltered.isEmpty && failures.isEmpty && precedences.isEmpty
  }

  /// - Parameters:
  ///   - graph: what should be.
  ///   - policies: what was compiled, as it was read back.
  ///   - observation: what the cluster runs, as far as somebody looked.
  ///   - limit: how many differences are explained; nil for all.
  public init(
    that policies: PolicySet, on cluster: Cluster, enforce graph: TenantGraph,
    observing observation: ClusterObservation = ClusterObservation(), explaining limit: Int? = 20
  ) {
    let policies = policies.forAnyNodes
    let universe = Universe(of: graph, on: cluster, policies: policies, observation: observation)
    let access = GraphAccess(of: graph, on: cluster, over: universe)
    let labelling = NamespaceLabelling(universe.selectors, areKnown: !observation.namespaces.isEmpty)
    var trial = Trial(of: policies, access, [:])
    var comparison = trial.comparison(with: access, keepsAll: limit == nil)
    for labels in labelling.labellings.dropFirst() where comparison.mismatchCount == 0 {
      trial = Trial(of: policies, access, labels)
      comparison = trial.comparison(with: access, keepsAll: limit == nil)
    }
    self.cluster = cluster.name
    peerCount = universe.peers.count
    pairCount = comparison.pairCount
    connectionSetCount = comparison.connectionSetCount
    differenceCount = comparison.mismatchCount
    isCutShort = comparison.isCutShort
    let attribution = trial.attribution(of: comparison, in: access)
    let causes = attribution.others.sorted().grouped(naming: limit == nil ? nil : Self.namedLimit)
    differences = Array(causes.prefix(limit ?? causes.count))
    causeCount = causes.count
    isWhole = comparison.hasAll
    influences = attribution.influences
    precedences = trial.evaluation.foreignPrecedences(among: policies, over: universe)
    unfiltered = RequestCheck(access: access, evaluation: trial.evaluation).unfilteredFlows()
    let actual = trial.graph
    failures = graph.assertions.flatMap { assertion in
      AssertionCheck(access: access).failures(of: assertion, on: cluster) { source in
        Dictionary(actual.edges(from: source).map { ($0.destination, $0.connections) }) { first, _ in first }
      }
    }
  }
}

/// Judges policies for one way to label the namespaces.
private struct Trial {
  let policies: PolicySet
  let evaluation: PolicyEvaluation
  let graph: AccessGraph
  private let labels: Labels
  /// What policies allow that are about pods of nobody; nil when there are none.
  private let limits: AccessGraph?
  private let inventory: ClusterInventory

  init(of policies: PolicySet, _ access: GraphAccess, _ labels: Labels) {
    self.policies = policies
    self.labels = labels
    let peers = access.universe.peers.map(\.peer)
    inventory = access.universe.inventory(labelled: labels)
    evaluation = PolicyEvaluation(
      inventory: inventory, policies: policies, semantics: access.cluster.semantics,
      cilium: access.cluster.ciliumProfile)
    graph = evaluation.graph(of: peers)
    let strangers = policies.ofStrangers(tenantNamespaces: access.membership.tenantNamespaces)
    limits =
      strangers.policies.isEmpty
      ? nil
      : PolicyEvaluation(
        inventory: inventory, policies: strangers, semantics: access.cluster.semantics,
        cilium: access.cluster.ciliumProfile
      ).graph(of: peers)
  }

  func comparison(with access: GraphAccess, keepsAll: Bool) -> Comparison {
    var comparison = Comparison(of: access.universe, numbers: access.numbers, keepsAll: keepsAll)
    comparison.compare(access, with: graph, within: limits)
    return comparison
  }

  func attribution(of comparison: Comparison, in access: GraphAccess) -> ForeignAttribution {
    let mismatches = comparison.mismatches
    let detail = Dictionary(policies.policies.map { ($0.id, $0.subject.detail) }) { first, _ in first }
    let differences = mismatches.map { mismatch in
      let difference = Difference(
        mismatch, in: access, judgedBy: evaluation, detail: detail, namespaceLabels: labels)
      return (difference: difference, mismatch: mismatch)
    }
    let foreign = Set(policies.foreign.map(\.id))
    let managed =
      foreign.isEmpty || mismatches.isEmpty
      ? nil
      : PolicyEvaluation(
        inventory: inventory, policies: PolicySet(policies.policies.filter(\.isManaged)),
        semantics: access.cluster.semantics, cilium: access.cluster.ciliumProfile)
    return ForeignAttribution(differences, in: access, managed: managed, foreign: foreign, isWhole: comparison.hasAll)
  }
}

extension Cluster {
  /// By whose rules the cluster judges.
  public var semantics: Semantics { enforcement == .cilium ? .cilium : .generic }

  /// The agents of the release that the cluster runs, or of the nearest one that is known to differ.
  public var ciliumProfile: CiliumProfile {
    guard let version = ciliumVersion else { return CiliumProfile() }
    let releases: [(CiliumVersion, CiliumProfile.Release)] = [
      (CiliumVersion(1, 20), .v120), (CiliumVersion(1, 19), .v119),
    ]
    return CiliumProfile(release: releases.first { $0.0 <= version }?.1 ?? .v118)
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
