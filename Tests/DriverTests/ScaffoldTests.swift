import Diagnostics
import Driver
import GraphFormat
import Resolution
import Testing

/// The graph that `easement init` writes.
@Suite struct ScaffoldTests {
  private let today: CalendarDate
  private let scaffold: Scaffold

  init() throws {
    today = try #require(CalendarDate("2026-11-21"))
    scaffold = Scaffold(today: today)
  }

  private func sources(_ change: (String) -> String = { $0 }) -> [SourceText] {
    scaffold.files.map { SourceText(path: $0.path, change($0.text)) }
  }

  /// Checks that a graph has `findings`, and that what is compiled of it is proved on each cluster.
  private func prove(_ sources: [SourceText], findings: [DiagnosticCode]) throws {
    let compilation = Compilation(of: sources, today: today)
    #expect(compilation.findings.map(\.code) == findings, "\(compilation.findings.renderedAsText())")
    let graph = try #require(compilation.graph)
    var objects: [String: [SourceText]] = [:]
    for cluster in graph.clusters {
      let files = try compilation.files(for: cluster)
      #expect(files.count > 4)
      objects[cluster.name] = files.map { SourceText(path: $0.path, $0.text) }
    }
    let verification = Verification(of: graph, clusters: graph.clusters, objects: objects)
    #expect(verification.holds, "\(verification.findings.renderedAsText())")
    #expect(verification.proofs.count == graph.clusters.count)
  }

  @Test func checksCleanAndProvesForBothEnforcements() throws {
    try prove(sources(), findings: [])
    let graph = try #require(Compilation(of: sources(), today: today).graph)
    #expect(graph.clusters.map(\.enforcement) == [.kubernetes, .cilium])
    #expect(graph.tenants.map(\.name) == ["payments", "shop"])
    #expect(graph.assertions.count == 2 && graph.edges.count > 5)
  }

  /// What stands in comments can be taken out of them.
  @Test func theGuardrailInCommentsIsValid() throws {
    let marked = "  # guardrails:\n"
    #expect(scaffold.files[0].text.contains(marked))
    let sources = sources { text in
      guard let start = text.firstRange(of: marked) else { return text }
      let block = text[start.lowerBound...].split(separator: "\n", omittingEmptySubsequences: false)
      let lines = block.prefix { $0.hasPrefix("  #") }
      let open = lines.map { "  \($0.dropFirst(4))" } + block.dropFirst(lines.count).map(String.init)
      return "\(text[..<start.lowerBound])\(open.joined(separator: "\n"))"
    }
    try prove(sources, findings: [.guardrailNotEnforced])
    #expect(Compilation(of: sources, today: today).graph?.guardrails.map(\.name) == ["cloud-metadata"])
  }

  @Test func commentsTeachEveryIdea() {
    let text = scaffold.files.map(\.text).joined().lowercased()
    for idea in [
      "namespaces", "workloads", "grant", "need", "until", "dns", "guardrail", "assertions", "codeowners", "fqdn",
      "internet", "easement schema", "easement verify",
    ] { #expect(text.contains(idea), "\(idea)") }
    for file in scaffold.files {
      #expect(file.text.hasPrefix("# ") && file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n"), "\(file.path)")
      #expect(file.text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
  }

  @Test func theGrantThatEndsIsFarAway() {
    #expect(scaffold.files[1].text.contains("until: 2027-12-31"))
  }

  @Test func obstacles() {
    let stranger = SourceText(path: "app.yaml", "apiVersion: v1\nkind: ConfigMap\n")
    #expect(scaffold.obstacles(at: [], among: []) == [])
    #expect(scaffold.obstacles(at: [], among: [stranger]) == [])

    let occupied = SourceText(path: "platform.yaml", bytes: [])
    let member = SourceText(path: "old/tenant.yaml", "apiVersion: easement.dev/v1alpha1\nkind: Tenant\n")
    let newer = SourceText(path: "old/newer.yaml", "apiVersion: easement.dev/v2\nkind: Tenant\n")
    let found = scaffold.obstacles(at: [occupied], among: [stranger, member, newer, occupied])
    #expect(found.map(\.code) == [.editedOutput, .editedOutput])
    #expect(found.map(\.span?.source.path) == ["old/newer.yaml", "platform.yaml"])
  }

  /// Whoever starts a graph twice reads one sentence.
  @Test func aGraphIsOneObstacle() throws {
    let there = scaffold.files.map { SourceText(path: $0.path, $0.text) }
    let found = scaffold.obstacles(at: there.map { SourceText(path: $0.path, bytes: []) }, among: there)
    #expect(found.map(\.message) == ["\"platform.yaml\" already belongs to a graph, and a folder holds one"])
    let strangers = there.map { SourceText(path: $0.path, bytes: []) }
    #expect(scaffold.obstacles(at: strangers, among: strangers).map(\.notes.count) == [strangers.count - 1])
  }

  /// It would be part of the new graph, which could then not be checked.
  @Test func textThatIsNoYAMLIsAnObstacle() {
    let template = SourceText(path: "chart/service.yaml", "{{ if .Values.x }}\nkind: Service\n{{ end }}\n")
    #expect(scaffold.obstacles(at: [], among: [template]).map(\.code) == [.invalidYAML])
  }
}
