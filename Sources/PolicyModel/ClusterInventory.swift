/// A namespace with its labels, the one with its name included. (NP-15)
public struct Namespace: Hashable, Sendable {
  public let name: String
  public let labels: Labels

  /// - Parameter labels: the name label is added, and wins over one that a manifest claims.
  public init(_ name: String, labels: Labels = [:]) {
    self.name = name
    self.labels = labels.setting(.namespaceNameLabel, to: name)
  }
}

/// A container port that has a name or documents what a pod listens on.
public struct ContainerPort: Hashable, Sendable {
  public let name: String?
  public let transport: TransportProtocol
  public let number: UInt16
  /// Whether it belongs to an init container that keeps running, where only some plugins look for names. (NP-22)
  public let isSidecar: Bool

  public init(name: String?, transport: TransportProtocol, number: UInt16, isSidecar: Bool = false) {
    self.name = name
    self.transport = transport
    self.number = number
    self.isSidecar = isSidecar
  }
}

/// Pods that policies cannot tell apart because one template makes them.
public struct Workload: Hashable, Sendable {
  public let namespace: String
  public let name: String
  /// `Deployment`, `Pod` and so on: the kind of the owner if there is one.
  public let kind: String
  public let labels: Labels
  public let ports: [ContainerPort]
  /// Addresses of its pods, where they are known.
  public let addresses: [IPAddress]
  /// A pod in the node's own network is no subject and no peer of selectors. (NP-37, CIL-6)
  public let usesHostNetwork: Bool
  /// Nil for a pod that nobody has seen, which may have any. (CIL-32)
  public let serviceAccount: String?

  public init(
    namespace: String, name: String, kind: String, labels: Labels, ports: [ContainerPort] = [],
    addresses: [IPAddress] = [], usesHostNetwork: Bool = false, serviceAccount: String? = nil
  ) {
    self.namespace = namespace
    self.name = name
    self.kind = kind
    self.labels = labels
    self.ports = ports
    self.addresses = addresses
    self.usesHostNetwork = usesHostNetwork
    self.serviceAccount = serviceAccount
  }
}

/// What a cluster runs, as far as policies care: the namespaces and the workloads in them, and what names and addresses
/// besides those of pods stand for.
public struct ClusterInventory: Hashable, Sendable {
  /// Sorted by name, each once; every namespace that a workload names is there.
  public let namespaces: [Namespace]
  /// Sorted by namespace, name and kind.
  public let workloads: [Workload]
  /// Sorted by namespace and name.
  public let services: [ClusterService]
  /// Sorted by name.
  public let nodes: [ClusterNode]

  public init(
    namespaces: [Namespace], workloads: [Workload], services: [ClusterService] = [], nodes: [ClusterNode] = []
  ) {
    let named = Set(namespaces.map(\.name))
    let mentioned = Set(workloads.map(\.namespace)).subtracting(named).map { Namespace($0) }
    let unique = Dictionary((namespaces + mentioned).map { ($0.name, $0) }) { first, _ in first }
    self.namespaces = unique.values.sorted { $0.name < $1.name }
    self.workloads = workloads.sortedByPosition {
      ($0.namespace, $0.name, $0.kind) < ($1.namespace, $1.name, $1.kind)
    }
    self.services = services.sortedByPosition { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    self.nodes = nodes.sortedByPosition { $0.name < $1.name }
  }
}
