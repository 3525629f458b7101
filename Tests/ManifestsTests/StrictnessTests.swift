import Diagnostics
import Manifests
import PolicyModel
import Testing
import YAMLTree

/// Nothing in a policy object is skipped in silence, and nothing crashes.
@Suite struct StrictnessTests {
  @Test("a field that does not exist is found wherever it stands", arguments: PolicyAPI.allCases, 0..<10)
  func strangeField(_ api: PolicyAPI, _ seed: UInt64) throws {
    var random = RandomPolicies(seed: seed)
    for number in 0..<10 {
      let object = try Manifest(random.policy(api, number: number)).object
      let places = mappings(object)
      let place = random.pick(places)
      let reading = Reading(inserting("zzz", into: object, at: place).text)
      let codes = reading.findings.map(\.code)
      #expect(codes.contains(.unknownObjectField), "\(codes) at \(place) of \(object.text)")
    }
  }

  @Test("objects with any part replaced are read to the end", arguments: PolicyAPI.allCases, 0..<20)
  func replacedParts(_ api: PolicyAPI, _ seed: UInt64) throws {
    var random = RandomPolicies(seed: seed)
    for number in 0..<20 {
      let object = try Manifest(random.policy(api, number: number)).object
      let mutant = mutated(object, &random)
      let first = Reading(mutant.text)
      #expect(first.findings == Reading(mutant.text).findings)
      #expect(first.findings.allSatisfy { $0.span != nil })
      // What was read without an error can be said again, unless the object says what only its API knows how to say.
      guard let policy = first.policy, first.errors.isEmpty, let again = try? Manifest(policy) else { continue }
      #expect(Reading(again.text).policy == policy, "\(mutant.text)\n\n\(again.text)")
    }
  }

  // MARK: Places in a value

  private enum Step: Hashable { case key(String), index(Int) }

  private static let freeForm: Set<String> = ["matchLabels", "labels", "annotations"]

  /// The mappings whose keys an API knows.
  private func mappings(_ value: YAMLValue, at path: [Step] = []) -> [[Step]] {
    switch value {
    case .mapping(let entries):
      let inner = entries.filter { !Self.freeForm.contains($0.key) }
        .flatMap { mappings($0.value, at: path + [.key($0.key)]) }
      return inner + [path]
    case .sequence(let elements):
      return elements.enumerated().flatMap { mappings($0.element, at: path + [.index($0.offset)]) }
    case .string, .integer, .boolean: return []
    }
  }

  private func inserting(_ key: String, into value: YAMLValue, at path: [Step]) -> YAMLValue {
    guard let step = path.first else {
      guard case .mapping(let entries) = value else { return value }
      return .mapping(entries + [YAMLValue.Entry(key, "x")])
    }
    let rest = Array(path.dropFirst())
    switch (value, step) {
    case (.mapping(let entries), .key(let name)):
      return .mapping(
        entries.map { $0.key == name ? YAMLValue.Entry(name, inserting(key, into: $0.value, at: rest)) : $0 })
    case (.sequence(let elements), .index(let index)):
      return .sequence(
        elements.enumerated().map { $0.offset == index ? inserting(key, into: $0.element, at: rest) : $0.element })
    default: return value
    }
  }

  private func mutated(_ value: YAMLValue, _ random: inout RandomPolicies) -> YAMLValue {
    if random.chance(15) {
      return random.pick([
        [], [:], "", "x", "80", 0, 70_000, -1, true, ["a"], ["a": "b"], "::/0", "10.0.0.0/8", "*.a.b",
      ])
    }
    switch value {
    case .mapping(let entries):
      return .mapping(entries.map { YAMLValue.Entry($0.key, mutated($0.value, &random)) })
    case .sequence(let elements): return .sequence(elements.map { mutated($0, &random) })
    case .string, .integer, .boolean: return value
    }
  }
}
