import Diagnostics
import PolicyModel
import YAMLTree

/// What policies may name besides pods.
struct ClusterReferences {
  let services: [ServiceRecord]
  let addressGroups: [AddressGroup]

  static let none = ClusterReferences(services: [], addressGroups: [])
}

/// What was read from one policy object. Lists share it, as they do ``ScannedObject``.
final class PolicyReading: Sendable {
  let id: PolicyID
  let span: Span
  /// Where each policy stands: the name of the object, or the rule itself in an object of several.
  let places: [Span]
  /// One policy, or one for each rule of a Cilium object with several.
  let policies: [Policy]
  let lifecycle: ObjectLifecycle?
  let findings: ObjectFindings

  init(
    id: PolicyID, span: Span, places: [Span], policies: [Policy], lifecycle: ObjectLifecycle?, findings: ObjectFindings
  ) {
    self.id = id
    self.span = span
    self.places = places
    self.policies = policies
    self.lifecycle = lifecycle
    self.findings = findings
  }
}

/// A policy object that is still to be read.
struct PolicyObject: Sendable {
  let node: YAMLNode
  let api: PolicyAPI
  let release: CiliumRelease
  let metadata: ObjectMetadata
  /// Those about its metadata.
  let findings: ObjectFindings

  /// Nil without `references` when the policy names some, so that it cannot be read before all sources are.
  func reading(_ references: ClusterReferences?) -> PolicyReading? {
    let id = PolicyID(api, namespace: api.isNamespaced ? metadata.namespace ?? "default" : nil, name: metadata.name)
    var findings = findings
    checkNames(id.namespace, &findings)
    let policies = policies(id, references, &findings)
    guard !findings.lacksReferences else { return nil }
    return PolicyReading(
      id: id, span: metadata.span, places: policies.count > 1 ? placesOfRules : [metadata.span], policies: policies,
      lifecycle: ObjectLifecycle(of: node), findings: findings)
  }

  /// The rules of an object with several. (CIL-1)
  private var placesOfRules: [Span] {
    let rules = [node["spec"]].compactMap { $0 } + (node["specs"].map { Array($0.elements) } ?? [])
    return rules.map(\.span)
  }

  private func policies(
    _ id: PolicyID, _ references: ClusterReferences?, _ findings: inout ObjectFindings
  ) -> [Policy] {
    switch api {
    case .networkPolicy:
      NetworkPolicyReader(id: id, metadata: metadata).policy(node, &findings).map { [$0] } ?? []
    case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy:
      CiliumReader(id: id, metadata: metadata, references: references, release: release).policies(node, &findings)
    case .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy:
      TierReader(id: id, metadata: metadata).policy(node, &findings).map { [$0] } ?? []
    }
  }

  /// A bad name keeps an object out of a cluster, but changes nothing about what its author means. (NPV-1)
  private func checkNames(_ namespace: String?, _ findings: inout ObjectFindings) {
    if !metadata.name.isDNSSubdomain, let name = node["metadata"]?["name"] {
      findings.warn(
        "\"\(metadata.name)\" is not an object name, and a server refuses it", "NPV-1", at: name, code: .invalidObject)
    }
    if metadata.isNamedByServer, let prefix = node["metadata"]?["generateName"] {
      findings.reportGeneratedName(prefix, isManaged: metadata.labels.areManaged)
    }
    if let namespace, !namespace.isDNSLabel, let name = node["metadata"]?["namespace"] {
      findings.warn(
        "\"\(namespace)\" is not a namespace name, and a server refuses it", "NPV-1", at: name, code: .invalidObject)
    }
  }
}
