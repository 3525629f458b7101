import PolicyModel
import YAMLTree

/// The keys that Cilium gives to what Kubernetes says about a pod's namespace. (CIL-32)
enum CiliumLabel {
  static let namespace = "io.kubernetes.pod.namespace"
  static let namespaceLabels = "io.cilium.k8s.namespace.labels."
  /// The source of everything that Kubernetes says. (CIL-31)
  static let kubernetes = "k8s:"
}

extension PodSelector {
  /// An endpoint selector that matches pods only, in these namespaces and no others.
  ///
  /// A selector without a namespace that must be there would match Cilium's own endpoints too, and the world where the
  /// only condition is negative. (CIL-4, CIL-36)
  var ciliumEndpoints: YAMLValue {
    get throws(InexpressiblePolicy.Reason) {
      var requirements = namespaces.requirements
      if !requirements.contains(where: \.isPositive) {
        requirements.insert(LabelRequirement(.namespaceNameLabel, .exists), at: 0)
      }
      let named = try requirements.map { (requirement) throws(InexpressiblePolicy.Reason) in
        LabelRequirement(try Self.ciliumNamespaceKey(requirement.key), requirement.condition)
      }
      return try (named + pods.requirements).selectorObject(key: LabelSelector.ciliumKey)
    }
  }

  private static func ciliumNamespaceKey(_ key: String) throws(InexpressiblePolicy.Reason) -> String {
    if key == .namespaceNameLabel { return CiliumLabel.namespace }
    let written = CiliumLabel.namespaceLabels + key
    guard written.isQualifiedName else { throw .labelKey(written) }
    return written
  }
}

extension LabelSelector {
  /// An endpoint selector that leaves the namespace to the agent. (CIL-3)
  var ciliumPods: YAMLValue {
    get throws(InexpressiblePolicy.Reason) { try requirements.selectorObject(key: Self.ciliumKey) }
  }

  fileprivate static func ciliumKey(_ key: String) throws(InexpressiblePolicy.Reason) -> String {
    CiliumLabel.kubernetes + key
  }
}

extension LabelRequirement {
  /// Whether the key must be there.
  var isPositive: Bool {
    switch condition {
    case .isIn, .exists: true
    case .isNotIn, .doesNotExist: false
    }
  }
}
