import GraphFormat
import PolicyModel
import Resolution

/// Gathers the pods of a universe, each once.
struct WitnessPods {
  let graph: TenantGraph
  let cluster: Cluster
  private(set) var peers: [UniversePeer] = []
  private(set) var namespaces: Set<String>
  private let tenantOfNamespace: [String: String]
  private var known: Set<Key> = []

  /// A namespace that no tenant owns.
  private let unmanaged: String
  /// How many pods that only look like a workload a tenant namespace holds at most.
  private static let impostorLimit = 32

  private struct Key: Hashable {
    let namespace: String
    let labels: Labels
  }

  init(graph: TenantGraph, cluster: Cluster) {
    self.graph = graph
    self.cluster = cluster
    tenantOfNamespace = Dictionary(
      graph.tenants.flatMap { tenant in tenant.namespaces(on: cluster).map { ($0.name, tenant.name) } }
    ) { first, _ in first }
    namespaces = Set(tenantOfNamespace.keys)
    var name = "unmanaged"
    while graph.tenants.contains(where: { $0.namespaces.contains { $0.name == name } }) { name += "-x" }
    unmanaged = name
  }

  // MARK: Tenants

  mutating func addTenants() {
    for tenant in graph.tenants {
      for namespace in tenant.namespaces(on: cluster) {
        for workload in tenant.workloads where workload.namespaces.contains(where: { $0.name == namespace.name }) {
          for (index, labels) in workload.selector.witnesses.enumerated() {
            let suffix = index == 0 ? "" : "-\(index + 1)"
            add(
              workload.pod(named: workload.id.name + suffix, in: namespace.name, labels: labels),
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
      for namespace in provider.namespaces { disguise(consumer, in: namespace.name, &room) }
      for namespace in consumer.namespaces { disguise(provider, in: namespace.name, &room) }
    }
    let everywhere = tenantOfNamespace.keys.sorted()
    for workload in graph.tenants.flatMap(\.workloads) {
      if let other = everywhere.first(where: { tenantOfNamespace[$0] != workload.id.tenant }) {
        disguise(workload, in: other, &room)
      }
      add(workload.pod(named: "like-\(workload.id.tenant)-\(workload.id.name)", in: unmanaged), kind: .impostor)
    }
  }

  private mutating func disguise(_ workload: TenantWorkload, in namespace: String, _ room: inout [String: Int]) {
    guard namespaces.contains(namespace), room[namespace, default: 0] < Self.impostorLimit else { return }
    let name = "like-\(workload.id.tenant)-\(workload.id.name)"
    if add(workload.pod(named: name, in: namespace)) { room[namespace, default: 0] += 1 }
  }

  // MARK: The rest of the cluster

  mutating func addSystem() {
    add(Workload(namespace: unmanaged, name: "unlabelled", kind: "Pod", labels: [:]), kind: .strangePod)
    let dns = graph.dns
    let labels = dns.selector.witnesses.first ?? [:]
    add(
      Workload(
        namespace: dns.namespace, name: "dns", kind: "Pod", labels: labels,
        ports: dns.ports.map { ContainerPort(name: nil, transport: $0.transport, number: $0.ports.lowerBound) }),
      kind: .strangePod)
    add(Workload(namespace: dns.namespace, name: "unlabelled", kind: "Pod", labels: [:]), kind: .strangePod)
  }

  /// A pod for each selector of the policies that names none of the pods so far.
  mutating func add(selectorsOf policies: PolicySet) {
    let subjects = policies.policies.compactMap { policy -> PodSelector? in
      if case .pods(let selector) = policy.subject { selector } else { nil }
    }
    let named = policies.peerSelectors.compactMap { selector -> PodSelector? in
      if case .pods(let selector) = selector { selector } else { nil }
    }
    for (index, selector) in Set(subjects + named).sorted().enumerated() {
      for namespace in witnessNamespaces(of: selector.namespaces) {
        guard let labels = selector.pods.witnesses.first else { continue }
        let name = "selected-\(index + 1)"
        let kind: UniversePeer.Kind? = tenantOfNamespace[namespace] == nil ? .strangePod : nil
        add(Workload(namespace: namespace, name: name, kind: "Pod", labels: labels), kind: kind)
      }
    }
  }

  /// The namespaces that a selector names, or one that nobody owns.
  private func witnessNamespaces(of selector: LabelSelector) -> [String] {
    let named = selector.requirements.compactMap { requirement -> [String]? in
      guard requirement.key == .namespaceNameLabel, case .isIn(let names) = requirement.condition else { return nil }
      return names
    }
    return named.first ?? [unmanaged]
  }

  /// - Parameter kind: nil for pods of tenants.
  /// - Returns: whether there was none like it.
  @discardableResult
  private mutating func add(_ pod: Workload, kind: UniversePeer.Kind? = nil, workload: WorkloadID? = nil) -> Bool {
    guard known.insert(Key(namespace: pod.namespace, labels: pod.labels)).inserted else { return false }
    namespaces.insert(pod.namespace)
    peers.append(UniversePeer(pod: pod, kind: kind ?? .tenantPod(namespace: pod.namespace), workload: workload))
    return true
  }
}

extension Tenant {
  /// The namespaces that exist on `cluster`.
  func namespaces(on cluster: Cluster) -> [TenantNamespace] {
    namespaces.filter { !Set($0.environments).isDisjoint(with: cluster.environments) }
  }
}

extension TenantWorkload {
  fileprivate func pod(named name: String, in namespace: String, labels: Labels? = nil) -> Workload {
    let containerPorts = ports.filter { $0.range.ports.count == 1 }.map {
      ContainerPort(name: $0.name, transport: $0.range.transport, number: $0.range.ports.lowerBound)
    }
    return Workload(
      namespace: namespace, name: name, kind: "Workload", labels: labels ?? selector.witnesses.first ?? [:],
      ports: containerPorts)
  }
}
