import GraphFormat
import Resolution
import YAMLTree

/// What Argo CD needs to deliver the compiled folders.
///
/// https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
struct ArgoDelivery {
  /// The project of the Applications, and the one from which tenants' projects inherit.
  static let project = "easement"
  static let tenantsProject = "easement-tenants"

  let delivery: Delivery

  func application(of cluster: Cluster) -> YAMLValue {
    [
      "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
      "metadata": [
        "name": .string("easement-\(cluster.name)"), "namespace": .string(delivery.namespace), "labels": .managed,
        // Admission fills in defaults; compared on the client, those would be differences for ever.
        "annotations": ["argocd.argoproj.io/compare-options": "ServerSideDiff=true"],
      ],
      "spec": [
        "project": .string(Self.project),
        "source": [
          "repoURL": .string(delivery.repository), "targetRevision": .string(delivery.revision),
          "path": .string(delivery.path == "." ? cluster.name : "\(delivery.path)/\(cluster.name)"),
        ],
        "destination": cluster.destination(in: nil),
        "syncPolicy": [
          "automated": ["prune": true, "selfHeal": true],
          // What replaces an object is there before the object goes.
          "syncOptions": ["ServerSideApply=true", "PruneLast=true"],
          "retry": ["limit": 5, "backoff": ["duration": "5s", "factor": 2, "maxDuration": "3m"]],
        ],
      ],
    ]
  }

  /// Delivers compiled objects, from that repository, and nothing else.
  ///
  /// https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
  func platformProject(for clusters: [Cluster]) -> YAMLValue {
    project(
      Self.project,
      [
        "description": "network policies compiled by easement",
        "sourceRepos": [.string(delivery.repository)],
        "destinations": .sequence(clusters.map { $0.destination(in: "*") }),
        "clusterResourceWhitelist": .sequence(Self.clusterKinds.map(\.yaml)),
        "namespaceResourceWhitelist": [ArgoKind("networking.k8s.io", "NetworkPolicy").yaml],
      ])
  }

  /// What tenants' projects refuse, under the groups that the kinds have: NetworkPolicy is not of the core.
  ///
  /// It names no repositories and destinations: others inherit from it.
  /// https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#configuring-global-projects-v18
  var tenantProject: YAMLValue {
    project(
      Self.tenantsProject,
      [
        "description": "what projects of tenants inherit: they deliver no network policies",
        "namespaceResourceBlacklist": .sequence(
          ([
            ArgoKind("networking.k8s.io", "NetworkPolicy"), ArgoKind("", "Endpoints"),
            ArgoKind("discovery.k8s.io", "EndpointSlice"), ArgoKind("capsule.clastix.io", "TenantResource"),
            ArgoKind("argoproj.io", "AppProject"),
          ] + Self.platformGroups.map { ArgoKind($0, "*") }).map(\.yaml)),
        "clusterResourceBlacklist": .sequence(
          ([
            ArgoKind("", "Namespace"), ArgoKind("policy.networking.k8s.io", "*"),
            ArgoKind("admissionregistration.k8s.io", "*"), ArgoKind("capsule.clastix.io", "*"),
          ] + Self.platformGroups.map { ArgoKind($0, "*") }).map(\.yaml)),
      ])
  }

  private func project(_ name: String, _ spec: YAMLValue) -> YAMLValue {
    [
      "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
      "metadata": ["name": .string(name), "namespace": .string(delivery.namespace), "labels": .managed],
      "spec": spec,
    ]
  }

  /// Groups of network plugins, and of Kyverno, which changes policies and makes exceptions for whoever tells it to.
  private static let platformGroups = [
    "cilium.io", "crd.projectcalico.org", "projectcalico.org", "crd.antrea.io", "kyverno.io", "policies.kyverno.io",
  ]

  private static let clusterKinds = [
    ArgoKind("cilium.io", "CiliumClusterwideNetworkPolicy"), ArgoKind("policy.networking.k8s.io", "*"),
    ArgoKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ArgoKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ArgoKind("kyverno.io", "ClusterPolicy"), ArgoKind("capsule.clastix.io", "GlobalTenantResource"),
  ]
}

/// A kind in the lists of a project.
private struct ArgoKind {
  let group: String
  let kind: String

  init(_ group: String, _ kind: String) {
    self.group = group
    self.kind = kind
  }

  var yaml: YAMLValue { ["group": .string(group), "kind": .string(kind)] }
}

extension Cluster {
  fileprivate func destination(in namespace: String?) -> YAMLValue {
    .fields([
      "namespace": namespace.map { .string($0) },
      "server": server.map { .string($0) },
      "name": server == nil ? .string(name) : nil,
    ])
  }
}
