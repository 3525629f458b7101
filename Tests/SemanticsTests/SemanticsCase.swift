import Analysis
import PolicyModel
import Testing

/// One case of part E of the semantics: objects as people write them, and what they must come to.
struct SemanticsCase: Sendable, CustomTestStringConvertible {
  let id: String
  let title: String
  let scenes: [Scene]

  init(_ id: String, _ title: String, _ scenes: Scene...) {
    self.id = id
    self.title = title
    self.scenes = scenes
  }

  var testDescription: String { "\(id): \(title)" }
}

/// One set of objects with its verdicts.
struct Scene: Sendable {
  /// YAML documents. The pods `a/x`, `a/v`, `b/x` and `b/v` are always there, each with its name as the label `app`.
  let objects: [String]
  /// `source -> destination: connections`, see ``Expectation``.
  let verdicts: [String]
  /// What each finding must contain; there are no others.
  let says: [String]
  let semantics: Semantics
  let cilium: CiliumProfile

  init(_ objects: String..., verdicts: [String], says: [String] = []) {
    self.init(objects, verdicts, says, .generic, CiliumProfile())
  }

  static func cilium(
    _ objects: String..., verdicts: [String], says: [String] = [], release: CiliumProfile.Release = .v120,
    mode: CiliumProfile.Enforcement = .default, cluster: String? = nil, nodesByAddress: Bool = false
  ) -> Scene {
    Scene(
      objects, verdicts, says, .cilium,
      CiliumProfile(
        release: release, enforcement: mode, clusterName: cluster, blocksMatchNodes: nodesByAddress))
  }

  private init(
    _ objects: [String], _ verdicts: [String], _ says: [String], _ semantics: Semantics, _ cilium: CiliumProfile
  ) {
    self.objects = objects
    self.verdicts = verdicts
    self.says = says
    self.semantics = semantics
    self.cilium = cilium
  }
}
