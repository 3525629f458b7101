import Diagnostics
import Foundation
import Manifests
import PolicyModel
import Testing
import YAMLTree

/// What is printed reads back as the same policy.
@Suite struct RoundTripTests {
  @Test(arguments: PolicyAPI.allCases, 0..<20) func printedReadsBackEqual(_ api: PolicyAPI, _ seed: UInt64) throws {
    var random = RandomPolicies(seed: seed)
    let count = api == .baselineAdminNetworkPolicy ? 1 : 10
    let policies = PolicySet((0..<count).map { random.policy(api, number: $0) })
    let text = YAMLValue.text(of: try policies.policies.map { try Manifest($0).object })
    try keep(text, as: "\(api.rawValue)-\(seed).yaml")
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: [SourceText(path: "out.yaml", text)], reportingTo: &log)
    let messages = log.sorted.map(\.message)
    #expect(messages == [])
    #expect(reading.policies.policies.count == policies.policies.count)
    for (read, written) in zip(reading.policies.policies, policies.policies) where read != written {
      Issue.record("\(written)\n\nread as\n\n\(read)\n\n\(try Manifest(written).text)")
    }
  }

  /// For other programs to look at: `EASEMENT_PRINTED` names a folder.
  private func keep(_ text: String, as name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["EASEMENT_PRINTED"] else { return }
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  @Test(arguments: 0..<10) func printingIsDeterministic(_ seed: UInt64) throws {
    var (first, second) = (RandomPolicies(seed: seed), RandomPolicies(seed: seed))
    for api in PolicyAPI.allCases {
      #expect(try Manifest(first.policy(api, number: 1)).text == Manifest(second.policy(api, number: 1)).text)
    }
  }
}
