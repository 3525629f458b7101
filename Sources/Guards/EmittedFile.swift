public import YAMLTree

/// A file that is compiled besides policies.
public struct EmittedFile: Hashable, Sendable {
  /// Relative to the output folder.
  public let path: String
  public let documents: [YAMLValue]
  /// Whether it belongs into the cluster together with the policies.
  public let isApplied: Bool
}

extension Guard {
  /// Guards come after the policies that they keep: whoever is shut out by mistake has at least delivered those.
  var metadata: YAMLValue {
    [
      "name": .string(name),
      "labels": .managed,
      "annotations": ["argocd.argoproj.io/sync-wave": "-8", "easement.dev/purpose": .string(purpose)],
    ]
  }
}

extension YAMLValue {
  /// The labels of every object that is compiled.
  static var managed: YAMLValue { ["app.kubernetes.io/managed-by": "easement"] }
}
