import Driver
import Foundation
import TestSupport
import Testing

/// Guards refuse what widens and leave alone what does not, judged by an implementation of CEL that is not ours.
@Suite(.enabled(if: Evaluator.isAvailable, "python3 with cel-expr-python and pyyaml is not at hand"))
struct GuardVerdictTests {
  /// The cases are about the cluster "prod" of the example, which has both kinds of guards.
  @Test func everyRequestComesOutAsExpected() throws {
    let report = try Evaluator.report(
      on: Repository.folder("Tests/GuardsTests/cases.yaml"), files: try Gitops.compiled("prod"))
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("verdicts of kyverno, vap, 0 wrong"))
  }

  /// The cluster "nonprod" has Capsule deliver, which guards let through.
  @Test func nothingPassesByWayOfCapsule() throws {
    let report = try Evaluator.report(
      on: Repository.folder("Tests/GuardsTests/capsule-cases.yaml"), files: try Gitops.compiled("nonprod"))
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("19 verdicts of vap, 0 wrong"))
  }

  /// What Kyverno's command line is told to expect comes out.
  @Test func testsOfKyvernoExpectWhatHappens() throws {
    let files = try Gitops.compiled("prod")
    let folder = try Evaluator.folder(of: files)
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = try Evaluator.report(
      on: folder.appending(path: "kyverno-tests/prod/kyverno-test.yaml"), files: files)
    #expect(report.status == 0, "\(report.text)")
    #expect(report.text.contains("10 verdicts of kyverno, vap, 0 wrong"))
  }

  /// What an author writes as the name of a group stays a name.
  @Test func namesOfGroupsAreNoExpressions() throws {
    let hostile = #"a'] || true || 'b' in ['\u00e9 $("#
    let graph = Gitops.text.replacing(
      "oidc:platform-oncall", with: hostile.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
    let files = try Gitops.compiled("prod", from: graph)
    let request = "in: shop-prod, spec: {podSelector: {}, ingress: [{}]}"
    let quoted = "'" + hostile.replacing("'", with: "''") + "'"
    let cases = """
      - {name: the group itself, user: a, groups: [\(quoted)], \(request), expect: allowed}
      - {name: another group, user: a, groups: [b], \(request), expect: network-policies}
      - {name: no group, user: a, groups: [], \(request), expect: network-policies}
      """
    let report = try Evaluator.report(on: cases, files: files)
    #expect(report.status == 0, "\(report.text)")
  }

  /// The script can say no.
  @Test func anOpenDoorIsSeen() throws {
    let cases = "- {name: open, in: shop-prod, spec: {podSelector: {}, ingress: [{}]}, expect: allowed}"
    let report = try Evaluator.report(on: cases, files: try Gitops.compiled("prod"))
    #expect(report.status == 1)
  }
}

/// `scripts/evaluate-guards`.
private enum Evaluator {
  static let isAvailable = Python.has("yaml", "cel_expr_python")

  static func report(on cases: String, files: [OutputFile]) throws -> (status: Int32, text: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "easement-cases-\(UUID().uuidString).yaml")
    try Data(cases.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try report(on: file, files: files)
  }

  static func report(on cases: URL, files: [OutputFile]) throws -> (status: Int32, text: String) {
    let folder = try folder(of: files)
    defer { try? FileManager.default.removeItem(at: folder) }
    let guards = files.map(\.path).filter { $0.contains("/guards/") }.map { folder.appending(path: $0).path }
    let run = try Python.run([Repository.folder("scripts/evaluate-guards").path, cases.path] + guards)
    return (run.status, String(decoding: run.output, as: UTF8.self))
  }

  /// A folder with the files, for the caller to remove.
  static func folder(of files: [OutputFile]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "easement-guards-\(UUID().uuidString)")
    for file in files {
      let place = folder.appending(path: file.path)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: place)
    }
    return folder
  }
}
