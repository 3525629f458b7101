import Analysis
import Diagnostics
import Manifests
import PolicyModel
import Testing

/// Part E of the semantics: each case from YAML to verdict.
@Suite struct SemanticsCases {
  static let all = networkPolicyCases + tierCases + ciliumCases

  /// T-1 to T-32, T-40 to T-56, TC-1 to TC-40.
  static let ids =
    (1...32).map { "T-\($0)" } + (40...56).map { "T-\($0)" } + (1...40).map { "TC-\($0)" }

  @Test func everyCaseIsThereOnce() {
    #expect(Self.all.map(\.id) == Self.ids)
    #expect(Self.ids.count == 89)
    #expect(Self.all.allSatisfy { !$0.scenes.isEmpty && $0.scenes.allSatisfy { !$0.verdicts.isEmpty } })
  }

  @Test(arguments: all)
  func verdicts(_ semanticsCase: SemanticsCase) throws {
    for scene in semanticsCase.scenes { try scene.check(semanticsCase.id) }
  }
}

extension Scene {
  private static let always = [pod("a/x"), pod("a/v"), pod("b/x"), pod("b/v")]

  func check(_ id: String) throws {
    var log = DiagnosticLog()
    let text = (Self.always + objects).joined(separator: "\n---\n")
    let reading = ManifestReading(
      reading: [SourceText(path: "\(id).yaml", text)], for: cilium.release, reportingTo: &log)
    let evaluation = PolicyEvaluation(
      inventory: reading.inventory, policies: reading.policies, semantics: semantics, cilium: cilium)
    log.report(contentsOf: evaluation.findings(at: reading.spans))
    for verdict in verdicts { try Expectation(text: verdict).check(evaluation) }
    let messages = log.sorted.map(\.message)
    #expect(messages.count == says.count, "\(id): \(messages)")
    for said in says { #expect(messages.contains { $0.contains(said) }, "\(id): \(said) not in \(messages)") }
    // A pod reaches itself whatever policies say, so a pair of one workload is no line of a report. (NP-34, CNP-30)
    let report = AccessReport(evaluation: evaluation, inventory: reading.inventory)
    #expect(report.entries().allSatisfy { $0.source != $0.destination }, "\(id)")
  }
}
