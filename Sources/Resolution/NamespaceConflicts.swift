import Diagnostics
import GraphFormat
import PolicyModel

// Which namespaces, and which names, no tenant can have.

extension GraphDocument {
  /// A namespace belongs to one tenant; those of the cluster to none, and those of the platform's own tools to tenants
  /// that the platform reviews. (CIL-4: a clusterwide policy that selected `kube-system` would isolate DNS itself.)
  var namespaceConflicts: [Diagnostic] {
    let reserved = Dictionary(platform.reservedNamespaces.map { ($0.name, $0) }) { first, _ in first }
    var owners: [String: (tenant: String, span: Span)] = [:]
    var findings: [Diagnostic] = []
    for tenant in tenants {
      for namespace in tenant.namespaces.map(\.name) {
        if let reserved = reserved[namespace.value], !(reserved.isForPlatform && tenant.role == .platform) {
          findings.append(.reservedNamespace(namespace, reserved))
        }
        if let first = owners[namespace.value], first.tenant != tenant.name.value {
          findings.append(.sharedNamespace(namespace, of: tenant.name.value, first: first))
        } else {
          owners[namespace.value] = (tenant.name.value, namespace.span)
        }
      }
    }
    return findings
  }

  /// Tenants whose names mean something else to `explain`.
  var reservedNames: [Diagnostic] {
    tenants.map(\.name).filter { TenantDocument.reservedNames.contains($0.value) }.map { name in
      Diagnostic(
        .invalidName, "\"\(name.value)\" cannot be the name of a tenant: `explain` means something else by it",
        at: name.span, help: "rename the tenant, for example to \"\(name.value)-team\"")
    }
  }
}

/// A namespace that not every tenant can own.
private struct ReservedNamespace {
  let name: String
  /// Whether a tenant with `role: platform` can.
  let isForPlatform: Bool
  let help: String
  let note: Note?
}

extension PlatformDocument {
  fileprivate var reservedNamespaces: [ReservedNamespace] { clusterNamespaces + toolNamespaces }

  /// Those that every cluster has for itself.
  private var clusterNamespaces: [ReservedNamespace] {
    guard let dns else { return [] }
    let servers = Note("the cluster's DNS servers run here", at: dns.namespace.span)
    let cut = "isolating the cluster's own services would cut every tenant off from DNS; remove it"
    let shared = "give the tenant a namespace of its own, and remove this one"
    return Set([dns.namespace.value, "kube-system"]).sorted().map {
      ReservedNamespace(name: $0, isForPlatform: false, help: cut, note: servers)
    }
      + ["default", "kube-node-lease", "kube-public"].map {
        ReservedNamespace(name: $0, isForPlatform: false, help: shared, note: nil)
      }
  }

  /// Those of the tools that apply and guard what is compiled: who owned one could open it to itself, or shut the tool
  /// out.
  private var toolNamespaces: [ReservedNamespace] {
    let accounts = (administrators?.serviceAccounts ?? []).map { account in
      (account.value.prefix { $0 != "/" }, Note("an administrator of the clusters runs there", at: account.span))
    }
    let delivery = delivery.map { ($0.namespace.prefix { _ in true }, Note("Argo CD runs there", at: $0.span)) }
    let engines = clusters.flatMap(\.emit).compactMap { emission in
      emission.value.engineNamespace.map { ($0[...], Note("a cluster emits objects for it", at: emission.span)) }
    }
    return (accounts + [delivery].compactMap(\.self) + engines).map { name, note in
      ReservedNamespace(
        name: String(name), isForPlatform: true,
        help: "remove it; where it is to be part of the graph, the platform team describes it in a tenant with "
          + "`role: platform`", note: note)
    }
  }
}

extension Emission {
  /// Where the tool runs unless somebody moved it.
  fileprivate var engineNamespace: String? {
    switch self {
    case .kyverno: "kyverno"
    case .capsule: "capsule-system"
    case .vap, .argocd: nil
    }
  }
}

extension Diagnostic {
  fileprivate static func sharedNamespace(
    _ namespace: Located<String>, of tenant: String, first: (tenant: String, span: Span)
  ) -> Diagnostic {
    Diagnostic(
      .namespaceConflict,
      "a namespace has one tenant, and \"\(first.tenant)\" and \"\(tenant)\" both claim \"\(namespace.value)\"",
      at: namespace.span, notes: [Note("\"\(first.tenant)\" claims it here", at: first.span)],
      help: "ask the platform team whose it is, and take it out of the other file")
  }

  fileprivate static func reservedNamespace(
    _ namespace: Located<String>, _ reserved: ReservedNamespace
  ) -> Diagnostic {
    Diagnostic(
      .namespaceConflict,
      reserved.isForPlatform
        ? "the namespace \"\(namespace.value)\" is the platform's, no tenant of another role can own it"
        : "the namespace \"\(namespace.value)\" belongs to the cluster, no tenant can own it",
      at: namespace.span, notes: [reserved.note].compactMap(\.self), help: reserved.help)
  }
}
