import Diagnostics
import Driver
import Explanations
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing

/// Whoever writes what a message tells them to write gets what they asked for, and no other error.
@Suite struct SuggestionTests {
  private static let outside = [
    "internet", "api-server", "192.0.2.0/24", "10.244.1.0/24", "10.96.0.10", "10.0.0.9", "10.0.0.0/8", "0.0.0.0/0",
    "169.254.169.254", "203.0.113.7", "198.51.100.1", "2001:db8::1", "api.example.com", "New.example.org",
  ]

  @Test func whatExplainSuggestsPassesTheCheck() throws {
    var (kept, refused) = (0, 0)
    for seed in UInt64(1)...150 {
      var graph = RandomGraph(seed: seed)
      let sources = graph.sources()
      let compilation = Compilation(of: sources, today: try .goldenDay)
      guard !compilation.hasErrors, let graph = compilation.graph, let question = compilation.question else { continue }
      var random = SeededGenerator(seed: seed)
      let names = graph.tenants.flatMap(\.workloads).map { "\($0.id)" }
      for _ in 0..<6 {
        guard let from = names.randomElement(using: &random),
          let environment = graph.environments.randomElement(using: &random),
          let to = (names + Self.outside).randomElement(using: &random), from != to
        else { continue }
        let isExposure = Self.outside.contains(to) && Int.random(in: 0...3, using: &random) == 0
        let ends = isExposure ? (to, from) : (from, to)
        let port = [nil, nil, UInt16(8080), 443].randomElement(using: &random) ?? nil
        let asked = port.map { ConnectionSet(.tcp, $0...$0) }
        guard
          let explanation = try? question.explanation(
            from: ends.0, to: ends.1, asked: asked, environment: environment)
        else { continue }
        let missing = Set(explanation.cases.flatMap(\.consent).filter { $0.kind == .missing })
        let suggestions = missing.flatMap(\.suggestions)
        guard !suggestions.isEmpty else {
          refused += missing.isEmpty ? 0 : 1
          continue
        }
        kept += 1
        let place =
          "seed \(seed): \(ends.0) to \(ends.1) on \(asked?.description ?? "any") in \(environment): \(suggestions)"
        let again = Compilation(of: suggestions.reduce(sources) { $0.adding($1) }, today: try .goldenDay)
        #expect(!again.hasErrors, "\(place)\n\(again.findings.filter { $0.severity == .error }.renderedAsText())")
        let opened = try again.explanation(from: ends.0, to: ends.1, asked: asked, environment: environment)
        let cases = opened?.cases.filter { $0.scope.domain == nil } ?? []
        #expect(cases.contains { !$0.connections.isEmpty }, "\(place)\n\(opened?.text ?? "")")
      }
    }
    #expect(kept > 100, "only \(kept) suggestions, \(refused) questions without one")
    #expect(refused > 20)
  }

  @Test func whatCheckSuggestsPassesTheCheck() throws {
    var kept = 0
    for seed in UInt64(1)...150 {
      var graph = RandomGraph(seed: seed)
      let sources = graph.sources()
      guard !Compilation(of: sources, today: try .goldenDay).hasErrors else { continue }
      for (index, source) in sources.enumerated() {
        let lines = source.string.split(separator: "\n", omittingEmptySubsequences: false)
        guard let grant = lines.firstIndex(where: { $0.hasPrefix("    - {to: ") && $0.contains("workload: ") }) else {
          continue
        }
        var broken = sources
        var fewer = lines
        fewer.remove(at: grant)
        if !fewer.indices.contains(grant) || !fewer[grant].hasPrefix("    - "), fewer[grant - 1] == "  grants:" {
          fewer.remove(at: grant - 1)
        }
        broken[index] = SourceText(path: source.path, fewer.joined(separator: "\n"))
        var findings = Compilation(of: broken, today: try .goldenDay).findings.filter { $0.severity == .error }
        var left = 12
        while left > 0, let suggestion = findings.first?.suggestion {
          (kept, left) = (kept + 1, left - 1)
          broken = broken.adding(suggestion)
          findings = Compilation(of: broken, today: try .goldenDay).findings.filter { $0.severity == .error }
        }
        let isOther = findings.contains { $0.code == .oneSidedCrossing }
        #expect(findings.isEmpty || isOther, "seed \(seed) without \(lines[grant]):\n\(findings.renderedAsText())")
      }
    }
    #expect(kept > 30, "only \(kept) suggestions")
  }
}

/// One element of a list in the file of a tenant.
private struct Suggestion {
  let tenant: String
  let list: String
  let text: String
}

extension String {
  /// What stands in backquotes and is an element of a list.
  fileprivate var elements: [String] {
    split(separator: "`").filter { $0.hasPrefix("- {") }.map { String($0.dropFirst(2)) }
  }
}

extension ConsentReason {
  fileprivate var suggestions: [Suggestion] {
    text.elements.map { element in
      Suggestion(
        tenant: String(owner?.dropFirst() ?? ""), list: element.contains("workload: ") ? "grants" : "needs",
        text: element)
    }
  }
}

extension Diagnostic {
  fileprivate var suggestion: Suggestion? {
    guard code == .needWithoutGrant, let text = help?.elements.first,
      let tenant = message.split(separator: "no grant of \"").last
    else {
      return nil
    }
    return Suggestion(tenant: String(tenant.prefix { $0 != "\"" }), list: "grants", text: text)
  }
}

extension [SourceText] {
  fileprivate func adding(_ suggestion: Suggestion) -> [SourceText] {
    map { source in
      guard source.path == "\(suggestion.tenant).yaml" else { return source }
      let heading = "  \(suggestion.list):\n"
      let item = "    - \(suggestion.text)\n"
      let text =
        source.string.contains(heading)
        ? source.string.replacingOccurrences(of: heading, with: heading + item) : source.string + heading + item
      return SourceText(path: source.path, text)
    }
  }
}

extension SourceText {
  fileprivate var string: String { String(decoding: bytes, as: UTF8.self) }
}
