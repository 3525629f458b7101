import Diagnostics
import GraphFormat

extension PlatformDocument {
  /// What clusters emit and the platform does not say enough for.
  var emissionFindings: [Diagnostic] {
    let asked = clusters.flatMap { cluster in cluster.emit.flatMap { findings(about: $0, on: cluster) } }
    return (asked + (administrators?.groups ?? []).filter(\.value.hasEverybody).map(Diagnostic.everybody))
      .reduce(into: []) { kept, finding in if !kept.contains(finding) { kept.append(finding) } }
  }

  private func findings(about emission: Located<Emission>, on cluster: ClusterDocument) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if emission.value.isGuard, Administrators(resolving: administrators).isEmpty {
      findings.append(.missingAdministrators(emission, platform: name.span))
    }
    if emission.value == .argocd, delivery == nil {
      findings.append(.missingDelivery(emission, platform: name.span))
    }
    if let taken = emission.value.folder, cluster.name.value == taken {
      findings.append(.folderIsTaken(cluster.name, by: emission))
    }
    return findings
  }
}

extension Emission {
  /// The folder beside those of the clusters that it writes to.
  fileprivate var folder: String? {
    switch self {
    case .kyverno: "kyverno-tests"
    case .argocd: "argocd"
    case .vap, .capsule: nil
    }
  }
}

extension String {
  /// Whether the API server puts tenants into this group.
  ///
  /// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
  fileprivate var hasEverybody: Bool {
    ["system:authenticated", "system:unauthenticated", "system:serviceaccounts"].contains(self)
  }
}

extension Administrators {
  init(resolving document: AdministratorsDocument?) {
    self.init(
      groups: Set((document?.groups ?? []).map(\.value)).sorted(),
      serviceAccounts: Set((document?.serviceAccounts ?? []).map(\.value)).sorted())
  }
}

extension Delivery {
  init(_ document: DeliveryDocument) {
    self.init(
      repository: document.repository, revision: document.revision, path: document.path,
      namespace: document.namespace)
  }
}

extension Diagnostic {
  fileprivate static func missingAdministrators(_ emission: Located<Emission>, platform: Span) -> Diagnostic {
    Diagnostic(
      .missingAdministrators,
      "a guard needs administrators: \"\(emission.value.rawValue)\" would refuse whoever applies the compiled policies",
      at: emission.span, notes: [Note("the platform is declared here", at: platform)],
      help: "add `administrators: {serviceAccounts: [argocd/argocd-application-controller]}` to the spec, with the "
        + "accounts and groups of your platform")
  }

  fileprivate static func everybody(_ group: Located<String>) -> Diagnostic {
    Diagnostic(
      .invalidValue, "the group \"\(group.value)\" has everybody in it, and guards let administrators through",
      at: group.span, help: "name the group of the people who are on call, and service accounts one by one")
  }

  fileprivate static func missingDelivery(_ emission: Located<Emission>, platform: Span) -> Diagnostic {
    Diagnostic(
      .missingDelivery, "an Application of Argo CD needs to know where the compiled folder lies", at: emission.span,
      notes: [Note("the platform is declared here", at: platform)],
      help:
        "add `delivery: {repository: \"https://git.example.com/platform/network\", revision: main, path: policies}` "
        + "to the spec, with your repository")
  }

  fileprivate static func folderIsTaken(_ cluster: Located<String>, by emission: Located<Emission>) -> Diagnostic {
    Diagnostic(
      .invalidName,
      "\"\(cluster.value)\" is no name for a cluster beside \"\(emission.value.rawValue)\", which writes to a folder of that name",
      at: cluster.span, help: "rename the cluster")
  }
}
