import GraphFormat
import PolicyModel
public import Resolution
public import YAMLTree

/// What one cluster's tools get besides policies.
public struct Emissions: Sendable {
  /// What Capsule carries into namespaces, inside the folder of the cluster.
  public let replications: [EmittedFile]
  /// What keeps the cluster as compiled, inside its folder too.
  public let guards: [EmittedFile]
  /// Files beside it, which are not for the cluster itself.
  public let beside: [EmittedFile]

  /// - Parameter objects: the namespaced policies that are compiled for the cluster.
  public init(of graph: TenantGraph, for cluster: Cluster, objects: [NamespacedObject]) {
    let isReplicated = cluster.emissions.contains(.capsule)
    let scope = GuardScope(of: graph, on: cluster)
    let rules = scope.guards(trustsCapsule: isReplicated)
    var guards: [EmittedFile] = []
    var beside: [EmittedFile] = []
    for emission in cluster.emissions {
      switch emission {
      case .vap: guards += rules.map { $0.file(in: "\(cluster.name)/guards/vap", $0.admissionPolicy) }
      case .kyverno:
        guards += scope.kyvernoFiles(of: rules)
        beside += scope.kyvernoTests(of: rules)
      case .capsule: break
      case .argocd:
        beside +=
          graph.delivery.map {
            [
              EmittedFile(
                path: Self.applicationPath(of: cluster),
                documents: [ArgoDelivery(delivery: $0).application(of: cluster)])
            ]
          } ?? []
      }
    }
    replications = isReplicated ? Self.replications(of: objects, on: cluster) : []
    self.guards = guards
    self.beside = beside
  }

  private static func replications(of objects: [NamespacedObject], on cluster: Cluster) -> [EmittedFile] {
    TenantReplication.all(of: objects).map { replication in
      EmittedFile(
        path: "\(cluster.name)/capsule/\(replication.tenant)\(replication.suffix).yaml",
        documents: [replication.object])
    }
  }

  /// What clusters share: the projects of Argo CD, as soon as one cluster is delivered by it.
  public static func shared(by graph: TenantGraph) -> [EmittedFile] {
    let clusters = graph.clusters.filter { $0.emissions.contains(.argocd) }
    guard let delivery = graph.delivery, !clusters.isEmpty else { return [] }
    let argo = ArgoDelivery(delivery: delivery)
    return [
      (ArgoDelivery.project, argo.platformProject(for: clusters)), (ArgoDelivery.tenantsProject, argo.tenantProject),
    ].map { EmittedFile(path: "\(projectsFolder)/\($0.0).yaml", documents: [$0.1]) }
  }

  /// Where the Application of a cluster is written, relative to the output folder.
  public static func applicationPath(of cluster: Cluster) -> String { "\(applicationsFolder)/\(cluster.name).yaml" }

  /// Where the projects are written.
  public static let projectsFolder = "argocd/projects"
  private static let applicationsFolder = "argocd/applications"

  /// Where the objects are written that deliver the folder of a cluster.
  public static func deliveryPaths(of cluster: Cluster) -> [String] {
    cluster.emissions.contains(.argocd) ? [applicationPath(of: cluster), projectsFolder] : []
  }

  /// What delivers the folder of a cluster: its Application and the projects; nothing where Argo CD does not.
  public static func deliveryObjects(of cluster: Cluster, by graph: TenantGraph) -> [YAMLValue] {
    guard let delivery = graph.delivery, cluster.emissions.contains(.argocd) else { return [] }
    return [ArgoDelivery(delivery: delivery).application(of: cluster)] + shared(by: graph).flatMap(\.documents)
  }

  /// Whether a path of the output, beside the folders of clusters, belongs to these clusters or to all.
  public static func isBeside(_ path: String, of clusters: [String]) -> Bool {
    path.hasPrefix("\(projectsFolder)/")
      || clusters.contains { path == "\(applicationsFolder)/\($0).yaml" || path.hasPrefix("kyverno-tests/\($0)/") }
  }
}

extension Guard {
  fileprivate func file(in folder: String, _ documents: [YAMLValue]) -> EmittedFile {
    EmittedFile(path: "\(folder)/\(name).yaml", documents: documents)
  }
}

extension GuardScope {
  fileprivate func kyvernoFiles(of guards: [Guard]) -> [EmittedFile] {
    guards.compactMap { rule in
      rule.kyvernoPolicy(knowing: isServed).map { rule.file(in: "\(cluster.name)/guards/kyverno", [$0]) }
    }
  }

  fileprivate func kyvernoTests(of guards: [Guard]) -> [EmittedFile] {
    let files = kyvernoFiles(of: guards)
    let policies = guards.compactMap { rule in
      files.first { $0.path.hasSuffix("/\(rule.name).yaml") }.map { (name: rule.name, path: $0.path) }
    }
    let test = KyvernoTest(cluster: cluster.name, policies: policies, cases: kyvernoCases(about: guards))
    let folder = "kyverno-tests/\(cluster.name)"
    return [
      EmittedFile(path: "\(folder)/kyverno-test.yaml", documents: [test.test]),
      EmittedFile(path: "\(folder)/resources.yaml", documents: test.resources),
    ]
  }

  /// Kinds that a cluster surely has.
  private func isServed(_ kind: ObjectKind) -> Bool {
    switch kind {
    case .namespace, .service, .endpoints, .endpointSlice, .networkPolicy: true
    case .ciliumNetworkPolicy, .ciliumClusterwide: hasCilium
    case .clusterNetworkPolicy: cluster.denyingAPI == .clusterNetworkPolicy
    case .tenantResource: cluster.emissions.contains(.capsule)
    default: false
    }
  }
}
