public import Diagnostics
public import PolicyModel
import Workers
import YAMLTree

/// What a set of Kubernetes objects says: what the cluster runs, and which policies are in force.
///
/// An object that a server or an agent would refuse is reported and has no effect, as in a cluster. (CIL-8)
public struct ManifestReading: Sendable {
  public let inventory: ClusterInventory
  /// The same pods and namespaces as they stand there.
  public let observation: ClusterObservation
  public let policies: PolicySet
  /// Where each policy stood: the name of its object, or the rule itself in an object of several.
  public let spans: [PolicyID: Span]
  /// Policies that a server or an agent would refuse, and where they stand.
  public let refused: [PolicyID: Span]
  /// The objects of policies that do not only stay or go as they are applied.
  public let lifecycles: [PolicyID: ObjectLifecycle]
  /// Objects from which something makes pods that were not read.
  public let podMakers: [PodMaker]
  /// Objects of kinds that say nothing about traffic and that the compiler may have written, in the order of the text.
  public let claimed: [ClaimedObject]
  /// What nobody can tell about policies from these objects, by the name of the object.
  public let questions: [PolicyID: [OpenQuestion]]

  /// Sources are YAML or JSON, any number of documents each, `List`s included. Of two objects of one name the last one
  /// counts.
  ///
  /// - Parameters:
  ///   - release: the release of Cilium whose server and agents take policies of Cilium, or refuse them.
  ///   - placements: the namespaces that kustomizations give the objects of a source, one for each time that they are
  ///     applied; nil where its objects are applied as they are.
  public init(
    reading sources: [SourceText], for release: CiliumRelease = .v120,
    placedIn placements: (SourceText) -> [String?] = { _ in [nil] }, reportingTo log: inout DiagnosticLog
  ) {
    let placed = sources.flatMap { source in placements(source).map { (source: source, namespace: $0) } }
    let scanned = placed.concurrentMap { ScannedSource($0.source, for: release, placedIn: $0.namespace) }
    var scan = ObjectScan(expecting: scanned.reduce(0) { $0 + $1.items.count })
    var findings: [Diagnostic] = []
    for source in scanned {
      findings += source.findings
      for item in source.items { scan.take(item) }
    }
    scan.settle()
    findings += scanned.compactMap(\.stray).notices
    discard(scanned)
    findings += scan.diagnostics
    let readings = scan.readPolicies()
    podMakers = scan.podMakers
    let whole = consume scan
    let (policies, cluster) = together({ PoliciesRead(readings) }, { ClusterRead(whole, readings) })
    findings += policies.findings + cluster.findings
    log.report(contentsOf: findings.withPlaceholdersExplained)
    inventory = cluster.inventory
    observation = cluster.observation
    self.policies = policies.policies
    spans = policies.spans
    refused = policies.refused
    lifecycles = policies.lifecycles
    claimed = whole.claimed
    questions = policies.questions
    discard(whole)
  }
}

extension PolicyReading {
  /// Whether it is refused for nothing but what is filled in before it is applied.
  fileprivate var isUnfinished: Bool {
    findings.diagnostics.allSatisfy { $0.severity != .error || Placeholder(behind: $0) != nil }
  }
}

/// The policies of all objects.
private struct PoliciesRead: Sendable {
  let policies: PolicySet
  private(set) var spans: [PolicyID: Span] = [:]
  private(set) var refused: [PolicyID: Span] = [:]
  private(set) var lifecycles: [PolicyID: ObjectLifecycle] = [:]
  private(set) var questions: [PolicyID: [OpenQuestion]] = [:]
  private(set) var findings: [Diagnostic] = []

  init(_ readings: [PolicyReading]) {
    var policies: [Policy] = []
    policies.reserveCapacity(readings.count)
    spans.reserveCapacity(readings.count)
    for reading in readings {
      findings += reading.findings.diagnostics
      if let lifecycle = reading.lifecycle { lifecycles[reading.id] = lifecycle }
      guard !reading.findings.isRefused else {
        if !reading.isUnfinished { refused[reading.id] = reading.span }
        continue
      }
      if !reading.findings.questions.isEmpty { questions[reading.id] = reading.findings.questions }
      policies += reading.policies
      for (policy, place) in zip(reading.policies, reading.places) { spans[policy.id] = place }
    }
    self.policies = PolicySet(policies)
  }
}

/// What runs, and where: namespaces that only policies mention are there as well.
private struct ClusterRead: Sendable {
  let inventory: ClusterInventory
  let observation: ClusterObservation
  let findings: [Diagnostic]

  init(_ scan: ObjectScan, _ readings: [PolicyReading]) {
    let effective = readings.lazy.filter { !$0.findings.isRefused }
    let (workloads, findings) = scan.workloads.collapsed(
      tellingApart: SelectedTraits(of: effective.flatMap(\.policies)))
    self.findings = findings
    let mentioned = Set(effective.flatMap { $0.policies.compactMap(\.id.namespace) })
    let namespaces = scan.namespaces.map { Namespace($0.name, labels: $0.labels) } + mentioned.map { Namespace($0) }
    inventory = ClusterInventory(
      namespaces: namespaces, workloads: workloads, services: scan.services.map(\.service), nodes: scan.nodes)
    observation = ClusterObservation(pods: scan.workloads.observed, namespaces: scan.namespaces)
  }
}
