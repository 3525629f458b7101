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
/// * pods that the policies' own selectors name, where none of the above is one,
/// * the DNS servers, the API server, the pod's own node, other nodes,
/// * address ranges cut wherever a block of the graph or of a policy begins or ends, and domain names.
struct Universe {
  let peers: [UniversePeer]
  let inventory: ClusterInventory
}

/// One peer with its place in the graph.
struct UniversePeer {
  enum Kind: Hashable {
    /// A pod in a namespace of a tenant.
    case tenantPod(namespace: String)
    /// A pod elsewhere that stands for all like it.
    case strangePod
    /// A pod elsewhere of which only connections with tenants' pods are compared.
    case impostor
    case addresses(AddressPeer)
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

  init(pod: Workload, kind: Kind, workload: WorkloadID? = nil) {
    peer = .workload(pod)
    self.kind = kind
    self.pod = pod
    self.workload = workload
    tenantNamespace = kind == .tenantPod(namespace: pod.namespace) ? pod.namespace : nil
    address = nil
  }

  init(addresses: AddressPeer) {
    peer = .addresses(addresses)
    kind = .addresses(addresses)
    pod = nil
    workload = nil
    tenantNamespace = nil
    address = addresses
  }

  init(domain: String) {
    peer = .domain(domain)
    kind = .domain(domain)
    pod = nil
    workload = nil
    tenantNamespace = nil
    address = nil
  }
}
