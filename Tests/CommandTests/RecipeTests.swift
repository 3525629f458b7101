import Foundation
import TestSupport
import Testing
import Yams

/// What `examples/ci` tells people to put into their own repositories works there.
@Suite struct RecipeTests {
  /// Five pull requests; the script itself fails when CI says something else than it expects.
  @Test func pullRequests() async throws {
    let outcome = try await Tool.bash("examples/ci/pull-requests")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.components(separatedBy: "--- CI is green").count == 3)
    #expect(outcome.output.components(separatedBy: "--- CI is red").count == 4)
  }

  @Test func everyRecipeIsYAML() throws {
    let recipes = try files(below: Repository.folder("examples/ci")).filter {
      $0.key.hasSuffix(".yaml") || $0.key.hasSuffix(".yml")
    }
    #expect(recipes.count >= 6)
    for (name, text) in recipes {
      #expect(try Array(Yams.load_all(yaml: text)).isEmpty == false, "\(name)")
    }
  }

  /// Of whatever a reader copies, review can be asked for.
  @Test(arguments: ["acme", "gitops", "quickstart", "tiers"])
  func everyExampleHasCodeOwners(_ example: String) async throws {
    let outcome = try await Tool.run("codeowners", "examples/\(example)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(/\n\/examples\/\w+\/platform\.yaml +@acme\/platform\n/), "\(outcome.output)")
  }

  /// What the workflow uploads and comments, the action writes.
  @Test func theWorkflowTakesWhatTheActionWrites() throws {
    let workflow = String(
      decoding: try Data(contentsOf: Repository.folder("examples/ci/github/workflow.yaml")), as: UTF8.self)
    let action = String(
      decoding: try Data(contentsOf: Repository.folder("examples/ci/github/action.yml")), as: UTF8.self)
    for file in ["access.md", "access.svg", "access.html"] { #expect(action.contains(file)) }
    #expect(workflow.contains("path: access.md") && workflow.contains("path: \"access.*\""))
    #expect(workflow.contains("hashFiles('access.md') != ''"))
  }

  @Test func stepsOfTheActionRun() async throws {
    let action = try Self.mapping("github/action.yml")
    let inputs = try #require(action["inputs"] as? [String: [String: String]])
    let runs = try #require(action["runs"] as? [String: Any])
    let steps = try #require(runs["steps"] as? [[String: Any]])
    #expect(steps.count == 6)
    let repository = try await Self.repository()
    for step in steps {
      let command = try #require(step["run"] as? String)
      #expect(!command.contains("${{"), "text of inputs becomes part of a command")
      let environment = (step["env"] as? [String: String] ?? [:]).mapValues { value in
        value.replacing(/\$\{\{ inputs\.(\w+) \}\}/) { inputs[String($0.1)]?["default"] ?? "" }
      }
      let settings = environment.map { "export \($0.key)='\($0.value)'\n" }.joined()
      let outcome = try await Tool.bash(
        "set -eo pipefail\nexport GITHUB_STEP_SUMMARY=summary.md\n\(settings)\(command)", in: repository)
      #expect(outcome.status == 0, "\(command)\n\(outcome.output)\(outcome.errors)")
    }
    #expect(try repository.text(of: "summary.md").contains("flows: 1 gained"))
    #expect(try repository.text(of: "access.svg").contains("1 gained"))
    #expect(try repository.text(of: "access.html").contains("1 flow gained."))
  }

  @Test func theJobForGitLabRuns() async throws {
    let job = try #require(try Self.mapping("gitlab/gitlab-ci.yml")["policies"] as? [String: Any])
    let script = try #require(job["script"] as? [String])
    let artifacts = try #require((job["artifacts"] as? [String: Any])?["paths"] as? [String])
    let variables = try #require(job["variables"] as? [String: String])
    let settings = variables.map { "export \($0.key)='\($0.value)'\n" }.joined()
    let repository = try await Self.repository()
    let outcome = try await Tool.bash(
      "set -eo pipefail\n\(settings)\(script.joined(separator: "\n"))", in: repository)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    for artifact in artifacts { #expect(repository.exists(artifact), "\(artifact)") }
  }

  /// In the order in which pre-commit runs them.
  @Test func hooksRun() async throws {
    let repositories = try #require(try Self.mapping("pre-commit-config.yaml")["repos"] as? [[String: Any]])
    let hooks = repositories.flatMap { $0["hooks"] as? [[String: Any]] ?? [] }
    #expect(hooks.count == 5)
    let repository = try await Self.repository()
    try repository.remove("policies")
    let commands = hooks.compactMap { $0["entry"] as? String }
    #expect(commands.count == hooks.count && hooks.allSatisfy { $0["always_run"] as? Bool == true })
    for command in commands {
      let outcome = try await Tool.bash(command, in: repository)
      #expect(outcome.status == 0, "\(command)\n\(outcome.output)\(outcome.errors)")
    }
    // A new tenant's policies are new files, which `git commit -a` leaves out.
    try repository.write(
      "{apiVersion: easement.dev/v1alpha1, kind: Tenant, metadata: {name: new}, spec: {owner: '@acme/new', "
        + "namespaces: {new: prod}, workloads: {app: {selector: {app: app}, ports: {http: 80}}}}}\n",
      to: "graph/tenants/new.yaml")
    var failed: [String] = []
    for command in commands where try await Tool.bash(command, in: repository).status != 0 { failed.append(command) }
    #expect(failed == commands.filter { $0.contains("ls-files") })
    #expect(try repository.text(of: "CODEOWNERS").contains(/\/graph\/tenants\/new.yaml +@acme\/new\n/))
  }

  private static func mapping(_ name: String) throws -> [String: Any] {
    let text = String(decoding: try Data(contentsOf: Repository.folder("examples/ci/\(name)")), as: UTF8.self)
    return try #require(try Yams.load(yaml: text) as? [String: Any])
  }

  /// A repository with a graph and its policies, on a branch with one edge more than `origin/main`.
  private static func repository() async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      set -e
      git init --quiet --initial-branch=main
      git config user.name easement
      git config user.email easement@acme.example
      easement compile graph -o policies
      easement codeowners graph --compiled policies > CODEOWNERS
      git add --all
      git commit --quiet -m Start
      git update-ref refs/remotes/origin/main HEAD
      git checkout --quiet -b change
      sed -i 's|^  needs:|&\\n    - {from: checkout, to: payments/ledger, ports: [grpc]}|' graph/tenants/shop.yaml
      sed -i 's|^  grants:|&\\n    - {to: shop/checkout, workload: ledger, ports: [grpc]}|' graph/tenants/payments.yaml
      easement compile graph -o policies
      git add --all
      git commit --quiet -m Change
      """, in: scratch)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }
}
