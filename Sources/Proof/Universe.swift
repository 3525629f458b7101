import Analysis
import GraphFormat
import PolicyModel
import Resolution

/// The peers over which a proof compares: closed, in that every selector and every block that the graph or the policies
/// of one cluster can name has a witness among them, inside and outside.
///
/// * each workload in each of its namespaces, once for each value that its selector lets a label have,
/// * a pod without labels in each tenant namespace,
/// * pods that bear a workload's labels in a namespace where it does not run: at the other end of its edges, in another
///   tenant's namespace, and in one that no tenant owns,
/// * the pods and namespaces of the cluster, where somebody looked,
/// * pods that the policies' own selectors name, where none of the above is one, in namespaces with the labels that those
///   selectors ask for; and each of a tenant's pods with the labels on top that policies name or shut out,
/// * a container port behind each name that policies call ports by,
/// * the DNS servers, the API server, the pod's own node, other nodes, and what else policies name by an entity,
/// * address ranges cut wherever a block of the graph or of a policy begins or ends, and domain names.
///
/// Which labels the tenants' namespaces bear, ``NamespaceLabelling`` varies.
struct Universe {
  let peers: [UniversePeer]
  let namespaces: [String]
  /// Where labels are known or made up.
  let namespaceLabels: [String: Labels]
  /// The namespace of nobody.
  let unmanaged: String
  /// The selectors of the policies that it has witnesses for.
  let selectors: [PodSelector]
  /// The address ranges that no block names but those of a whole family.
  let unnamedAddresses: Set<AddressPeer>
}

/// One peer with its place in the graph.
struct UniversePeer {
  enum Kind: Hashable {
    /// A pod in a namespace of a tenant.
    case tenantPod(namespace: String)
    /// A pod elsewhere that stands for all like it.
    case strangePod
    /// A pod in its node's network, which policies neither govern nor name. (NP-37, CIL-6)
    case hostPod
    /// A pod elsewhere of which only connections with tenants' pods are compared.
    case impostor
    case addresses(AddressPeer)
    /// What policies of Cilium name by an entity only.
    case entity(EntityPeer)
    case domain(String)
  }

  let peer: Peer
  let kind: Kind
  /// The namespace and labels of a pod.
  let pod: Workload?
  /// The workload of the graph that this pod is an instance of, rather than one that only looks like it.
  let workload: WorkloadID?
  /// The namespace of a tenant's pod.
  let tenantNamespace: String?
  let address: AddressPeer?
  /// Whether the pod is there, rather than one that might be.
  let isObserved: Bool
  /// Whether the pod bears labels that its workload does not ask for.
  let isDressed: Bool

  init(pod: Workload, kind: Kind, workload: WorkloadID? = nil, isDressed: Bool = false) {
    peer = .workload(pod)
    self.kind = kind
    self.pod = pod
    self.workload = workload
    tenantNamespace = kind == .tenantPod(namespace: pod.namespace) ? pod.namespace : nil
    address = nil
    isObserved = false
    self.isDressed = isDressed
  }

  init(observed pod: Workload, isTenant: Bool) {
    peer = .workload(pod)
    kind = pod.usesHostNetwork ? .hostPod : isTenant ? .tenantPod(namespace: pod.namespace) : .strangePod
    self.pod = pod
    workload = nil
    tenantNamespace = kind == .tenantPod(namespace: pod.namespace) ? pod.namespace : nil
    address = nil
    isObserved = true
    isDressed = false
  }

  init(addresses: AddressPeer) {
    peer = .addresses(addresses)
    kind = .addresses(addresses)
    pod = nil
    workload = nil
    tenantNamespace = nil
    address = addresses
    isObserved = false
    isDressed = false
  }

  init(entity: EntityPeer) { self.init(outside: .entity(entity), kind: .entity(entity)) }

  init(domain: String) { self.init(outside: .domain(domain), kind: .domain(domain)) }

  private init(outside peer: Peer, kind: Kind) {
    self.peer = peer
    self.kind = kind
    pod = nil
    workload = nil
    tenantNamespace = nil
    address = nil
    isObserved = false
    isDressed = false
  }
}
