import Diagnostics
import GraphFormat
import PolicyModel

// Names that the cluster's own DNS answers, where a domain of the internet is meant to stand.

extension TenantGraph {
  /// Rules about domains never mean pods and Services of the same cluster, so that an edge to such a name would be dead.
  /// (CIL-52, CNP-15)
  func clusterNameFindings(of document: GraphDocument) -> [Diagnostic] {
    let owners = namespaceOwners
    return document.references.compactMap { reference in
      guard case .domain(let pattern) = reference.value.innermost,
        let name = ClusterName(pattern.text, isNamespace: { owners[$0] != nil })
      else { return nil }
      return Diagnostic(
        .invalidReference,
        "\"\(pattern.text)\" is a name inside the cluster, where policies see the pods behind it and never the name",
        at: reference.span, help: remedy(for: name, owners))
    }
  }

  /// The tenant of each namespace.
  private var namespaceOwners: [String: Tenant] {
    let pairs = tenants.flatMap { tenant in tenant.namespaces.map { ($0.name, tenant) } }
    return Dictionary(pairs) { first, _ in first }
  }

  private func remedy(for name: ClusterName, _ owners: [String: Tenant]) -> String {
    switch name {
    case .service("kubernetes", namespace: "default"): return "write `{apiServer: true}`"
    case .service(let name, let namespace), .pod(let name, let namespace):
      guard let tenant = owners[namespace] else {
        return namespace == dns.namespace
          ? "every pod of a tenant may ask the name servers: leave this out"
          : "name the tenant and workload that runs there: namespace \"\(namespace)\" belongs to no tenant yet"
      }
      let here = tenant.workloads.filter { $0.namespaces.contains { $0.name == namespace } }.map(\.id)
      let meant = here.filter { $0.name == name }
      let words = (meant.isEmpty ? here : meant).map { "`\($0)`" }
      return words.isEmpty
        ? "name a workload of \"\(tenant.name)\", which has none in \"\(namespace)\" yet"
        : "write \(words.count > 1 ? "one of " : "")\(words.joined(separator: ", "))"
    case .address, .other: return "name the tenant and workload, as in `tenant/workload`"
    }
  }
}
