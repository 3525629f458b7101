import Diagnostics
import Driver
import GraphFormat
import Testing

/// A mistake that costs a graph its namespaces or a cluster is said once, and nothing that follows from it.
@Suite struct ConsequenceTests {
  @Test(arguments: [
    ("namespaces: {shop: prod}", "namespaces: {}", DiagnosticCode.invalidValue),
    ("namespaces: {shop: prod}", "namespaces: [shop]", .wrongType),
    ("enforcement: kubernetes", "enforcement: calico", .invalidValue),
    ("environments: [prod], enforcement", "environments: [], enforcement", .invalidValue),
  ])
  func onlyTheMistake(_ old: String, _ new: String, _ code: DiagnosticCode) throws {
    let graph = try Example(name: "quickstart").sources().replacing(old, with: new)
    let findings = Compilation(of: graph, today: try .goldenDay).findings
    #expect(findings.map(\.code) == [code], "\(findings.renderedAsText())")
    #expect(findings.allSatisfy { $0.help != nil })
  }

  /// Environments of a cluster that could not be read still share it.
  @Test func crossingsOfAClusterThatCouldNotBeRead() throws {
    let graph = try Example(name: "acme").sources().replacing(
      "{name: nonprod, environments: [dev, staging], enforcement: kubernetes}",
      with: "{name: nonprod, environments: [dev, staging], enforcement: calico}")
    let findings = Compilation(of: graph, today: try .goldenDay).findings
    #expect(findings.filter { $0.severity == .error }.map(\.code) == [.invalidValue], "\(findings.renderedAsText())")
  }

  /// What is true by itself is still said.
  @Test func environmentsThatNoClusterRuns() throws {
    let graph = try Example(name: "quickstart").sources().replacing(
      "  environments: [prod]\n", with: "  environments: [prod, dev]\n")
    let findings = Compilation(of: graph, today: try .goldenDay).findings
    #expect(findings.map(\.code) == [.environmentsNeverMeet], "\(findings.renderedAsText())")
  }
}
