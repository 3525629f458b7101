import Analysis
import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import Proof
import Resolution
import TestSupport
import Testing

/// The proof finds what somebody changed in the compiled objects, and says which flow and which policy it is about.
@Suite struct TamperingTests {
  /// What is said of the objects and of their list, whatever they allow.
  private static let besideTheProof: Set<DiagnosticCode> = [.driftedObject, .kustomizationDiffers]

  @Test func untouchedOutputIsProved() throws {
    let verification = try TamperedOutput().verified()
    #expect(verification.holds)
    #expect(verification.findings.renderedAsText() == "")
  }

  /// The last line counts what the findings name: a kustomization that lists a file which is gone is one more.
  @Test func theSummaryCountsEverything() throws {
    let drift = Tampering("gone", [.remove("cilium/clusterwide/easement-guardrail.cardholder-data.yaml")])
    var output = try TamperedOutput()
    try output.apply(drift)
    #expect(
      output.verified().summary.hasSuffix(
        "\nnot proved: connections are as the graph says, but 1 drifted object, 1 other error\n"))
    try output.apply(
      Tampering(
        "closed", in: "plain/namespaces/payments-dev/easement-workload-api.yaml", "app: checkout", "app: checkouts"))
    let both = output.verified().summary
    #expect(both.contains("\nnot proved: ") && both.hasSuffix("; 2 drifted objects, 1 other error\n"), "\(both)")
    try output.apply(
      Tampering("unlisted", in: "plain/kustomization.yaml", "- namespaces/data-dev/easement-baseline.yaml\n", ""))
    let summary = output.verified().summary
    #expect(summary.hasSuffix("; 2 drifted objects, 2 other errors\n"), "\(summary)")
  }

  /// The nearest release that is known to differ.
  @Test(arguments: [("1.16", "1.18"), ("1.18", "1.18"), ("1.19", "1.19"), ("1.20", "1.20"), ("1.31", "1.20")])
  func clustersAreJudgedByTheirRelease(_ version: String, _ release: String) throws {
    let output = try TamperedOutput(
      replacing: [("enforcement: cilium}", "enforcement: cilium, ciliumVersion: \"\(version)\"}")])
    #expect(
      output.graph.clusters.filter { $0.enforcement == .cilium }.map(\.ciliumProfile.release.rawValue) == [release])
  }

  /// `Tampered/expected` holds the first finding about each, apart from the one that an object has changed.
  @Test func everyTamperingIsFound() throws {
    let untouched = try TamperedOutput()
    var findings: [String: String] = [:]
    for tampering in Tampering.visible {
      var output = untouched
      try output.apply(tampering)
      let verification = output.verified()
      let holds = verification.proofs.allSatisfy(\.holds)
      #expect(!holds, "\(tampering) is not found")
      let first = verification.findings.first { $0.severity == .error && !Self.besideTheProof.contains($0.code) }
      #expect(first != nil, "\(tampering) is not explained")
      findings["\(tampering).txt"] = first?.renderedAsText() ?? ""
    }
    #expect(findings.count == Tampering.visible.count, "two have one name")
    let golden = GoldenFolder(TamperedOutput.root.appending(path: "expected"))
    #expect(try golden.mismatches(with: findings) == [])
  }

  /// Nobody may do more or less after these, so that the proof still holds; each says why. Whoever touches one of the
  /// compiled objects is found out all the same, since it no longer says what the graph compiles to.
  @Test(arguments: Tampering.invisible)
  func changesNothing(_ tampering: Tampering) throws {
    let untouched = try TamperedOutput()
    var output = untouched
    try output.apply(tampering)
    let verification = output.verified()
    let others = verification.findings.filter { $0.severity == .error && !Self.besideTheProof.contains($0.code) }
    #expect(others.renderedAsText() == "")
    let holds = verification.proofs.allSatisfy(\.holds)
    #expect(holds)
    #expect(verification.findings.map(\.code).contains(.driftedObject) == tampering.changesObjects)
    #expect(output.index != untouched.index)
  }
}

extension Tampering {
  /// Whether an object of the compiler is missing or says something else afterwards.
  fileprivate var changesObjects: Bool {
    if name == "plain-type-left-to-default" { return false }
    return changes.contains { change in
      switch change {
      case .edit(let path, _, _), .remove(let path): !path.hasSuffix("kustomization.yaml")
      case .add: false
      }
    }
  }
}

extension TamperedOutput {
  /// The digests that `easement compile --check` compares.
  fileprivate var index: OutputIndex {
    OutputIndex(of: files.map { OutputFile(path: $0.key, text: $0.value) })
  }
}
