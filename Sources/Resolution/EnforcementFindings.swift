import Diagnostics
import GraphFormat
import PolicyModel

// What the graph asks of a cluster that its network plugin cannot do.

extension TenantGraph {
  func enforcementFindings(of document: GraphDocument) -> [Diagnostic] {
    clusters.flatMap { cluster in
      switch cluster.enforcement {
      case .kubernetes, .clusterNetworkPolicy: layer7Findings(in: cluster) + guardrailFindings(in: cluster)
      case .cilium:
        versionFindings(of: cluster, document) + patternFindings(in: cluster) + identityFindings(in: cluster, document)
          + nameServiceFindings(in: cluster, document)
      }
    }
  }

  private func layer7Findings(in cluster: Cluster) -> [Diagnostic] {
    var reported: Set<Span> = []
    return edges.filter { cluster.environments.contains($0.environments.from) }.compactMap { edge in
      if case .domain(let pattern) = edge.provider, let span = edge.origin.need {
        return reported.insert(span).inserted ? .domainNotEnforceable(pattern, at: span, cluster, self) : nil
      }
      guard !edge.http.isEmpty, let span = edge.origin.grant, reported.insert(span).inserted else { return nil }
      return .httpNotEnforceable(at: span, cluster, self)
    }
  }

  /// Older agents drop `enableDefaultDeny` and `endPort` in silence, and a deny of a range shrinks to its first port.
  /// (CIL-82)
  private func versionFindings(of cluster: Cluster, _ document: GraphDocument) -> [Diagnostic] {
    guard let written = document.platform.clusters.first(where: { $0.name.value == cluster.name })?.ciliumVersion,
      written.value < .oldestSupported
    else { return [] }
    return [
      Diagnostic(
        .unsupportedByEnforcement,
        "the cluster \"\(cluster.name)\" runs Cilium \(written.value), which ignores parts of what is compiled",
        at: written.span, help: "upgrade it to \(CiliumVersion.oldestSupported), or use `enforcement: kubernetes`")
    ]
  }

  /// A leading `**.` stands for whole labels since 1.19; older agents read it as one `*`, which means fewer names. (CIL-52)
  private func patternFindings(in cluster: Cluster) -> [Diagnostic] {
    guard let version = cluster.ciliumVersion, version < .wholeLabelPatterns else { return [] }
    var reported: Set<Span> = []
    return edges.filter { cluster.environments.contains($0.environments.from) }.compactMap { edge in
      guard case .domain(let pattern) = edge.provider, pattern.text.hasPrefix("**."), let span = edge.origin.need,
        reported.insert(span).inserted
      else { return nil }
      return Diagnostic(
        .unsupportedByEnforcement,
        "the cluster \"\(cluster.name)\" runs Cilium \(version), for which \"\(pattern.text)\" means names of one more label "
          + "only",
        at: span,
        help: "upgrade it to \(CiliumVersion.wholeLabelPatterns), or list a pattern for each depth: "
          + "\"*\(pattern.text.dropFirst(2))\", \"*.*\(pattern.text.dropFirst(2))\"")
    }
  }

  /// An agent learns the addresses behind names from answers on single ports only. (CILV-5)
  private func nameServiceFindings(in cluster: Cluster, _ document: GraphDocument) -> [Diagnostic] {
    let learnsNames = edges.contains { edge in
      guard case .domain = edge.provider else { return false }
      return cluster.environments.contains(edge.environments.from)
    }
    guard learnsNames, let dns = document.platform.dns else { return [] }
    return dns.ports.filter { $0.value.ports.count > 1 }.map { range in
      Diagnostic(
        .unsupportedByEnforcement,
        "the cluster \"\(cluster.name)\" learns names from DNS on single ports, \"\(range.value)\" is a range",
        at: range.span, help: "list the ports that the servers listen on one by one, for example `53/UDP, 53/TCP`")
    }
  }

  /// Cilium drops some labels before it matches selectors, so that they never match. (CIL-33)
  private func identityFindings(in cluster: Cluster, _ document: GraphDocument) -> [Diagnostic] {
    let selectors =
      document.tenants.flatMap(\.workloads).map { ($0.selector, "\"\($0.name.value)\"") }
      + (document.platform.dns.map { [($0.selector, "the DNS servers")] } ?? [])
    return selectors.flatMap { selector, owner in
      selector.value.requirements.map(\.key).filter { $0.isDroppedFromCiliumIdentity || $0.isCiliums }.map { key in
        Diagnostic(
          .ignoredIdentityLabel,
          key.isCiliums
            ? "Cilium gives the label \"\(key)\" itself, the selector of \(owner) would not mean the pods' own labels"
            : "Cilium ignores the label \"\(key)\", the selector of \(owner) would match no pod",
          at: selector.span, notes: [Note("\"\(cluster.name)\" enforces with Cilium")],
          help: "select by a label of the team's own, such as `app` or `app.kubernetes.io/name`")
      }
    }
  }
}

extension CiliumVersion {
  fileprivate static var oldestSupported: CiliumVersion { CiliumVersion(1, 16) }
  fileprivate static var wholeLabelPatterns: CiliumVersion { CiliumVersion(1, 19) }
}

extension String {
  /// Whether Cilium gives identities labels that begin so, whatever a pod bears. (CIL-32)
  fileprivate var isCiliums: Bool { hasPrefix("io.cilium.k8s.") }

  /// Whether Cilium's default label filter drops this key from a pod's identity. (CIL-33)
  fileprivate var isDroppedFromCiliumIdentity: Bool {
    let prefixes = [
      "io.kubernetes", "kubernetes.io", "k8s.io", "topology.kubernetes.io", "statefulset.kubernetes.io/pod-name",
      "apps.kubernetes.io/pod-index", "batch.kubernetes.io/job-completion-index", "batch.kubernetes.io/controller-uid",
      "pod-template-generation", "pod-template-hash", "controller-revision-hash", "controller-uid", "annotation",
      "etcd_node",
    ]
    return prefixes.contains(where: hasPrefix) || contains("beta.kubernetes.io")
  }
}

extension Diagnostic {
  fileprivate static func domainNotEnforceable(
    _ pattern: DomainPattern, at span: Span, _ cluster: Cluster, _ graph: TenantGraph
  ) -> Diagnostic {
    Diagnostic(
      .unsupportedByEnforcement,
      "the cluster \"\(cluster.name)\" cannot allow \"\(pattern.text)\": NetworkPolicy knows addresses, not names",
      at: span, notes: [cluster.enforcementNote], help: "write `to: {cidr: …}` there\(graph.elsewhere)")
  }

  fileprivate static func httpNotEnforceable(at span: Span, _ cluster: Cluster, _ graph: TenantGraph) -> Diagnostic {
    Diagnostic(
      .unsupportedByEnforcement,
      "the cluster \"\(cluster.name)\" cannot filter HTTP requests: NetworkPolicy ends at ports", at: span,
      notes: [cluster.enforcementNote], help: "grant without `http` there\(graph.elsewhere)")
  }
}

extension Cluster {
  fileprivate var enforcementNote: Note { Note("\"\(name)\" has `enforcement: \(enforcement.rawValue)`") }
}

extension TenantGraph {
  fileprivate var elsewhere: String {
    let able = clusters.filter { $0.enforcement == .cilium }.flatMap(\.environments)
    return able.isEmpty
      ? "" : ", and limit this one with `environments: [\(able.map(\.asEntry).joined(separator: ", "))]`"
  }
}
