import GraphFormat
import PolicyModel
import Resolution

extension ClusterScope {
  /// One NetworkPolicy a namespace that selects every pod and allows nothing, in both directions. (NP-6)
  func defaultDeny() -> [Policy] {
    namespaces.map { namespace in
      let closed = PolicySection(isolates: true, rules: [])
      return Policy(
        id: PolicyID(.networkPolicy, namespace: namespace.name, name: PolicyName.defaultDeny),
        subject: .pods(PodSelector(in: namespace.name)), ingress: closed, egress: closed,
        labels: Provenance.labels(tenant: namespace.tenant.name),
        annotations: Provenance(owner: namespace.tenant.owner).annotations)
    }
  }
}
