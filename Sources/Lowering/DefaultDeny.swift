import GraphFormat
import PolicyModel
import Resolution

// What closes a namespace. Nothing that could open it is left out of an object: what no manifest names belongs to nobody,
// and no apply takes it away again.

extension ClusterScope {
  /// Whether closing is an object of its own, which comes after everything that opens: Cilium alone can open without
  /// isolating. (CIL-10)
  var closesLast: Bool { cluster.enforcement == .cilium }

  /// Closes a namespace for all that no other policy allows, in both directions; nil where its baseline does. (CIL-11)
  func defaultDeny(of namespace: ScopedNamespace) -> Policy? {
    guard closesLast else { return nil }
    let closed = PolicySection(isolates: true, rules: [.closing(to: .entity(.none))])
    return Policy(
      id: id(of: .defaultDeny, in: namespace), subject: .pods(PodSelector(in: namespace.name)), ingress: closed,
      egress: closed, labels: Provenance.labels(tenant: namespace.tenant.name),
      annotations: Provenance(owner: namespace.tenant.owner).annotations(in: .closing))
  }

  /// What an allowing object says about a direction. Without rules, a NetworkPolicy has one for pods that cannot exist, and
  /// Cilium, whose objects keep empty lists, none.
  func section(allowing rules: [PolicyRule], in namespace: ScopedNamespace, isolates: Bool = true) -> PolicySection? {
    guard rules.isEmpty else { return PolicySection(isolates: isolates, rules: rules) }
    guard cluster.allowingAPI == .networkPolicy else { return nil }
    let nobody = PodSelector(in: namespace.name, pods: .nobody)
    return PolicySection(isolates: isolates, rules: [.closing(to: .pods(nobody))])
  }
}
