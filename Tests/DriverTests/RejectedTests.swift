import Diagnostics
import Driver
import TestSupport
import Testing

/// Graphs whose meaning is wrong or doubtful: `Rejected/<code>/<case>` holds the files of one, and what is said about it.
@Suite struct RejectedTests {
  private static let root = Repository.folder("Tests/DriverTests/Rejected")
  private static let formRoot = Repository.folder("Tests/GraphFormatTests/Rejected")

  /// Codes that no folder of graphs can show, and where they are tested.
  private static let testedElsewhere: [DiagnosticCode: String] = [
    .unreadableFile: "CommandTests: files that cannot be read",
    .documentTooLarge: "YAMLTreeTests: limits", .limitExceeded: "GraphSizeTests",
    .unknownObjectField: "ManifestsTests", .invalidObject: "ManifestsTests", .unmodelledKind: "ManifestsTests",
    .unmodelledField: "ManifestsTests", .ignoredObject: "ManifestsTests", .duplicateObject: "ManifestsTests",
    .placeholder: "ManifestsTests", .unreadPods: "ManifestsTests", .unlikePods: "ManifestsTests",
    .mixedClusters: "CommandTests: folders of several clusters",
    .semanticsDependent: "AnalysisTests and ManifestsTests",
    .lintSelectsNothing: "SemanticsTests", .lintCoveredRule: "SemanticsTests",
    .lintPeerMatchesNothing: "SemanticsTests", .lintServicePort: "SemanticsTests",
    .lintSharedPriority: "SemanticsTests",
    .lintBlockOverPods: "SemanticsTests", .lintRefused: "SemanticsTests", .lintSplitPeers: "SemanticsTests",
    .lintMissingDNS: "SemanticsTests", .lintMissingDefaultDeny: "SemanticsTests",
    .lintEmptyList: "SemanticsTests", .lintOnlyDenies: "SemanticsTests", .lintClusterwideEverybody: "SemanticsTests",
    .staleOutput: "CommandTests: compile --check", .editedOutput: "CommandTests: files changed by hand",
    .unsafeOutput: "CommandTests: links in the output", .proofFailed: "Tampered", .foreignPolicy: "Tampered",
    .driftedObject: "TamperingTests", .kustomizationDiffers: "KustomizationTests",
    .unmatchedWorkload: "VerifyClusterTests", .uncoveredPod: "VerifyClusterTests",
    .hostNetworkPod: "VerifyClusterTests", .missingNamespace: "VerifyClusterTests",
    .namespaceLabel: "VerifyClusterTests", .namespaceDeletion: "VerifyClusterTests",
    .unownedNamespace: "VerifiedNodesTests",
    .layoutFailed: "CommandTests: diagram", .codeOwners: "CodeOwnersTests",
  ]

  /// Findings that come together, since either is worth saying.
  private static let companions = [
    "unmanaged-namespace": ["environments-never-meet"],
    "guardrail-conflict": ["guardrail-not-enforced", "webhook-port"],
  ]

  @Test func everyCodeIsTestedSomewhere() throws {
    let folders = try names(in: Self.root) + names(in: Self.formRoot)
    let elsewhere = Self.testedElsewhere.keys.map(\.rawValue)
    #expect(Set(folders + elsewhere).sorted() == DiagnosticCode.allCases.map(\.rawValue).sorted())
    #expect(Set(folders).isDisjoint(with: elsewhere))
  }

  @Test(arguments: try RejectedCase.all(in: root))
  func findings(_ graph: RejectedCase) throws {
    let compilation = Compilation(of: try graph.sources(), today: try .goldenDay)
    let codes = Set(compilation.findings.map(\.code.rawValue)).subtracting(Self.companions[graph.code] ?? [])
    #expect(codes == [graph.code], "a finding that only follows from another one")
    let text = compilation.findings.renderedAsText()
    #expect(try graph.expectation(for: text) == text)
  }
}
