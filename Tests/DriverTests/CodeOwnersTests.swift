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
        "/.forgejo/                    @acme/platform",
        "/.gitattributes               @acme/platform",
        "/.gitea/                      @acme/platform",
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

  @Test(arguments: [
    "Team Shop", "@acme/shop,@acme/pay", "shop", "@acme/shop\\n* @evil", "@acme/shop\u{301}", "@acme/s\u{301}hop",
    "@acme/shop \u{301}@acme/evil",
  ])
  func ownersAreReviewers(_ owner: String) throws {
    let files = [("platform.yaml", Self.platform), ("shop.yaml", Self.tenant("shop", owner: owner))]
    #expect(try owners(of: files).findings.map(\.code) == [.codeOwners])
  }

  /// A mark behind a sign makes both one Character, which is neither; and forges differ in what they take for a blank.
  @Test(arguments: [
    "sh*p.yaml", "shop#1.yaml", "a\n* @evil.yaml", "[shop].yaml", "*\u{301}.yaml", "a?\u{301}", "#\u{20DD}.yaml",
    "\\\u{301}.yaml", "pay.yaml \u{301}@x.yaml", "pay.yaml\u{A0}@x", "pay.yaml\u{2028}@x", "pay.yaml\u{3000}@x",
    "pay.yaml\r@x", "pay.yaml @evil/team.yaml", "pay.yaml me@evil.example", "a\u{200B}.yaml", "t/\u{301}a.yaml",
  ])
  func pathsFitPatterns(_ path: String) throws {
    let files = [("platform.yaml", Self.platform), (path, Self.tenant("shop", owner: "@acme/shop"))]
    #expect(try owners(of: files).findings.map(\.code) == [.codeOwners])
  }

  @Test(arguments: ["café.yaml", "cafe\u{301}.yaml", "日本/x.yaml", "our data.yaml", "a@b.yaml", "a+b,c=d.yaml"])
  func otherNamesFit(_ path: String) throws {
    let files = [("platform.yaml", Self.platform), (path, Self.tenant("shop", owner: "@acme/shop"))]
    #expect(try owners(of: files).findings == [])
  }

  /// What else is named may come from the repository as well: a link of CI's may lead to any file.
  @Test(arguments: ["Jenkins\n* @evil", "*", "ci #1/", "x\u{301}/\u{301}y", "ci @evil"])
  func placesFitPatterns(_ place: String) throws {
    #expect(try owners(of: [("platform.yaml", Self.platform)], besides: [place]).findings.map(\.code) == [.codeOwners])
    #expect(try owners(of: [("platform.yaml", Self.platform)], compiled: [place]).findings.map(\.code) == [.codeOwners])
  }

  /// Unicode spells `é` in two ways, and git keeps both: each file has its line, and nobody can tell them apart.
  @Test func namesThatLookAlikeAreTwoFiles() throws {
    let files = [
      ("platform.yaml", Self.platform), ("caf\u{E9}.yaml", Self.tenant("shop", owner: "@acme/shop")),
      ("cafe\u{301}.yaml", Self.tenant("evil", owner: "@acme/evil")),
    ]
    let result = try owners(of: files)
    #expect(result.findings.map(\.code) == [.codeOwners])
    #expect(result.findings.first?.message.contains("look the same") == true)
    #expect(Set(result.owners.lines.suffix(3).map { Array($0.pattern.utf8) }).count == 3)
  }

  @Test func thePlatformHasAnOwner() throws {
    let platform = Self.platform.replacing("  owner: \"@acme/platform\"\n", with: "")
    #expect(try owners(of: [("platform.yaml", platform)]).findings.map(\.code) == [.codeOwners])
  }
}
