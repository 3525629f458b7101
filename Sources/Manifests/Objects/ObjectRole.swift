import Diagnostics
import PolicyModel

/// What an object is to the access graph, by its API group and kind.
enum ObjectRole {
  case namespace
  case pod
  /// An object whose pods come from a template.
  case workload(WorkloadTemplate)
  case service
  case node
  case policy(PolicyAPI)
  case addressGroup
  /// Something that decides about traffic and that nobody here understands. How much that weighs depends on whether
  /// the result can be wrong without it.
  case unmodelled(Severity, why: String)
  /// Nothing to do with traffic.
  case irrelevant

  init(apiVersion: String, kind: String) {
    let parts = apiVersion.split(separator: "/", maxSplits: 1)
    let group = parts.count == 2 ? String(parts[0]) : ""
    let version = parts.last.map(String.init) ?? ""
    self =
      Self.modelled(group: group, version: version, kind: kind) ?? Self.misspelt(group: group, kind: kind)
      ?? Self.foreign(group: group, kind: kind)
  }

  /// Kinds that read like one of these, which a server would refuse.
  private static func misspelt(group: String, kind: String) -> ObjectRole? {
    let policies = PolicyAPI.allCases.filter { $0.apiVersion.hasPrefix("\(group)/") }.map(\.rawValue)
    guard let kinds = understood[group].map({ $0 + policies }) ?? (policies.isEmpty ? nil : policies) else {
      return nil
    }
    guard !(others[group] ?? []).contains(kind), let meant = kind.nearest(in: kinds) else { return nil }
    return .unmodelled(.error, why: "its API has no such kind; did you mean \"\(meant)\"?")
  }

  private static let understood = [
    "": ["Namespace", "Pod", "Service", "Node", "ReplicationController"],
    "apps": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], "batch": ["Job", "CronJob"],
    "cilium.io": ["CiliumCIDRGroup"],
  ]

  /// Kinds whose names come close to those of `understood`, and that exist.
  private static let others = ["": ["Event", "PodTemplate", "Endpoints"]]

  private static func modelled(group: String, version: String, kind: String) -> ObjectRole? {
    switch (group, kind) {
    case ("", "Namespace"): return .namespace
    case ("", "Pod"): return .pod
    case ("", "Service"): return .service
    case ("", "Node"): return .node
    case ("", "ReplicationController"), ("batch", "Job"): return .workload(.direct)
    case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"),
      ("extensions", "Deployment"), ("extensions", "DaemonSet"), ("extensions", "ReplicaSet"):
      return .workload(.direct)
    case ("batch", "CronJob"): return .workload(.job)
    case ("cilium.io", "CiliumCIDRGroup"): return .addressGroup
    default: return policy(group: group, version: version, kind: kind)
    }
  }

  private static func policy(group: String, version: String, kind: String) -> ObjectRole? {
    guard let api = PolicyAPI(rawValue: kind) else { return nil }
    if group == "extensions", api == .networkPolicy {
      return .unmodelled(.error, why: "no server knows it in \(group) since Kubernetes 1.16, write \(api.apiVersion)")
    }
    let known = api.apiVersion
    guard known.hasPrefix("\(group)/") else { return nil }
    guard known == "\(group)/\(version)" else {
      return .unmodelled(.error, why: "only \(known) of this kind is understood")
    }
    return .policy(api)
  }

  /// Kinds of other projects, and of Kubernetes itself, that decide about traffic.
  private static func foreign(group: String, kind: String) -> ObjectRole {
    switch group {
    case "crd.projectcalico.org", "projectcalico.org", "crd.antrea.io", "crd.nsx.vmware.com", "k8s.ovn.org",
      "policy.networking.k8s.io", "security.antrea.tanzu.vmware.com":
      let decides = ["Policy", "Tier", "Group", "NetworkSet", "EgressFirewall"].contains { kind.hasSuffix($0) }
      return decides ? .unmodelled(.error, why: "the policies of this API can change the result") : .irrelevant
    case "security.istio.io", "policy.linkerd.io", "consul.hashicorp.com", "kuma.io":
      let decides = ["Policy", "Intentions", "Authorization", "Authentication", "Permission"].contains {
        kind.hasSuffix($0)
      }
      return decides ? .unmodelled(.error, why: "a service mesh can refuse what policies allow") : .irrelevant
    case "networking.istio.io" where kind == "Sidecar":
      return .unmodelled(.error, why: "a service mesh can refuse what policies allow")
    case "networking.k8s.io", "extensions", "gateway.networking.k8s.io", "networking.istio.io":
      let exposes = ["Ingress", "Gateway", "Route", "VirtualService"].contains { kind.hasSuffix($0) }
      return exposes
        ? .unmodelled(.notice, why: "what it exposes is reached through a proxy, whose pods are judged like any other")
        : .irrelevant
    case "cilium.io":
      let routes = kind.hasSuffix("EnvoyConfig") || kind == "CiliumLocalRedirectPolicy"
      return routes ? .unmodelled(.notice, why: "it routes connections and does not allow or deny them") : .irrelevant
    default:
      let decides = ["NetworkPolicy", "FirewallPolicy", "SecurityGroupPolicy", "PolicyEndpoint"]
        .contains { kind.hasSuffix($0) }
      return decides ? .unmodelled(.error, why: "the policies of this API can change the result") : .irrelevant
    }
  }
}
