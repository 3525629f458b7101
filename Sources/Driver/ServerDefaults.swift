import Manifests

extension ObjectValue {
  /// Whether an object that was read says what `wanted` says, and nothing else but what servers and controllers fill in.
  ///
  /// - Parameter kind: of both.
  func isAsGood(as wanted: ObjectValue, of kind: String) -> Bool {
    Set(names).union(wanted.names).allSatisfy { name in
      switch name {
      case "metadata": self[name]?.isMetadata(like: wanted[name]) ?? false
      case "status": true
      default: isAsGood(as: wanted, name, at: name, ServerDefaults(of: kind))
      }
    }
  }

  /// Other labels and annotations are those of other tools.
  private func isMetadata(like wanted: ObjectValue?) -> Bool {
    names.allSatisfy { name in
      ServerDefaults.metadata.contains(name) || ["labels", "annotations"].contains(name)
        || self[name] == wanted?[name]
    }
      && ["name", "namespace"].allSatisfy { self[$0] == wanted?[$0] }
      && ["labels", "annotations"].allSatisfy { group in
        (wanted?[group]?.names ?? []).allSatisfy { self[group]?[$0] == wanted?[group]?[$0] }
      }
  }

  private func isAsGood(as wanted: ObjectValue, _ name: String, at path: String, _ defaults: ServerDefaults) -> Bool {
    guard let value = self[name] else { return wanted[name] == nil }
    guard let wanted = wanted[name] else { return defaults.values[path]?.contains(value) ?? false }
    return value.isAsGood(as: wanted, at: path, defaults)
  }

  private func isAsGood(as wanted: ObjectValue, at path: String, _ defaults: ServerDefaults) -> Bool {
    switch (self, wanted) {
    case (.fields(let fields), .fields(let others)):
      Set(fields.keys).union(others.keys).allSatisfy { isAsGood(as: wanted, $0, at: "\(path).\($0)", defaults) }
    case (.list(let elements), .list(let others)):
      elements.count == others.count
        && zip(elements, others).allSatisfy { $0.isAsGood(as: $1, at: "\(path)[]", defaults) }
    default: self == wanted || defaults.values[path]?.contains(self) ?? false
    }
  }
}

/// What servers and controllers fill into objects that are compiled without it, and what they write another way.
struct ServerDefaults {
  /// By path; `[]` is any element.
  let values: [String: [ObjectValue]]

  init(of kind: String) { values = Self.byKind[kind] ?? [:] }

  /// Fields of metadata that a server keeps for itself.
  static let metadata: Set<String> = [
    "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "finalizers",
  ]

  private static let byKind: [String: [String: [ObjectValue]]] = [
    // https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/
    "ValidatingAdmissionPolicy": [
      "spec.matchConstraints.matchPolicy": [.text("Equivalent")],
      "spec.matchConstraints.namespaceSelector": [.fields([:])],
      "spec.matchConstraints.objectSelector": [.fields([:])],
    ],
    // https://github.com/kyverno/kyverno/blob/main/config/crds/kyverno/kyverno.io_clusterpolicies.yaml. The action of a
    // rule, which compiled ones have, counts before that of the policy.
    "ClusterPolicy": [
      "spec.admission": [.boolean(true)], "spec.emitWarning": [.boolean(false)],
      "spec.validationFailureAction": [.text("Audit")], "spec.failurePolicy": [.text("Fail")],
      "spec.rules[].skipBackgroundRequests": [.boolean(true)],
    ],
    // https://projectcapsule.dev/docs/reference/#globaltenantresourcespec
    "GlobalTenantResource": [
      "spec.resyncPeriod": [.text("1m0s")], "spec.cordoned": [.boolean(false)], "spec.scope": [.text("Tenant")],
      "spec.settings.force": [.boolean(false)],
    ],
  ]
}
