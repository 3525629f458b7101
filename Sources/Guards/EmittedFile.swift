import PolicyModel
public import YAMLTree

/// A file that is compiled besides policies.
public struct EmittedFile: Hashable, Sendable {
  /// Relative to the output folder.
  public let path: String
  public let documents: [YAMLValue]
}

extension Guard {
  /// Guards come after the policies that they keep.
  var metadata: YAMLValue {
    [
      "name": .string(name),
      "labels": .managed,
      "annotations": [SyncWave.annotation: .string(SyncWave.guards.text), "easement.dev/purpose": .string(purpose)],
    ]
  }
}

extension YAMLValue {
  /// The labels of every object that is compiled.
  static var managed: YAMLValue { ["app.kubernetes.io/managed-by": "easement"] }
}
