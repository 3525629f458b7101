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
  public init(reading sources: [SourceText], reportingTo log: inout DiagnosticLog) {
    let scanned = sources.concurrentMap(\.scanned)
    var scan = ObjectScan(expecting: scanned.reduce(0) { $0 + $1.items.count })
    for (items, findings) in scanned {
      log.report(contentsOf: findings)
      for item in items { scan.take(item) }
    }
    discard(scanned)
    log.report(contentsOf: scan.diagnostics)
    let references = ClusterReferences(services: scan.services, addressGroups: scan.addressGroups)
    var policies: [Policy] = []
    var spans: [PolicyID: Span] = [:]
    var refused: [PolicyID: Span] = [:]
    spans.reserveCapacity(scan.policies.count)
    for (id, span, places, read, findings) in scan.policies.concurrentMap({ $0.read(references) }) {
      log.report(contentsOf: findings.diagnostics)
      guard !findings.isRefused else {
        refused[id] = span
        continue
      }
      policies += read
      for (policy, place) in zip(read, places) { spans[policy.id] = place }
    }
    let (workloads, findings) = scan.workloads.collapsed()
    log.report(contentsOf: findings)
    let mentioned = policies.compactMap(\.id.namespace).map { Namespace($0) }
    let namespaces = scan.namespaces.map { Namespace($0.name, labels: $0.labels) }
    inventory = ClusterInventory(namespaces: namespaces + mentioned, workloads: workloads)
    observation = ClusterObservation(pods: scan.workloads.observed, namespaces: scan.namespaces)
    self.policies = PolicySet(policies)
    self.spans = spans
    self.refused = refused
    discard(scan)
  }
}

/// What policies may name besides pods.
struct ClusterReferences {
  let services: [ServiceRecord]
  let addressGroups: [AddressGroup]
}

extension SourceText {
  fileprivate var scanned: (items: [ScannedItem], findings: [Diagnostic]) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: self, reportingTo: &log)
    return (documents.flatMap(ScannedItem.items), log.unsorted)
  }
}

extension ObjectScan.PendingPolicy {
  fileprivate func read(
    _ references: ClusterReferences
  ) -> (id: PolicyID, span: Span, places: [Span], policies: [Policy], findings: ObjectFindings) {
    var pending = self
    let policies = pending.policies(references)
    let places = policies.count > 1 ? placesOfRules : [metadata.span]
    return (id, metadata.span, places, policies, pending.findings)
  }

  private var id: PolicyID {
    PolicyID(api, namespace: api.isNamespaced ? metadata.namespace ?? "default" : nil, name: metadata.name)
  }

  /// The rules of an object with several. (CIL-1)
  private var placesOfRules: [Span] {
    let rules = [node["spec"]].compactMap { $0 } + (node["specs"].map { Array($0.elements) } ?? [])
    return rules.map(\.span)
  }

  /// The policies that the object makes: one, or one for each rule of a Cilium object with several.
  fileprivate mutating func policies(_ references: ClusterReferences) -> [Policy] {
    let id = id
    checkNames(id.namespace)
    switch api {
    case .networkPolicy:
      return NetworkPolicyReader(id: id, metadata: metadata).policy(node, &findings).map { [$0] } ?? []
    case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy:
      return CiliumReader(id: id, metadata: metadata, references: references).policies(node, &findings)
    case .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy:
      return TierReader(id: id, metadata: metadata).policy(node, &findings).map { [$0] } ?? []
    }
  }

  /// A bad name keeps an object out of a cluster, but changes nothing about what its author means. (NPV-1)
  private mutating func checkNames(_ namespace: String?) {
    if !metadata.name.isDNSSubdomain, let name = node["metadata"]?["name"] {
      findings.warn(
        "\"\(metadata.name)\" is not an object name, and a server refuses it", "NPV-1", at: name, code: .invalidObject)
    }
    if let namespace, !namespace.isDNSLabel, let name = node["metadata"]?["namespace"] {
      findings.warn(
        "\"\(namespace)\" is not a namespace name, and a server refuses it", "NPV-1", at: name, code: .invalidObject)
    }
  }
}
