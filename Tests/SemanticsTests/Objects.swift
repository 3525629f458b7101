/// A pod `namespace/name`. Without labels of its own, it bears its name as `app`.
func pod(
  _ place: String, labels: String? = nil, at address: String? = nil, ports: String = "", spec: String = "",
  phase: String? = nil
) -> String {
  let parts = place.split(separator: "/")
  let status = [address.map { "podIP: '\($0)'" }, phase.map { "phase: \($0)" }].compactMap { $0 }.joined(
    separator: ", ")
  return """
    {apiVersion: v1, kind: Pod, metadata: {name: \(parts[1]), namespace: \(parts[0]), labels: {\(labels ?? "app: \(parts[1])")}},
     spec: {containers: [{name: c, ports: [\(ports)]}]\(spec.isEmpty ? "" : ", \(spec)")}, status: {\(status)}}
    """
}

func namespace(_ name: String, _ labels: String) -> String {
  "{apiVersion: v1, kind: Namespace, metadata: {name: \(name), labels: {\(labels)}}}"
}

private func object(
  _ version: String, _ kind: String, _ name: String, _ namespace: String?, _ spec: String
) -> String {
  let place = namespace.map { ", namespace: \($0)" } ?? ""
  return "{apiVersion: \(version), kind: \(kind), metadata: {name: \(name)\(place)}, spec: {\(spec)}}"
}

func networkPolicy(_ spec: String, _ name: String = "p", in namespace: String = "a") -> String {
  object("networking.k8s.io/v1", "NetworkPolicy", name, namespace, spec)
}

/// A policy over every pod of the Admin tier, unless the spec says otherwise.
func clusterPolicy(_ name: String, _ priority: Int, tier: String = "Admin", _ rules: String) -> String {
  object(
    "policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", name, nil,
    "tier: \(tier), priority: \(priority), subject: {namespaces: {}}, \(rules)")
}

func adminPolicy(_ rules: String, _ name: String = "anp") -> String {
  object(
    "policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", name, nil,
    "priority: 5, subject: {namespaces: {}}, \(rules)")
}

func baselinePolicy(_ name: String, _ rules: String) -> String {
  object(
    "policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy", name, nil, "subject: {namespaces: {}}, \(rules)")
}

func ciliumPolicy(_ rules: String, _ name: String = "cnp", selector: String = "") -> String {
  object("cilium.io/v2", "CiliumNetworkPolicy", name, "a", "endpointSelector: {\(selector)}, \(rules)")
}

/// A cluster-wide policy over the pods of namespace `a`.
func clusterwidePolicy(_ rules: String, _ name: String = "ccnp") -> String {
  object(
    "cilium.io/v2", "CiliumClusterwideNetworkPolicy", name, nil,
    "endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': a}}, \(rules)")
}

func ciliumObject(_ kind: String, _ spec: String) -> String {
  object("cilium.io/v2", kind, "c", kind == "CiliumNetworkPolicy" ? "a" : nil, spec)
}

/// Pods of namespace `b` with this label `app`, as a NetworkPolicy names them.
func inB(_ app: String) -> String {
  "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, podSelector: {matchLabels: {app: \(app)}}}"
}
