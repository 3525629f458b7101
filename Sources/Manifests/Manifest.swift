public import PolicyModel
public import YAMLTree

/// One object as it is written to disk.
public struct Manifest: Hashable, Sendable {
  public let apiVersion: String
  public let kind: String
  /// Nil for cluster-scoped kinds, and for a kustomization, which has no metadata.
  public let namespace: String?
  public let name: String?
  public let object: YAMLValue

  /// One YAML document.
  public var text: String { object.text }

  /// The object that says what `policy` says, in the API that its identity names.
  ///
  /// Every list of an entry that would be empty, and every `{}` that an API would read as "everything" by accident, is left
  /// out or spelled out. What could open the object if somebody else wrote it is always there, empty or not: fields that
  /// no manifest names belong to nobody, and no apply takes them away.
  public init(_ policy: Policy) throws(InexpressiblePolicy) {
    let spec: YAMLValue
    do {
      spec = try policy.spec
    } catch {
      throw InexpressiblePolicy(policy: policy.id, reason: error)
    }
    apiVersion = policy.id.api.apiVersion
    kind = policy.id.api.rawValue
    namespace = policy.id.namespace
    name = policy.id.name
    object = .fields([
      "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": policy.metadata, "spec": spec,
      // A Cilium object may have more rules in another list. (CIL-1)
      "specs": policy.id.api.isCilium ? .sequence([]) : nil,
    ])
  }

  /// The kustomization that applies `resources`, paths relative to its own folder, in this order and no other.
  ///
  /// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/sortoptions/
  public init(kustomizationOf resources: [String]) {
    apiVersion = "kustomize.config.k8s.io/v1beta1"
    kind = "Kustomization"
    namespace = nil
    name = nil
    object = [
      "apiVersion": .string(apiVersion), "kind": .string(kind), "sortOptions": ["order": "fifo"],
      "resources": .sequence(resources.map { .string($0) }),
    ]
  }
}

extension PolicyAPI {
  /// Group and version that objects are written in.
  var apiVersion: String {
    switch self {
    case .networkPolicy: "\(group)/v1"
    case .adminNetworkPolicy, .baselineAdminNetworkPolicy: "\(group)/v1alpha1"
    case .clusterNetworkPolicy: "\(group)/v1alpha2"
    case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy: "\(group)/v2"
    }
  }

  var isNamespaced: Bool { self == .networkPolicy || self == .ciliumNetworkPolicy }
}

extension Policy {
  fileprivate var metadata: YAMLValue {
    .fields([
      "name": .string(id.name),
      "namespace": id.namespace.map { .string($0) },
      "labels": labels.mapping,
      "annotations": annotations.mapping,
    ])
  }

  fileprivate var spec: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      guard id.api.isNamespaced == (id.namespace != nil) else { throw .scope }
      return switch id.api {
      case .networkPolicy: try networkPolicySpec
      case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy: try ciliumSpec
      case .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy: try tierSpec
      }
    }
  }
}

extension Labels {
  /// Nil without labels: an empty mapping says nothing.
  fileprivate var mapping: YAMLValue? {
    isEmpty ? nil : .mapping(pairs.map { YAMLValue.Entry($0.key, .string($0.value)) })
  }
}
