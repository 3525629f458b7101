import Diagnostics
import Foundation
import Manifests
import PolicyModel
import Testing

/// Manifests of another analyzer's test suite. They stay where they are; the environment says where.
@Suite struct ConformanceTests {
  static let cases: [String] = {
    guard let root = ProcessInfo.processInfo.environment["EASEMENT_CONFORMANCE"] else { return [] }
    let folder = root + "/netpol-analyzer/cases"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { "\(folder)/\($0)" }
  }()

  /// What the suite has on purpose: replicas that differ, stray bits, a file that is no manifest, names and selectors
  /// that a server would refuse.
  static func isExpected(_ finding: Diagnostic) -> Bool {
    finding.message.contains("not a Kubernetes object")
      || finding.severity != .error
        && (finding.code == .unlikePods || finding.message.contains("bits beyond its prefix")
          || finding.message.contains("(ANP-7)") || finding.message.contains("(ANP-8)")
          || finding.message.contains("(NPV-1)"))
  }

  @Test(.enabled(if: !cases.isEmpty, "EASEMENT_CONFORMANCE does not name the folder"), arguments: cases)
  func readsWithoutFindings(_ folder: String) throws {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: try sources(in: folder + "/input"), reportingTo: &log)
    let surprising = log.sorted.filter { !Self.isExpected($0) }
    #expect(surprising.isEmpty, "\(surprising.map { "\($0.span?.location ?? ""): \($0.message)" })")
    #expect(!reading.inventory.workloads.isEmpty)
    try expectPeers(of: folder, in: reading)
  }

  /// Every workload that the expected connections name is there.
  private func expectPeers(of folder: String, in reading: ManifestReading) throws {
    let expected = try String(contentsOfFile: folder + "/expected.txt", encoding: .utf8)
    let known = Set(reading.inventory.workloads.map { "\($0.namespace)/\($0.name)[\($0.kind)]" })
    for line in expected.split(separator: "\n") {
      let ends = line.split(separator: " : ")[0].split(separator: " => ")
      for end in ends where !end.hasSuffix("[External]") {
        #expect(known.contains(String(end)), "\(end)")
      }
    }
  }

  private func sources(in folder: String) throws -> [SourceText] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      .filter { path in [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) } }
      .map { SourceText(path: $0, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))) }
  }
}
