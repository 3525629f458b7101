import GraphFormat
import PolicyModel
import Resolution

/// Gathers the pods of a universe, each once.
struct WitnessPods {
  let graph: TenantGraph
  let cluster: Cluster
  private(set) var peers: [UniversePeer] = []
  private(set) var namespaces: Set<String>
  /// Labels of namespaces that are known, or made up to bear them.
  private(set) var namespaceLabels: [String: Labels] = [:]
  let tenantOfNamespace: [String: String]
  /// Ports that policies call by a name, to be found on pods whose workload has none of that name.
  private let portNames: [PortName]
  private var known: Set<Key> = []
  /// A pod of each workload, in no namespace yet.
  private let templates: [WorkloadID: Workload]

  /// A namespace that no tenant owns and no policy mentions.
  let unmanaged: String
  /// How many pods that only look like a workload a tenant namespace holds at most.
  private static let impostorLimit = 32

  private struct Key: Hashable {
    let namespace: String
    let labels: Labels
  }

  init(graph: TenantGraph, cluster: Cluster, policies: PolicySet?, selectors: [PodSelector]) {
    self.graph = graph
    self.cluster = cluster
    tenantOfNamespace = Dictionary(
      graph.tenants.flatMap { tenant in tenant.namespaces(on: cluster).map { ($0.name, tenant.name) } }
    ) { first, _ in first }
    namespaces = Set(tenantOfNamespace.keys)
    let taken = Set(policies?.policies.compactMap(\.id.namespace) ?? [])
      .union(selectors.namespaceNames).union(graph.tenants.flatMap(\.namespaces).map(\.name))
    var name = "unmanaged"
    while taken.contains(name) || name == graph.dns.namespace { name += "-x" }
    unmanaged = name
    portNames = policies?.portNames ?? []
    let templates = graph.tenants.flatMap(\.workloads).map { ($0.id, $0.pod) }
    self.templates = Dictionary(templates) { first, _ in first }
  }

  // MARK: Tenants

  mutating func addTenants() {
    for tenant in graph.tenants {
      for namespace in tenant.namespaces(on: cluster) {
        for workload in tenant.workloads where workload.namespaces.contains(where: { $0.name == namespace.name }) {
          for (index, labels) in workload.selector.witnesses.enumerated() {
            let suffix = index == 0 ? "" : "-\(index + 1)"
            add(
              workload.pod.named(workload.id.name + suffix, in: namespace.name, labels: labels),
              workload: workload.id)
          }
        }
        add(Workload(namespace: namespace.name, name: "unlabelled", kind: "Pod", labels: [:]))
      }
    }
  }

  // MARK: Impostors

  /// Pods with the right labels in the wrong namespace.
  mutating func addImpostors() {
    let workloads = Dictionary(graph.tenants.flatMap(\.workloads).map { ($0.id, $0) }) { first, _ in first }
    var room: [String: Int] = [:]
    for edge in graph.edges {
      guard let consumer = edge.consumer.workload.flatMap({ workloads[$0] }),
        let provider = edge.provider.workload.flatMap({ workloads[$0] })
      else { continue }
      for namespace in provider.namespaces { disguise(consumer.id, in: namespace.name, &room) }
      for namespace in consumer.namespaces { disguise(provider.id, in: namespace.name, &room) }
    }
    let everywhere = tenantOfNamespace.keys.sorted()
    for workload in graph.tenants.flatMap(\.workloads) {
      if let other = everywhere.first(where: { tenantOfNamespace[$0] != workload.id.tenant }) {
        disguise(workload.id, in: other, &room)
      }
      add(
        workload.pod.named("like-\(workload.id.tenant)-\(workload.id.name)", in: unmanaged), kind: .impostor)
    }
  }

  private mutating func disguise(_ workload: WorkloadID, in namespace: String, _ room: inout [String: Int]) {
    guard tenantOfNamespace[namespace] != nil, room[namespace, default: 0] < Self.impostorLimit,
      let template = templates[workload], !known.contains(Key(namespace: namespace, labels: template.labels))
    else { return }
    if add(template.named("like-\(workload.tenant)-\(workload.name)", in: namespace)) {
      room[namespace, default: 0] += 1
    }
  }

  // MARK: The rest of the cluster

  mutating func addSystem() {
    add(Workload(namespace: unmanaged, name: "unlabelled", kind: "Pod", labels: [:]), kind: .strangePod)
    let dns = graph.dns
    for labels in dns.selector.witnesses {
      add(
        Workload(
          namespace: dns.namespace, name: "dns", kind: "Pod", labels: labels,
          ports: dns.ports.map { ContainerPort(name: nil, transport: $0.transport, number: $0.ports.lowerBound) }),
        kind: .strangePod)
    }
    add(Workload(namespace: dns.namespace, name: "unlabelled", kind: "Pod", labels: [:]), kind: .strangePod)
  }

  mutating func setLabels(_ labels: Labels, ofNamespace name: String) {
    namespaces.insert(name)
    namespaceLabels[name] = labels
  }

  // MARK: Adding

  /// Adds a pod that might exist.
  ///
  /// - Parameter kind: nil for pods of tenants.
  /// - Returns: whether there was none like it.
  @discardableResult
  mutating func add(
    _ pod: Workload, kind: UniversePeer.Kind? = nil, workload: WorkloadID? = nil, isDressed: Bool = false
  ) -> Bool {
    guard known.insert(Key(namespace: pod.namespace, labels: pod.labels)).inserted else { return false }
    let pod = portNames.isEmpty || kind != nil ? pod : pod.withPorts(named: portNames)
    append(
      UniversePeer(
        pod: pod, kind: kind ?? .tenantPod(namespace: pod.namespace), workload: workload, isDressed: isDressed))
    return true
  }

  /// Adds a pod that does exist.
  mutating func append(_ peer: UniversePeer) {
    if let pod = peer.pod { namespaces.insert(pod.namespace) }
    peers.append(peer)
  }
}

extension Tenant {
  /// The namespaces that exist on `cluster`.
  func namespaces(on cluster: Cluster) -> [TenantNamespace] {
    namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }
  }
}

extension TenantWorkload {
  /// A pod of the workload, in no namespace yet.
  fileprivate var pod: Workload {
    let containerPorts = ports.filter { $0.range.ports.count == 1 }.map {
      ContainerPort(name: $0.name, transport: $0.range.transport, number: $0.range.ports.lowerBound)
    }
    return Workload(
      namespace: "", name: id.name, kind: "Workload", labels: selector.witnesses.first ?? [:], ports: containerPorts)
  }
}

extension Workload {
  fileprivate func named(_ name: String, in namespace: String, labels: Labels? = nil) -> Workload {
    Workload(namespace: namespace, name: name, kind: kind, labels: labels ?? self.labels, ports: ports)
  }
}

/// A name by which policies call container ports, which any pod may give to any of its ports.
struct PortName: Hashable, Comparable {
  let name: String
  let transport: TransportProtocol

  static func < (left: Self, right: Self) -> Bool { (left.name, left.transport) < (right.name, right.transport) }
}

extension PolicySet {
  fileprivate var portNames: [PortName] {
    var names: Set<PortName> = []
    for rule in policies.lazy.flatMap({ [$0.ingress, $0.egress] }).compactMap({ $0 }).flatMap(\.rules) {
      guard case .these(let matches) = rule.ports else { continue }
      for name in matches.compactMap(\.name) {
        names.insert(PortName(name: name.text, transport: name.transport ?? .tcp))
      }
    }
    return names.sorted()
  }
}

extension [PodSelector] {
  /// The names of namespaces that some selector lists, whether to have them in or out.
  fileprivate var namespaceNames: Set<String> {
    var names: Set<String> = []
    for requirement in lazy.flatMap(\.namespaces.requirements) where requirement.key == .namespaceNameLabel {
      switch requirement.condition {
      case .isIn(let values), .isNotIn(let values): names.formUnion(values)
      case .exists, .doesNotExist: break
      }
    }
    return names
  }
}

extension Workload {
  /// The same pod, with a port of its own behind each name that it lacks.
  fileprivate func withPorts(named names: [PortName]) -> Workload {
    var ports = ports
    for wanted in names where !ports.contains(where: { $0.name == wanted.name && $0.transport == wanted.transport }) {
      let taken = Set(ports.map(\.number))
      guard let free = (1...UInt16.max).first(where: { !taken.contains($0) }) else { continue }
      ports.append(ContainerPort(name: wanted.name, transport: wanted.transport, number: free))
    }
    return Workload(
      namespace: namespace, name: name, kind: kind, labels: labels, ports: ports, addresses: addresses,
      usesHostNetwork: usesHostNetwork)
  }
}
