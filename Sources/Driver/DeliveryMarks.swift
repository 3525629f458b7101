import Diagnostics
import Manifests
import PolicyModel

/// Labels and annotations by which the tools that deliver a folder leave objects out, or apply them in another way.
///
/// Sources: https://kubectl.docs.kubernetes.io/references/kustomize/glossary/#local-config,
/// https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/,
/// https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
enum DeliveryMarks {
  private static let groups = [
    "config.kubernetes.io/", "internal.config.kubernetes.io/", "config.k8s.io/", "kustomize.config.k8s.io/",
    "kustomize.toolkit.fluxcd.io/", "argocd.argoproj.io/", "helm.sh/",
  ]

  /// Whether a label or an annotation with this key may decide how an object is applied.
  static func decide(_ key: String) -> Bool { groups.contains(where: key.hasPrefix) }

  /// Findings about policies of a folder that bear marks which compiled ones do not.
  static func findings(
    about policies: PolicySet, compiledAs compiled: PolicySet, on cluster: String, at spans: [PolicyID: Span]
  ) -> [Diagnostic] {
    let wanted = Dictionary(compiled.policies.map { ($0.id, $0) }) { first, _ in first }
    return policies.policies.flatMap { policy -> [Diagnostic] in
      let own = wanted[policy.id]
      let keys =
        policy.labels.pairs.map(\.key).filter { own?.labels[$0] == nil }
        + policy.annotations.pairs.map(\.key).filter { own?.annotations[$0] == nil }
      return keys.filter(decide).map { mark in
        Diagnostic(
          .driftedObject,
          "in cluster \"\(cluster)\", \(policy.id) bears \"\(mark)\", which decides how it is applied, if at all",
          at: spans[policy.id], help: "take it off")
      }
    }
  }

  /// The same about an object of another kind.
  static func keys(of object: ObjectValue, besides compiled: ObjectValue) -> [String] {
    ["labels", "annotations"].flatMap { group in
      (object["metadata"]?[group]?.names ?? []).filter { decide($0) && compiled["metadata"]?[group]?[$0] == nil }
    }
  }
}
