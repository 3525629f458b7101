import Foundation
import TestSupport
import Testing

/// The JSON of results has the keys that the documentation lists, and no others.
@Suite struct DocumentedKeysTests {
  private static let setup = """
    set -e
    cp -r "$EXAMPLES" examples
    easement compile examples/quickstart -o out >/dev/null 2>&1
    printf '%s\n---\n' '{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: shop, labels: {app: checkout}}}' \
      '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: payments, labels: {app: payments-apis}}}' > pods.yaml
    cp -r out edited; sed -i 's/port: 8080/port: 8081/' edited/main/namespaces/payments/easement-workload-api.yaml
    cp -r examples/quickstart changed; sed -i 's|, ports: .http., reason.*}|, ports: [http], until: 2100-01-01}|' changed/tenants/payments.yaml
    sed -i 's|^  needs:|&\\n    - {from: checkout, to: payments/ledger, ports: [grpc]}|' changed/tenants/shop.yaml
    sed -i 's|^  grants:|&\\n    - {to: shop/checkout, workload: ledger, ports: [grpc], until: 2100-06-30}|' changed/tenants/payments.yaml

    """

  @Test(arguments: [
    (
      "analyze.md", "explain", "### JSON",
      [
        "easement explain shop/checkout payments/api examples/acme --port 8080 -f json --today 2026-12-01",
        "easement explain shop/checkout 0.0.0.0/0 examples/acme -f json --today 2026-12-01",
        "easement explain payments/api internet examples/acme -f json --today 2026-12-01",
        "easement explain shop/c payments/a --manifests out/main --manifests pods.yaml -f json",
        "easement explain shop/c 0.0.0.0/0 --manifests out/main --manifests pods.yaml -f json",
      ]
    ),
    (
      "analyze.md", "diff", "### CSV, JSON, DOT",
      ["easement diff examples/quickstart changed -f json", "easement diff changed examples/quickstart -f json"]
    ),
    (
      "semantics.md", "verify", "### For programs",
      ["easement verify examples/quickstart --against edited -f json --all || true"]
    ),
  ])
  func keys(_ page: String, _ command: String, _ heading: String, _ scripts: [String]) async throws {
    let scratch = try Scratch()
    var printed: Set<String> = []
    for (index, script) in scripts.enumerated() {
      let start = index == 0 ? Self.setup : "set -e\n"
      let examples = "EXAMPLES=\(Repository.folder("examples").path)\n"
      let outcome = try await Tool.bash(examples + start + script, in: scratch)
      try #require(outcome.status == 0, "\(script): \(outcome.errors)")
      printed.formUnion(Self.keys(in: try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))))
    }
    let section = try Self.section(heading, of: page)
    let words = Self.words(in: section).union(["first", "last", "TCP", "UDP", "SCTP"])
    #expect(printed.subtracting(words).sorted() == [], "\(command) prints what \(page) does not document")
    let promised = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .flatMap { Self.words(in: String($0.dropFirst().prefix { $0 != "|" })) }
    try #require(!promised.isEmpty)
    #expect(Set(promised).subtracting(printed).sorted() == [], "\(page) documents what \(command) does not print")
  }

  /// Every key of every object inside.
  private static func keys(in value: Any) -> Set<String> {
    switch value {
    case let list as [Any]: list.reduce(into: []) { $0.formUnion(keys(in: $1)) }
    case let object as [String: Any]:
      object.reduce(into: Set(object.keys)) { $0.formUnion(keys(in: $1.value)) }
    default: []
    }
  }

  private static func section(_ heading: String, of page: String) throws -> String {
    let text = String(decoding: try Data(contentsOf: Repository.folder("docs/\(page)")), as: UTF8.self)
    let start = try #require(text.range(of: "\n\(heading)\n"), "\(page) has no \(heading)")
    let rest = text[start.upperBound...]
    return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
  }

  /// The words inside backquotes.
  private static func words(in text: String) -> Set<String> {
    Set(
      text.matches(of: /`([^`]+)`/).flatMap { $0.1.split { !$0.isLetter && !$0.isNumber } }.map(String.init))
  }
}
