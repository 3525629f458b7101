import PolicyModel

/// A rule of admission: which requests it looks at, and what has to be true of them.
///
/// Said in CEL, so that the API server and Kyverno evaluate the same text: Kyverno hands `validate.cel` to the API
/// server's own evaluator. https://kyverno.io/docs/policy-types/cluster-policy/validate/#common-expression-language-cel
struct Guard: Sendable {
  /// Name of the objects that carry it.
  let name: String
  /// What it is for, in a sentence.
  let purpose: String
  let requests: Requests
  /// It applies where all of these are true.
  let conditions: [Expression]
  /// What validations share; evaluated when first used.
  let variables: [Expression]
  let validations: [Validation]
  var outage = Outage.refuses

  /// A CEL expression with a name.
  struct Expression: Sendable {
    let name: String
    let text: String
  }

  /// What has to be true, and what is said when it is not.
  struct Validation: Sendable {
    let expression: String
    let message: String
  }

  /// Which requests it sees.
  struct Requests: Sendable {
    let kinds: [ObjectKind]
    let operations: [Operation]
    let place: Place
  }

  enum Operation: String, Sendable {
    case create = "CREATE"
    case update = "UPDATE"
    case delete = "DELETE"
  }

  /// What becomes of requests while the engine that judges them is out of order. The API server's own never is.
  enum Outage: String, Sendable {
    case refuses = "Fail"
    case lets = "Ignore"
  }

  /// Where the objects are that a guard sees.
  enum Place: Sendable {
    case anywhere
    /// Objects in these namespaces.
    case inNamespaces([String])
    /// These namespaces themselves.
    case namespaces([String])
  }
}

/// A kind of object by the names that the API server has for it.
struct ObjectKind: Hashable, Sendable {
  let group: String
  let version: String
  let kind: String
  let plural: String
  /// Parts of the object that are written by themselves and let its labels through.
  var subresources: [String] = []

  static let namespace = ObjectKind(
    group: "", version: "v1", kind: "Namespace", plural: "namespaces", subresources: ["status", "finalize"])
  static let service = ObjectKind(group: "", version: "v1", kind: "Service", plural: "services")
  static let endpoints = ObjectKind(group: "", version: "v1", kind: "Endpoints", plural: "endpoints")
  static let endpointSlice = ObjectKind(
    group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice", plural: "endpointslices")
  static let networkPolicy = ObjectKind(
    group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", plural: "networkpolicies")
  static let ciliumNetworkPolicy = ObjectKind(
    group: "cilium.io", version: "v2", kind: "CiliumNetworkPolicy", plural: "ciliumnetworkpolicies")
  static let ciliumClusterwide = ObjectKind(
    group: "cilium.io", version: "v2", kind: "CiliumClusterwideNetworkPolicy",
    plural: "ciliumclusterwidenetworkpolicies")
  static let clusterNetworkPolicy = ObjectKind(
    group: "policy.networking.k8s.io", version: "v1alpha2", kind: "ClusterNetworkPolicy",
    plural: "clusternetworkpolicies")
  static let adminNetworkPolicy = ObjectKind(
    group: "policy.networking.k8s.io", version: "v1alpha1", kind: "AdminNetworkPolicy", plural: "adminnetworkpolicies")
  static let baselineAdminNetworkPolicy = ObjectKind(
    group: "policy.networking.k8s.io", version: "v1alpha1", kind: "BaselineAdminNetworkPolicy",
    plural: "baselineadminnetworkpolicies")
  static let tenantResource = ObjectKind(
    group: "capsule.clastix.io", version: "v1beta2", kind: "TenantResource", plural: "tenantresources")
}
