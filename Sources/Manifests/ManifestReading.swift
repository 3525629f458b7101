public import Diagnostics
public import PolicyModel
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
    var scan = ObjectScan()
    for source in sources {
      for document in YAMLDocument.documents(in: source, reportingTo: &log) { scan.take(document) }
    }
    log.report(contentsOf: scan.diagnostics)
    let references = ClusterReferences(services: scan.services, addressGroups: scan.addressGroups)
    var policies: [Policy] = []
    var spans: [PolicyID: Span] = [:]
    var refused: [PolicyID: Span] = [:]
    for var pending in scan.policies {
      let read = pending.policies(references)
      log.report(contentsOf: pending.findings.diagnostics)
      guard !pending.findings.isRefused else {
        refused[pending.id] = pending.metadata.span
        continue
      }
      policies += read
      let places = read.count > 1 ? pending.placesOfRules : [pending.metadata.span]
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
  }
}

/// What policies may name besides pods.
struct ClusterReferences {
  let services: [ServiceRecord]
  let addressGroups: [AddressGroup]
}

extension ObjectScan.PendingPolicy {
  fileprivate var id: PolicyID {
    PolicyID(api, namespace: api.isNamespaced ? metadata.namespace ?? "default" : nil, name: metadata.name)
  }

  /// The rules of an object with several. (CIL-1)
  fileprivate var placesOfRules: [Span] {
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
