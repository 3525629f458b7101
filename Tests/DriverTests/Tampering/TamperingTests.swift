import Diagnostics
import Driver
import Foundation
import Resolution
import TestSupport
import Testing

/// The proof finds what somebody changed in the compiled objects, and says which flow and which policy it is about.
@Suite struct TamperingTests {
  @Test func untouchedOutputIsProved() throws {
    let verification = try TamperedOutput().verified()
    #expect(verification.holds)
    #expect(verification.findings.renderedAsText() == "")
  }

  /// `Tampered/expected` holds the first finding about each.
  @Test func everyTamperingIsFound() throws {
    let untouched = try TamperedOutput()
    var findings: [String: String] = [:]
    for tampering in Tampering.visible {
      var output = untouched
      try output.apply(tampering)
      let verification = output.verified()
      #expect(!verification.holds, "\(tampering) is not found")
      let first = verification.findings.first { $0.severity == .error }
      findings["\(tampering).txt"] = first?.renderedAsText() ?? ""
    }
    #expect(findings.count == Tampering.visible.count, "two have one name")
    let golden = GoldenFolder(TamperedOutput.root.appending(path: "expected"))
    #expect(try golden.mismatches(with: findings) == [])
  }

  /// Nobody may do more or less after these, so the proof still holds; each says why. That somebody touched the file is
  /// what the digests of the index tell: `easement compile --check` fails for every one of them.
  @Test(arguments: Tampering.invisible)
  func changesNothing(_ tampering: Tampering) throws {
    let untouched = try TamperedOutput()
    var output = untouched
    try output.apply(tampering)
    let verification = output.verified()
    #expect(verification.findings.filter { $0.severity == .error }.renderedAsText() == "")
    #expect(verification.holds)
    #expect(output.index != untouched.index)
  }
}

extension TamperedOutput {
  /// The digests that `easement compile --check` compares.
  fileprivate var index: OutputIndex {
    OutputIndex(of: files.map { OutputFile(path: $0.key, text: $0.value) })
  }
}
