import PolicyModel
import TestSupport
import Testing

@testable import Lowering

/// Names of objects tell apart what is different, whatever people call their things. (LIM-1, LIM-2)
@Suite struct NameTests {
  private static let kinds = PolicyName.Kind.allCases

  /// What an object is about, and the name that it gets.
  private static func names(of parts: [String], _ kind: PolicyName.Kind) -> [(key: String, name: String)] {
    let key = parts.joined(separator: "/")
    let name = PolicyName.clusterwide(kind, in: parts[0], Array(parts.dropFirst()))
    return [
      ("clusterwide/\(kind.rawValue)/\(key)", "/\(name)"), ("guardrail/\(key)", "/\(PolicyName.guardrail(parts))"),
    ]
  }

  private static func namespaced(_ namespace: String, _ kind: PolicyName.Kind, _ name: String?, _ part: String?)
    -> (key: String, name: String)
  {
    let key = "namespaced/\(namespace)/\(kind.rawValue)/\(name ?? "")/\(part ?? "")"
    return (key, "\(namespace)/\(PolicyName.namespaced(kind, name, part: part))")
  }

  private func expectInjective(_ names: [(key: String, name: String)]) {
    let byKey = Dictionary(names) { first, _ in first }
    let byName = Dictionary(grouping: byKey.keys) { byKey[$0] ?? "" }
    let collisions = byName.filter { $0.value.count > 1 }
    #expect(collisions.isEmpty, "\(collisions)")
    for name in byKey.values {
      let object = String(name.drop { $0 != "/" }.dropFirst())
      #expect(object.utf8.count <= 63 && object.isObjectName, "\(object)")
      #expect(object.hasPrefix("easement-") || object.hasPrefix("easement."), "\(object)")
    }
  }

  @Test func namesThatCouldBeSplitInTwoWays() {
    let parts = [
      ["a-b", "c"], ["a", "b-c"], ["a-b-c"], ["a", "b", "c"], ["a"], ["a", "part-3"], ["a-part-3"], ["guardrail", "a"],
      ["guardrail"], ["workload", "a"], ["long", "a"],
    ]
    expectInjective(Self.kinds.flatMap { kind in parts.flatMap { Self.names(of: $0, kind) } })
    let inside: [(String?, String?)] = [
      ("a-b", nil), ("a", "part-3"), ("a-part-3", nil), ("part-3", nil), ("a", nil), (nil, nil), ("deny", nil),
    ]
    expectInjective(
      ["a", "a-b"].flatMap { namespace in
        Self.kinds.flatMap { kind in inside.map { Self.namespaced(namespace, kind, $0.0, $0.1) } }
      })
  }

  /// Thousands of names from few letters, so that they nearly collide, and of every length up to 63 characters.
  @Test func randomNames() {
    var random = SeededGenerator(seed: 7)
    func label() -> String {
      let length =
        Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : Int.random(in: 20...63, using: &random)
      let middle = (0..<length).map { _ in ["a", "b", "-"].randomElement(using: &random) ?? "a" }.joined()
      return "a\(middle.dropFirst().dropLast())b".prefix(63).description
    }
    var names: [(key: String, name: String)] = []
    for _ in 0..<20_000 {
      let kind = Self.kinds.randomElement(using: &random) ?? .workload
      let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in label() }
      names += Self.names(of: parts, kind)
      names.append(Self.namespaced(label(), kind, label(), Bool.random(using: &random) ? "part-\(label())" : nil))
    }
    expectInjective(names)
  }

  /// Nobody can take the name that somebody else's is cut to: such a name is not one that fits.
  @Test func cutNamesCannotBeTaken() {
    let long = String(repeating: "a", count: 63)
    let short = PolicyName.namespaced(.workload, long)
    #expect(short.utf8.count <= 63 && short != "easement-workload-\(long)")
    // A workload has no dots in its name, and what fits has none either.
    #expect(short.contains("."))
    #expect(!PolicyName.namespaced(.workload, "anything-else").contains("."))
    #expect(PolicyName.clusterwide(.workload, in: "payments", [long]).hasPrefix("easement-long.payments.workload.aaa"))
    #expect(PolicyName.clusterwide(.workload, in: "payments", ["api"]) == "easement.payments.workload.api")
    #expect(PolicyName.clusterwide(.defaultDeny, in: "payments") == "easement.payments.default-deny")
    #expect(PolicyName.guardrail([long]).hasPrefix("easement-guardrail-aaa"))
    #expect(PolicyName.guardrail(["mail", "2"]) == "easement-guardrail.mail.2")
    for length in [44, 45, 46, 63] {
      let name = String(repeating: "x", count: length)
      #expect(PolicyName.namespaced(.workload, name).hasPrefix("easement-workload-xxx"))
      #expect((PolicyName.namespaced(.workload, name) == "easement-workload-\(name)") == (length <= 45))
    }
  }
}

extension String {
  /// A DNS subdomain. (LIM-1)
  fileprivate var isObjectName: Bool {
    split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      label.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil
    }
  }
}
