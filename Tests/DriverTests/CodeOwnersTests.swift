import Diagnostics
import Driver
import Testing

/// Who reviews which file.
@Suite struct CodeOwnersTests {
  private static let platform = """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: acme}
    spec:
      owner: "@acme/platform"
      environments: [prod]
      clusters: [{name: main, environments: [prod], enforcement: kubernetes}]
      dns: {}

    """

  private static func tenant(_ name: String, owner: String) -> String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: \(name)}
    spec: {owner: "\(owner)", namespaces: {\(name): prod}}

    """
  }

  private func owners(
    of files: [(String, String)], in folder: String = "graph", compiled: [String] = [], besides others: [String] = []
  ) throws -> (owners: CodeOwners, findings: [Diagnostic]) {
    let sources = files.map { SourceText(path: "\(folder)/\($0.0)", relativePath: $0.0, bytes: Array($0.1.utf8)) }
    let compilation = Compilation(of: sources, today: try .goldenDay)
    #expect(!compilation.hasErrors, "\(compilation.findings.renderedAsText())")
    var log = DiagnosticLog()
    let document = try #require(compilation.document)
    return (CodeOwners(of: document, in: folder, compiled: compiled, besides: others, reportingTo: &log), log.sorted)
  }

  @Test func everyFileBelongsToItsTenant() throws {
    let files = [
      ("tenants/shop.yaml", Self.tenant("shop", owner: "@acme/shop")), ("platform.yaml", Self.platform),
      ("tenants/our data.yaml", Self.tenant("data", owner: "@ann team@acme.example")),
    ]
    let result = try owners(of: files, compiled: ["policies"])
    #expect(result.findings == [])
    #expect(
      result.owners.text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
        "/.github/                     @acme/platform",
        "/.gitlab-ci.yml               @acme/platform",
        "/.gitlab/                     @acme/platform",
        "/CODEOWNERS                   @acme/platform",
        "/docs/CODEOWNERS              @acme/platform",
        "/graph/                       @acme/platform",
        "/policies/                    @acme/platform",
        "/graph/platform.yaml          @acme/platform",
        "/graph/tenants/our\\ data.yaml @ann team@acme.example",
        "/graph/tenants/shop.yaml      @acme/shop",
      ])
  }

  /// Whatever it is, no tenant's file comes before it.
  @Test func whatElseThePlatformOwnsComesFirst() throws {
    let files = [("platform.yaml", Self.platform), ("tenants/shop.yaml", Self.tenant("shop", owner: "@acme/shop"))]
    let lines = try owners(of: files, besides: ["", "graph/tenants/", "Jenkinsfile", "my scripts/"]).owners.lines
    let others = ["*", "/graph/tenants/", "/Jenkinsfile", "/my\\ scripts/"]
    for pattern in others { #expect(lines.first { $0.pattern == pattern }?.owners == "@acme/platform") }
    #expect(lines.first?.pattern == "*")
    #expect(lines.last?.owners == "@acme/shop")
  }

  /// What is mandatory asks nobody else: the role is no team's to take.
  @Test func filesOfPlatformTenantsBelongToThePlatform() throws {
    let shop = Self.tenant("shop", owner: "@acme/shop").replacing("spec: {", with: "spec: {role: platform, ")
    let result = try owners(of: [("platform.yaml", Self.platform), ("shop.yaml", shop)])
    #expect(result.owners.lines.last?.pattern == "/graph/shop.yaml")
    #expect(result.owners.lines.last?.owners == "@acme/platform")
  }

  /// The last line that matches counts, so that no folder takes a tenant's file away from its team.
  @Test(arguments: ["", "graph", "graph/tenants", "policies"])
  func compiledFoldersTakeNothingFromTenants(_ folder: String) throws {
    let files = [("platform.yaml", Self.platform), ("tenants/shop.yaml", Self.tenant("shop", owner: "@acme/shop"))]
    let lines = try owners(of: files, compiled: [folder, folder]).owners.lines
    #expect(lines.last?.owners == "@acme/shop")
    #expect(Set(lines.map(\.pattern)).count == lines.count)
  }

  @Test func theRootOfARepositoryIsAGraphToo() throws {
    let result = try owners(of: [("platform.yaml", Self.platform)], in: "")
    #expect(result.owners.lines.map(\.pattern) == ["*", "/platform.yaml"])
  }

  @Test func tenantsOfOneOwnerMayShareAFile() throws {
    let both = Self.tenant("shop", owner: "@acme/shop") + "---\n" + Self.tenant("cart", owner: "@acme/shop")
    #expect(try owners(of: [("platform.yaml", Self.platform), ("shop.yaml", both)]).findings == [])
  }

  /// A review by either would open the other.
  @Test func tenantsOfTwoOwnersMayNot() throws {
    let both = Self.tenant("shop", owner: "@acme/shop") + "---\n" + Self.tenant("pay", owner: "@acme/pay")
    let findings = try owners(of: [("platform.yaml", Self.platform), ("both.yaml", both)]).findings
    #expect(findings.map(\.code) == [.codeOwners])
    #expect(findings.first?.message.contains("share a file and not an owner") == true)
    let mixed = try owners(of: [("all.yaml", Self.platform + "---\n" + Self.tenant("shop", owner: "@acme/shop"))])
    #expect(mixed.findings.count == 1)
  }

  @Test(arguments: ["Team Shop", "@acme/shop,@acme/pay", "shop", "@acme/shop\\n* @evil"])
  func ownersAreReviewers(_ owner: String) throws {
    let files = [("platform.yaml", Self.platform), ("shop.yaml", Self.tenant("shop", owner: owner))]
    #expect(try owners(of: files).findings.map(\.code) == [.codeOwners])
  }

  @Test(arguments: ["sh*p.yaml", "shop#1.yaml", "a\n* @evil.yaml", "[shop].yaml"])
  func pathsFitPatterns(_ path: String) throws {
    let files = [("platform.yaml", Self.platform), (path, Self.tenant("shop", owner: "@acme/shop"))]
    #expect(try owners(of: files).findings.map(\.code) == [.codeOwners])
  }

  @Test func thePlatformHasAnOwner() throws {
    let platform = Self.platform.replacing("  owner: \"@acme/platform\"\n", with: "")
    #expect(try owners(of: [("platform.yaml", platform)]).findings.map(\.code) == [.codeOwners])
  }
}
