import TestSupport
import Testing

/// Standard output that takes nothing, or that nobody reads: the same for whatever the program prints.
@Suite struct FullOutputTests {
  /// Whatever prints something, help and results in all their forms.
  static let commands =
    [
      "--help", "--version", "help", "help verify", "check --help",
      "check graph", "check graph --format json", "check graph --format sarif", "check broken",
      "compile graph -o new", "compile graph -o out --check", "compile graph -o out --check -f json",
      "compile graph -o -", "verify graph", "verify graph --against out -f json",
      "explain shop/checkout payments/api graph", "explain shop/checkout payments/api graph -f json",
      "explain --all graph", "explain --all --manifests out",
      "diagram graph -o -", "diagram graph --diff graph -o -", "report graph -o -", "report graph -o /dev/stdout",
      "schema", "codeowners graph", "init started", "preview graph --port 0",
      "---completion explain -- positional@0 2 0 easement explain '' graph",
    ] + ["bash", "zsh", "fish"].map { "--generate-completion-script \($0)" }
    + ["txt", "json", "csv", "md", "dot", "svg"].map { "access out -f \($0)" }
    + ["txt", "md", "json", "csv", "dot"].map { "diff graph graph -f \($0)" }

  @Test(arguments: commands) func aFullDiskIsOneLineAndStatus74(_ command: String) async throws {
    let outcome = try await Tool.bash("timeout 120 easement \(command) > /dev/full", in: try await Self.scratch())
    #expect(outcome.status == 74, "\(command)\n\(outcome.errors)")
    let complaints = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("easement: ") }
    let place = command.contains("/dev/stdout") ? "/dev/stdout" : "standard output"
    #expect(complaints == ["easement: \(place): no space left on device"], "\(command)\n\(outcome.errors)")
  }

  /// Whoever reads on has read enough: the result is what it would have been.
  @Test(arguments: commands.filter { !$0.hasPrefix("preview") })
  func aClosedPipeIsNoFailure(_ command: String) async throws {
    let scratch = try await Self.scratch()
    // The reader is gone before anything is printed.
    let outcome = try await Tool.bash(
      "{ sleep 0.2; easement \(command); echo $? > status; } | true; cat status", in: scratch)
    #expect(outcome.output == (command == "check broken" ? "1\n" : "0\n"), "\(command)")
    #expect(!outcome.errors.contains("easement: standard output"), "\(command)\n\(outcome.errors)")
  }

  private static func scratch() async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    try scratch.write("kind: Platfrom\n", to: "broken/platform.yaml")
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: open}\nspec: {}\n"
    let outcome = try await Tool.bash("easement compile graph -o out --quiet", in: scratch)
    try scratch.write(pod, to: "out/main/pod.yaml")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }
}
