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

  /// Sources are YAML or JSON, any number of documents each, `List`s included.
  ///
  /// - Parameter release: the release of Cilium whose server and agents take policies of Cilium, or refuse them.
  public init(
    reading sources: [SourceText], for release: CiliumRelease = .v120, reportingTo log: inout DiagnosticLog
  ) {
    let scanned = sources.concurrentMap { $0.scanned(for: release) }
    var scan = ObjectScan(expecting: scanned.reduce(0) { $0 + $1.items.count })
    for (items, findings) in scanned {
      log.report(contentsOf: findings)
      for item in items { scan.take(item) }
    }
    discard(scanned)
    log.report(contentsOf: scan.diagnostics)
    let readings = scan.readPolicies()
    let whole = consume scan
    let (policies, cluster) = together({ PoliciesRead(readings) }, { ClusterRead(whole, readings) })
    log.report(contentsOf: policies.findings)
    log.report(contentsOf: cluster.findings)
    inventory = cluster.inventory
    observation = cluster.observation
    self.policies = policies.policies
    spans = policies.spans
    refused = policies.refused
    discard(whole)
  }
}

/// The policies of all objects.
private struct PoliciesRead: Sendable {
  let policies: PolicySet
  private(set) var spans: [PolicyID: Span] = [:]
  private(set) var refused: [PolicyID: Span] = [:]
  private(set) var findings: [Diagnostic] = []

  init(_ readings: [PolicyReading]) {
    var policies: [Policy] = []
    policies.reserveCapacity(readings.count)
    spans.reserveCapacity(readings.count)
    for reading in readings {
      findings += reading.findings.diagnostics
      guard !reading.findings.isRefused else {
        refused[reading.id] = reading.span
        continue
      }
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
    let (workloads, findings) = scan.workloads.collapsed()
    self.findings = findings
    let effective = readings.lazy.filter { !$0.findings.isRefused }
    let mentioned = Set(effective.flatMap { $0.policies.compactMap(\.id.namespace) })
    let namespaces = scan.namespaces.map { Namespace($0.name, labels: $0.labels) } + mentioned.map { Namespace($0) }
    inventory = ClusterInventory(
      namespaces: namespaces, workloads: workloads, nodeAddresses: scan.nodeAddresses)
    observation = ClusterObservation(pods: scan.workloads.observed, namespaces: scan.namespaces)
  }
}

extension SourceText {
  /// What is here, read as far as it goes without other sources, so that no tree outlives the work on its text.
  fileprivate func scanned(for release: CiliumRelease) -> (items: [ScannedItem], findings: [Diagnostic]) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: self, reportingTo: &log)
    let items = documents.concurrentMap(fewest: 256) { ScannedItem.items(in: $0, for: release) }
    return (items.flatMap { $0 }, log.unsorted)
  }
}
