import GraphFormat
import Guards
import Manifests
import PolicyModel
public import Resolution
import Workers

/// What is written for one cluster: its own folder, and what lies beside it for other tools.
struct ClusterFiles {
  /// The folder of the cluster, its kustomization last.
  let folder: [OutputFile]
  /// What of it the kustomization lists, in the order in which it is applied.
  let applied: [OutputFile]
  let beside: [OutputFile]
  /// The objects in the folder besides policies.
  let emitted: [ObjectValue]
  /// Paths below the folder that the kustomization does not list.
  let unapplied: Set<String>

  /// One file an object, and the kustomization that lists what is applied.
  ///
  /// - Parameter policies: in the order in which they are applied. Guards come after all of them: they may refuse the rest
  ///   to whoever applies it.
  init(of policies: [Policy], _ graph: TenantGraph, on cluster: Cluster) throws(InexpressiblePolicy) {
    let printed = try policies.concurrentMap { policy throws(InexpressiblePolicy) in
      let manifest = try Manifest(policy)
      return (manifest: manifest, file: OutputFile(manifest, in: cluster.name))
    }
    let owners = graph.namespaceOwners
    let emissions = Emissions(of: graph, for: cluster, objects: printed.compactMap { $0.manifest.namespaced(owners) })
    // Capsule writes namespaced policies itself; there they are what is proved and reviewed, not what is applied.
    let isReplicated = cluster.emissions.contains(.capsule)
    let reviewed = printed.filter { isReplicated && $0.manifest.namespace != nil }.map(\.file)
    applied =
      printed.filter { !isReplicated || $0.manifest.namespace == nil }.map(\.file)
      + (emissions.replications + emissions.guards).map { OutputFile($0) }
    let prefix = "\(cluster.name)/"
    unapplied = Set(reviewed.map { String($0.path.dropFirst(prefix.count)) })
    let kustomization = Manifest(kustomizationOf: applied.map { String($0.path.dropFirst(prefix.count)) })
    folder =
      (applied + reviewed).sorted { $0.path < $1.path }
      + [OutputFile(path: prefix + OutputFile.kustomization, text: kustomization.text)]
    emitted = (emissions.replications + emissions.guards).flatMap(\.documents).map { ObjectValue($0) }
    beside = emissions.beside.map { OutputFile($0) }
  }
}

extension Cluster {
  /// Where the objects are written that deliver its folder, relative to the output folder.
  public var deliveryPaths: [String] { Emissions.deliveryPaths(of: self) }
}

extension TenantGraph {
  fileprivate var namespaceOwners: [String: String] {
    let pairs = tenants.flatMap { tenant in tenant.namespaces.map { ($0.name, tenant.name) } }
    return Dictionary(pairs) { first, _ in first }
  }
}

extension Manifest {
  fileprivate func namespaced(_ owners: [String: String]) -> NamespacedObject? {
    guard let namespace, let name, let tenant = owners[namespace] else { return nil }
    return NamespacedObject(tenant: tenant, namespace: namespace, name: name, object: object)
  }
}

extension OutputFile {
  fileprivate init(_ manifest: Manifest, in cluster: String) {
    let path = Self.path(namespace: manifest.namespace, name: manifest.name ?? manifest.kind)
    self.init(path: "\(cluster)/\(path)", text: manifest.text)
  }

  /// Where a policy stands in the folder of its cluster.
  static func path(of policy: PolicyID) -> String { path(namespace: policy.namespace, name: policy.name) }

  private static func path(namespace: String?, name: String) -> String {
    "\(namespace.map { "namespaces/\($0)" } ?? "clusterwide")/\(name).yaml"
  }
}
