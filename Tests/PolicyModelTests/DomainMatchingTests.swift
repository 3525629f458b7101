import Foundation
import PolicyModel
import TestSupport
import Testing

/// What patterns of names mean. (CIL-52, CNP-15)
@Suite struct DomainMatchingTests {
  @Test(arguments: [
    ("*.example.com", "a.example.com", true, true), ("*.example.com", "a.b.example.com", false, true),
    ("*.example.com", "example.com", false, false), ("*.example.com", ".example.com", true, true),
    ("**.example.com", "a.b.example.com", true, true), ("**.example.com", "example.com", false, false),
    ("*", "a.b", true, true), ("a*c.com", "abbc.com", true, true), ("a*c.com", "a.c.com", false, false),
    ("A.Example.com.", "a.example.COM", true, true), ("*a.com", "a.com", true, true),
    ("a**b.com", "ab.com", true, true),
  ])
  func means(_ pattern: String, _ name: String, _ onCilium: Bool, _ inTheAPI: Bool) {
    #expect(DomainPattern(pattern: pattern).matches(name, in: .ciliumNetworkPolicy) == onCilium)
    #expect(DomainPattern(pattern: pattern).matches(name, in: .clusterNetworkPolicy) == inTheAPI)
    #expect(!DomainPattern(name: "*.\(name)").matches("a.\(name)", in: .ciliumNetworkPolicy))
  }

  /// A regular expression says the same.
  @Test func agreesWithARegularExpression() throws {
    var random = SeededGenerator(seed: 52)
    var matching = 0
    for _ in 0..<3_000 {
      func text(_ letters: [String], _ most: Int) -> String {
        (0..<Int.random(in: 1...most, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" }
          .joined()
      }
      let pattern = "x" + text(["a", "b", "*", "."], 9)
      let name = "x" + text(["a", "b", "."], 9)
      let expected = try Regex(
        pattern.replacing(".", with: "\\.").replacing("*", with: "[^.]*").replacing("x", with: "^x", maxReplacements: 1)
          + "$")
      let isMatch = name.firstMatch(of: expected) != nil
      matching += isMatch ? 1 : 0
      // A final dot counts for nothing, which the expression does not know.
      guard !pattern.hasSuffix("."), !name.hasSuffix(".") else { continue }
      #expect(DomainPattern(pattern: pattern).matches(name, in: .ciliumNetworkPolicy) == isMatch, "\(pattern) \(name)")
    }
    #expect(matching > 50)
  }

  /// Each star doubled the work once, so that two needs kept a check busy for hours.
  @Test(.timeLimit(.minutes(1))) func manyStarsTakeNoLonger() {
    let pattern = DomainPattern(pattern: String(repeating: "*a", count: 30) + "b.com")
    #expect(!pattern.matches(String(repeating: "a", count: 63) + ".com", in: .ciliumNetworkPolicy))
    #expect(pattern.matches(String(repeating: "a", count: 60) + "b.com", in: .ciliumNetworkPolicy))
  }
}
