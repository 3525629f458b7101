import Diagnostics
import YAMLTree

extension MappingShape {
  static let administrators = MappingShape(
    "administrators", "administrators", rule: .somethingIn(["groups", "serviceAccounts"]),
    [
      .optional(
        "groups", .list(.text(.text)), default: "none", "groups of people, as the API server knows them",
        example: "groups: [\"oidc:platform\"]"),
      .optional(
        "serviceAccounts", .list(.text(.serviceAccount)), default: "none",
        "what applies the compiled objects, by namespace and name",
        example: "serviceAccounts: [argocd/argocd-application-controller]"),
    ])

  static let delivery = MappingShape(
    "delivery", "delivery",
    [
      .required(
        "repository", .text(.text), "URL of the repository in which the compiled folder is committed",
        example: "repository: https://git.example.com/platform/network"),
      .required("revision", .text(.text), "the branch or tag that is applied", example: "revision: main"),
      .required(
        "path", .text(.folder), "the folder that `compile` writes to, relative to the root of the repository",
        example: "path: policies"),
      .optional(
        "namespace", .text(.name), default: "`argocd`", "where Argo CD runs", example: "namespace: argocd"),
    ])
}

extension AdministratorsDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.administrators, &log) else { return nil }
    let groups = fields.list("groups", &log) { $0.text(&$1) }
    let serviceAccounts = fields.list("serviceAccounts", &log) { $0.serviceAccount(&$1) }
    if fields["groups"]?.hasElements != true, fields["serviceAccounts"]?.hasElements != true {
      log.report(
        value.finding(
          .missingField, "administrators are \"groups\", \"serviceAccounts\" or both, and at least one of them",
          help: "add `serviceAccounts: [argocd/argocd-application-controller]`"))
    }
    self.init(groups: groups, serviceAccounts: serviceAccounts, span: value.place)
  }
}

extension DeliveryDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.delivery, &log) else { return nil }
    let repository = fields["repository"]?.text(&log)
    let revision = fields["revision"]?.text(&log)
    let path = fields["path"]?.folder(&log)
    let namespace = fields["namespace"]?.dnsLabel(of: "namespace", &log)
    guard let repository, let revision, let path else { return nil }
    self.init(
      repository: repository.value, revision: revision.value, path: path.value,
      namespace: namespace?.value ?? "argocd", span: value.place)
  }
}

extension AuthoredValue {
  /// `argocd/argocd-application-controller`: a namespace and a name. (LIM-1)
  func serviceAccount(_ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = text(&log) else { return nil }
    let parts = text.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0].isDNSLabel, parts[1].isDNSSubdomain else {
      log.report(
        finding(
          .invalidName, "\"\(text.value)\" is no service account: write its namespace, \"/\" and its name",
          help: "write `argocd/argocd-application-controller`"))
      return nil
    }
    return text
  }

  /// A folder inside a repository, `policies` or `deploy/policies`; `.` for its root.
  func folder(_ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = text(&log) else { return nil }
    let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
    guard text.value == "." || parts.allSatisfy(\.isFolderName) else {
      log.report(
        finding(
          .invalidValue,
          "\"\(text.value)\" is no folder of a repository: write parts of letters, digits, \"-\", \"_\" and \".\" with \"/\" between them",
          help: "write `path: policies`, or `path: .` for the root"))
      return nil
    }
    return text
  }

  fileprivate var hasElements: Bool { node.elements.contains { _ in true } }
}

extension Substring {
  fileprivate var isFolderName: Bool {
    !isEmpty && self != "." && self != ".." && utf8.allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
  }
}

extension GraphDocument {
  /// The graph with `emissions` asked for on every cluster, as if the platform had written them.
  public func emitting(_ emissions: [Emission]) -> GraphDocument {
    GraphDocument(platform: platform.emitting(emissions), tenants: tenants)
  }
}

extension PlatformDocument {
  fileprivate func emitting(_ emissions: [Emission]) -> PlatformDocument {
    PlatformDocument(
      name: name, owner: owner, environments: environments, clusters: clusters.map { $0.emitting(emissions) },
      network: network,
      dns: dns, withinTenant: withinTenant, consent: consent, guardrails: guardrails, assertions: assertions,
      labels: labels, administrators: administrators, delivery: delivery, span: span)
  }
}

extension ClusterDocument {
  fileprivate func emitting(_ emissions: [Emission]) -> ClusterDocument {
    let missing = Emission.allCases.filter { emission in
      emissions.contains(emission) && !emit.contains { $0.value == emission }
    }
    return ClusterDocument(
      name: name, environments: environments, enforcement: enforcement, ciliumVersion: ciliumVersion,
      clusterNetworkPolicy: clusterNetworkPolicy, emit: emit + missing.map { Located($0, at: name.span) },
      server: server, span: span)
  }
}
