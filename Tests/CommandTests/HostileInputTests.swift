import Testing

/// Input that is made to exhaust memory is refused, or read within bounds. `scripts/hostile-input` does the same with
/// files of 100 MB.
@Suite struct HostileInputTests {
  private static let graph = "apiVersion: easement.dev/v1alpha1\nkind: Platform\nmetadata: {name: a}\nspec:\n"
  /// Nine levels of ten aliases each.
  private static let laughs = zip("abcdefgh", "bcdefghi").reduce("a: &a [x, x, x, x, x, x, x, x, x, x]\n") {
    text, names in
    text + "\(names.1): &\(names.1) [" + Array(repeating: "*\(names.0)", count: 10).joined(separator: ", ") + "]\n"
  }

  private static let inputs: [(name: String, text: String)] = [
    ("laughs", laughs),
    ("deep", graph + "  a: " + String(repeating: "[", count: 500_000)),
    ("deepMappings", graph + "  a: " + String(repeating: "{a: ", count: 200_000)),
    ("scalar", graph + "  owner: \"" + String(repeating: "a", count: 4 << 20) + "\"\n"),
    ("line", graph + "  a: [" + String(repeating: "b, ", count: 300_000) + "b]\n"),
    ("documents", String(repeating: "---\n", count: 200_000)),
  ]

  @Test(
    .enabled(if: Machine.canMeasureMemory, "/usr/bin/time is missing"), arguments: inputs.map(\.name),
    ["check", "access"])
  func memoryIsBounded(_ name: String, _ command: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.inputs.first { $0.name == name }?.text ?? "", to: "input.yaml")
    let outcome = try await Tool.bash(
      "/usr/bin/time -o peak -f %M easement \(command) input.yaml", in: scratch)
    let isRefused = outcome.status == 64 && outcome.errors.contains("a graph has no pods to judge")
    #expect(outcome.status == 0 || outcome.status == 1 || isRefused, "\(outcome.errors.prefix(500))")
    let peak = try #require(try scratch.text(of: "peak").split(separator: "\n").last.flatMap { Int($0) })
    #expect(peak < 300_000, "\(peak) kB")
  }
}
