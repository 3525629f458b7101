import Changes
import Diagnostics
import Driver
import Foundation
import PolicyModel
import TestSupport
import Testing

/// The forms in which changes are printed, where there are many or of every kind.
@Suite struct ChangeFormatTests {
  private static func pods(_ count: Int, _ label: String) -> String {
    (0..<count).map {
      "{apiVersion: v1, kind: Pod, metadata: {name: pod-\($0), namespace: ns-\($0 % 40), labels: {app: \(label)}}}\n---\n"
    }.joined()
  }

  private static let closed = (0..<40).map {
    """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: closed, namespace: ns-\($0)}
    spec: {podSelector: {}, policyTypes: [Ingress]}
    ---

    """
  }.joined()

  private static func changes(from old: String, to new: String) throws -> AccessChanges {
    try #require(
      Comparand.changes(
        from: Comparand(of: [SourceText(path: "old.yaml", old)], today: try .goldenDay),
        to: Comparand(of: [SourceText(path: "new.yaml", new)], today: try .goldenDay)))
  }

  /// Owners and reasons are anybody's text.
  @Test func nothingHides() throws {
    let graph = try Example(name: "quickstart").sources()
      .map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n---\n")
    let tenant = """

      ---
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: mallory}
      spec:
        owner: \(Unseen.inYAML)
        namespaces: {mallory-prod: prod}
        workloads: {web: {selector: {app: web}, ports: {http: 8080}}}
        grants: [{to: {cidr: 192.0.2.0/24}, workload: web, reason: \(Unseen.inYAML)}]

      """
    let changes = try Self.changes(from: graph, to: graph + tenant)
    let data = try JSONEncoder().encode(changes)
    #expect(String(decoding: data, as: UTF8.self).withUnseenEscapedInJSON.contains(Unseen.inJSON))
    for text in [changes.text, changes.csv.replacing("\r\n", with: "\n"), changes.markdown] {
      let hidden = text.unicodeScalars.filter { $0.isUnseen && $0 != "\n" }
      #expect(hidden.isEmpty, "\(hidden.map { String($0.value, radix: 16) })")
      // Markdown says the signs around the number by numbers of their own.
      #expect(text.contains("202e"), "\(text)")
    }
    #expect(changes.csv.contains(Unseen.text.escapedForReaders))
  }

  /// A forge refuses comments of more than 65,536 characters, whatever they say.
  @Test func hundredsOfChangesFitIntoAComment() throws {
    let pods = Self.pods(80, "a")
    let changes = try Self.changes(from: pods, to: pods + Self.closed)
    #expect(changes.flows.count > 1000)
    let text = changes.markdown
    #expect(text.count < 65_536)
    #expect(text.count > 40_000)
    let rows = text.split(separator: "\n").count { $0.hasPrefix("| lost |") }
    #expect(text.contains("\n\((changes.flows.count - rows).grouped) flows more do not fit into a comment.\n"))
    #expect(text.contains("\nand 20 more providers\n"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("| <code>") }.count == 20)
  }

  @Test func hundredsOfOtherChangesAreFolded() throws {
    let changes = try Self.changes(
      from: Self.pods(1000, "a") + Self.closed, to: Self.pods(1, "a") + Self.closed)
    #expect(changes.others.count == 999)
    let text = changes.markdown
    #expect(text.count < 65_536)
    #expect(text.contains("<details><summary>\(changes.others.count) other changes</summary>"), "\(text.prefix(300))")
    #expect(text.contains(" changes more do not fit into a comment."))
  }

  /// Names as long as somebody likes.
  @Test func hostileLengths() throws {
    let name = String(repeating: "x", count: 200_000)
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: \(name), namespace: \(name)}}\n---\n"
    let changes = try Self.changes(from: pod + Self.pods(2, "a"), to: Self.pods(2, "a"))
    #expect(changes.markdown.count < 65_536)
  }

  /// Guardrails, assertions and ends of grants are in every form.
  @Test func everyKindInEveryForm() throws {
    let acme = try Example(name: "acme").sources()
    let other = acme.map { source in
      SourceText(
        path: source.path, relativePath: source.relativePath,
        bytes: Array(
          String(decoding: source.bytes, as: UTF8.self).replacing("ports: [25]", with: "ports: [25, 465]")
            .replacing("until: 2027-03-31", with: "until: 2027-06-30").replacing(
              "- name: ledger-is-private", with: "- name: x"
            )
            .replacing("{name: ledger-is-private,", with: "{name: ledger-is-closed,").utf8))
    }
    let changes = try #require(
      Comparand.changes(
        from: Comparand(of: acme, today: try .goldenDay), to: Comparand(of: other, today: try .goldenDay)))
    let categories = Set(changes.others.map(\.category))
    #expect(categories.isSuperset(of: [.guardrail, .expiry]), "\(changes.text)")
    let json = String(decoding: try JSONEncoder().encode(changes), as: UTF8.self)
    for change in changes.others {
      let row = "\(change.category.rawValue),"
      #expect(changes.csv.contains("\r\n\(row)"), "\(changes.csv)")
      #expect(json.contains("\"\(change.category.rawValue)\""))
      #expect(changes.markdown.contains("<code>\(change.category.rawValue) "))
      #expect(changes.text.contains("\n  \(change.category.rawValue) \(change.name)"))
    }
  }
}
