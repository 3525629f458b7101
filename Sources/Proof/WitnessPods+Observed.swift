import PolicyModel
import Resolution

extension WitnessPods {
  /// The pods that a cluster really has. Those that differ in nothing that a selector asks for count as one.
  mutating func add(_ observation: ClusterObservation, judgedBy selectors: [PodSelector]) {
    for namespace in observation.namespaces {
      setLabels(namespace.labels.withoutNamespaceName, ofNamespace: namespace.name)
    }
    let keys = graph.labelKeys.union(selectors.flatMap(\.pods.requirements).map(\.key))
    var order: [Workload] = []
    var addresses: [Workload: Set<IPAddress>] = [:]
    var names: [Workload: Workload] = [:]
    for pod in observation.pods {
      let reduced = pod.workload.reduced(to: keys)
      if addresses[reduced] == nil {
        order.append(reduced)
        names[reduced] = pod.workload
      }
      addresses[reduced, default: []].formUnion(pod.workload.addresses)
    }
    for pod in order {
      let first = names[pod] ?? pod
      append(
        UniversePeer(
          observed: Workload(
            namespace: pod.namespace, name: first.name, kind: first.kind, labels: pod.labels, ports: pod.ports,
            addresses: (addresses[pod] ?? []).sorted(), usesHostNetwork: pod.usesHostNetwork,
            serviceAccount: pod.serviceAccount),
          isTenant: tenantOfNamespace[pod.namespace] != nil))
    }
  }
}

extension TenantGraph {
  /// The keys of the labels that the graph selects by.
  fileprivate var labelKeys: Set<String> {
    Set((tenants.flatMap(\.workloads).map(\.selector) + [dns.selector]).flatMap(\.requirements).map(\.key))
  }
}

extension Workload {
  /// What policies can tell of a pod: no name of its own, no labels but these.
  fileprivate func reduced(to keys: Set<String>) -> Workload {
    Workload(
      namespace: namespace, name: "", kind: "",
      labels: Labels(labels.pairs.filter { keys.contains($0.key) }.map { ($0.key, $0.value) }), ports: ports,
      usesHostNetwork: usesHostNetwork,
      serviceAccount: keys.contains(.ciliumServiceAccount) ? serviceAccount : nil)
  }
}
