import TestSupport
import Testing

/// What is compiled besides policies is owned like the policies.
@Suite struct EmitTests {
  private func gitops() async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples/gitops", to: "graph")
    return scratch
  }

  private func run(_ command: String, in scratch: Scratch) async throws -> Tool.Outcome {
    try await Tool.bash("easement \(command)", in: scratch)
  }

  @Test func theGraphSaysWhatToCheck() async throws {
    let scratch = try await gitops()
    #expect(try await run("compile graph -o out", in: scratch).status == 0)
    #expect(try await run("compile graph -o out --check", in: scratch).status == 0)
    #expect(try await run("verify graph --against out", in: scratch).status == 0)
    let guardFile = "out/prod/guards/vap/easement-namespaces.yaml"
    #expect(
      try await Tool.bash("test -f out/argocd/applications/prod.yaml && echo '# x' >> \(guardFile)", in: scratch).status
        == 0)
    let edited = try await run("compile graph -o out", in: scratch)
    #expect(edited.status == 1)
    #expect(edited.errors.contains("edited-output"))
  }

  /// What the flag adds for one run is gone after the next without it.
  @Test func theFlagIsForOneRun() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    #expect(try await run("compile graph -o out --emit capsule", in: scratch).status == 0)
    #expect(try await Tool.bash("test -f out/main/capsule/shop.yaml", in: scratch).status == 0)
    #expect(try await run("compile graph -o out --check", in: scratch).status == 1)
    #expect(try await run("compile graph -o out --check --emit capsule", in: scratch).status == 0)
    #expect(try await run("verify graph --against out --emit capsule", in: scratch).status == 0)
    #expect(try await run("verify graph --against out", in: scratch).status == 1)
    #expect(try await run("compile graph -o out", in: scratch).status == 0)
    #expect(try await Tool.bash("test -e out/main/capsule", in: scratch).status == 1)
  }

  /// What delivers the folders stands beside them and is compared too.
  @Test func changedDeliveryIsFound() async throws {
    let scratch = try await gitops()
    #expect(try await run("compile graph -o out", in: scratch).status == 0)
    let edit = "sed -i 's/prune: true/prune: false/' out/argocd/applications/prod.yaml"
    #expect(try await Tool.bash(edit, in: scratch).status == 0)
    let outcome = try await run("verify graph --against out/", in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Application \"argocd/easement-prod\" does not say"), "\(outcome.errors)")
  }

  @Test func guardsWithoutAdministratorsAreRefused() async throws {
    let outcome = try await Tool.bash("easement compile examples/quickstart -o /tmp/never-written --emit vap,argocd")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("missing-administrators") && outcome.errors.contains("missing-delivery"))
  }

  /// One cluster of many leaves the objects of the others alone, beside the folders too.
  @Test func oneClusterOfMany() async throws {
    let scratch = try await gitops()
    #expect(try await run("compile graph -o out", in: scratch).status == 0)
    let before = try await Tool.bash("cd out && sha256sum $(find . -type f | sort)", in: scratch)
    #expect(try await run("compile graph -o out --cluster prod", in: scratch).status == 0)
    #expect(try await Tool.bash("cd out && sha256sum $(find . -type f | sort)", in: scratch).output == before.output)
  }

  /// The stream is what a kustomization would apply: no tests, no Applications, no object twice.
  @Test func theStreamIsWhatIsApplied() async throws {
    let scratch = try await gitops()
    let outcome = try await run("compile graph -o - --cluster nonprod", in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("kind: GlobalTenantResource"))
    #expect(outcome.output.contains("kind: ValidatingAdmissionPolicyBinding"))
    #expect(!outcome.output.contains("kind: Application"))
    #expect(!outcome.output.contains("\nkind: NetworkPolicy"))
  }

  @Test(arguments: ["'vap, argocd'", "' vap ,argocd '"]) func blanksBetweenNames(_ list: String) async throws {
    let outcome = try await run("compile graph -o out --emit \(list)", in: try await gitops())
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
