import Foundation
import TestSupport
import Testing

/// Pictures as files, and the process that draws them.
@Suite struct DiagramCommandTests {
  private static let acme = "\(Repository.root.path)/examples/acme"

  @Test(arguments: [
    ("svg", [UInt8]("<?xml".utf8)), ("png", [0x89, 0x50, 0x4E, 0x47]), ("pdf", [UInt8]("%PDF-".utf8)),
    ("dot", [UInt8]("strict digraph".utf8)), ("SVG", [UInt8]("<?xml".utf8)),
  ])
  func pictures(_ ending: String, _ magic: [UInt8]) async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      "easement diagram \(Self.acme) -o new/graph.\(ending) --today 2026-12-01", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors == "wrote new/graph.\(ending)\n")
    let bytes = try Data(contentsOf: scratch.url.appending(path: "new/graph.\(ending)"))
    #expect(bytes.starts(with: magic))
    #expect(bytes.count > 10_000)
    #expect(try names(in: scratch.url.appending(path: "new")) == ["graph.\(ending)"])
  }

  @Test func layoutThatTakesTooLongIsAFinding() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.largeGraph, to: "graph/graph.yaml")
    try scratch.write("old", to: "graph.svg")
    let outcome = try await Tool.bash("easement diagram graph -o graph.svg --engine dot --time-limit 1", in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error[layout-failed]"), "\(outcome.errors)")
    #expect(try scratch.text(of: "graph.svg") == "old")
  }

  /// Every tenant reaches every other: nothing that Graphviz could lay out in a second.
  private static var largeGraph: String {
    let names = (1...60).map { "t\($0)" }
    let platform = """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: large}
      spec:
        environments: [prod]
        clusters: [{name: main, environments: [prod], enforcement: kubernetes}]
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
      """
    let tenants = names.map { name in
      """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: \(name)}
      spec:
        owner: "@\(name)"
        namespaces: {\(name): prod}
        workloads: {a: {selector: {app: a}, ports: {http: 80}}}
        grants: [{to: "*", workload: a}]
        needs: [{to: "*"}]
      """
    }
    return ([platform] + tenants).joined(separator: "\n---\n") + "\n"
  }

  @Test func diagramIntoAFolderIsStatus74() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.bash(
      "mkdir graph.svg && easement diagram \(Self.acme) -o graph.svg --today 2026-12-01", in: scratch)
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasSuffix("easement: graph.svg: is a folder\n"), "\(outcome.errors)")
  }

  // MARK: what is drawn

  @Test(arguments: [
    ("--direction in", "--focus"), ("--depth 2", "--focus"),
    ("--focus payments --witness shop-can-charge", "--witness"),
    ("--cluster prod --environment dev", "no environment \"dev\""), ("--cluster prd", "did you mean \"prod\""),
    ("--witness shop-can-charge", "holds"), ("--link-base javascript:alert(1)", "--link-base"),
    ("--only tenants", "--only"), ("--theme neon", "--theme"), ("--depth 0", "--depth"),
    ("--focus shop --depth -1", "--depth is between 1 and 100"), ("--focus shop --depth 101", "between 1 and 100"),
    ("--time-limit 0", "--time-limit"), ("--time-limit -5", "--time-limit is between 1 and 86400"),
    ("--link-base http://git.example.com/graph", "https://github.com/acme/graph/blob/main"),
    ("--link-base https://user:pw@git.example.com/graph", "a password"),
    ("--focus payments --focus nobody", "no tenant is called \"nobody\""),
  ])
  func wrongUsage(_ options: String, _ words: String) async throws {
    let outcome = try await Tool.bash(
      "easement diagram \(Self.acme) -o - '\(options.split(separator: " ").joined(separator: "' '"))'")
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func severalTenantsInFocus() async throws {
    func drawn(_ options: String) async throws -> String {
      let outcome = try await Tool.bash("easement diagram \(Self.acme) -o - --today 2026-12-01 \(options)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    let both = try await drawn("--focus payments --focus ingress-nginx")
    #expect(both.contains("around payments and ingress-nginx<"))
    #expect(try await drawn("--focus payments").contains("around payments<"))
  }

  /// A tenant that is gone can still be looked at.
  @Test func focusOnALostTenant() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "new")
    try scratch.copy("examples/quickstart", to: "old")
    let tenant = """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: gone}
      spec:
        owner: "@gone"
        namespaces: {gone-prod: prod}
        workloads: {web: {selector: {app: web}}}
        needs: [{from: web, to: {cidr: 192.0.2.0/24}, ports: [443]}]

      """
    try scratch.write(tenant, to: "old/gone.yaml")
    let outcome = try await Tool.bash(
      "easement diagram new -o - --diff old --focus gone --today 2026-12-01", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("192.0.2.0/24") && outcome.output.contains("lost"))
  }

  @Test func pathOfAFailedAssertion() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/acme", to: "graph")
    let claim = "    - {name: no-charges, never: {from: shop/checkout, to: payments/api}}\n"
    try scratch.write(try scratch.text(of: "graph/platform.yaml") + claim, to: "graph/platform.yaml")
    let options = "--today 2026-12-01"
    let refused = try await Tool.bash("easement diagram graph -o - \(options)", in: scratch)
    #expect(refused.status == 1 && refused.output == "")
    let drawn = try await Tool.bash("easement diagram graph -o - \(options) --witness no-charges", in: scratch)
    #expect(drawn.status == 1)
    #expect(drawn.errors.contains("error[assertion-failed]"))
    #expect(drawn.output.contains("how the assertion no-charges breaks (1 of "), "\(drawn.output.prefix(1500))")
    #expect(drawn.output.contains("breaks the assertion") && !drawn.output.contains("ingress-nginx"))
    let there = try await Tool.bash(
      "easement diagram graph -o - \(options) --witness no-charges --environment prod", in: scratch)
    #expect(there.output.contains("payments-prod") && !there.output.contains("payments-dev"), "\(there.errors)")
    let changed = try await Tool.bash("easement diagram graph -o - \(options) --diff \(Self.acme)", in: scratch)
    #expect(changed.status == 1 && changed.output.contains("0 gained"))
    #expect(changed.errors.contains("error[assertion-failed]"))
  }

  @Test func revisionThemeAndLinks() async throws {
    let options = "--today 2026-12-01 --focus payments --revision '<b>&1' --link-base https://git.example.com/graph"
    let light = try await Tool.bash("easement diagram \(Self.acme) -o - \(options)")
    #expect(light.output.contains("revision &lt;b&gt;&amp;1"))
    #expect(light.output.contains("URL=\"https://git.example.com/graph/tenants/payments.yaml#L"))
    let dark = try await Tool.bash("easement diagram \(Self.acme) -o - \(options) --theme dark")
    #expect(dark.output.contains("bgcolor=\"#0D1117\"") && light.output.contains("bgcolor=\"#FFFFFF\""))
  }

  @Test func crowdIsDrawnAndAnnounced() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.largeGraph, to: "graph/graph.yaml")
    let outcome = try await Tool.bash("easement diagram graph -o graph.svg", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains(" arrows are too many to follow: ") && outcome.errors.contains("`--focus`"))
  }

  // MARK: processes

  /// A command that draws nothing starts without the libraries that draw.
  @Test func drawingLibrariesAreLoadedWhereDrawn() async throws {
    func loads(_ command: String) async throws -> String {
      let scratch = try Scratch()
      try scratch.copy("examples/quickstart", to: "graph")
      // Into files: the child that draws closes its standard error to what the libraries say.
      let script = """
        LD_DEBUG=files LD_DEBUG_OUTPUT=loaded easement \(command) >out
        grep -qE 'lib(cairo|pango)' loaded.* && echo loads || echo none
        """
      return try await Tool.bash(script, in: scratch).output
    }
    #expect(try await loads("check graph") == "none\n")
    #expect(try await loads("diagram graph -o -") == "none\n")
    #expect(try await loads("render-layout --format png --engine dot <<< 'digraph { a }'") == "loads\n")
  }

  @Test func withoutDescriptorsThereIsNoPicture() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let outcome = try await Tool.bash(
      """
      for limit in {12..28}; do
        (ulimit -n $limit; easement diagram graph -o graph.svg >out 2>&1); status=$?
        [ $status = 0 ] || { echo $status; grep -o 'layout process does not start: too many open files' out; }
      done | sort -u
      """, in: scratch)
    #expect(outcome.output == "1\nlayout process does not start: too many open files\n", "\(outcome)")
  }

  /// Whatever becomes of a layout, no process and no file of it stays.
  @Test(arguments: ["--engine dot --time-limit 1", "--view tenants", "--engine circo --time-limit 1"])
  func nothingStaysBehind(_ options: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.largeGraph, to: "graph/graph.yaml")
    let mark = "EASEMENT_MARK=\(UUID().uuidString)"
    let outcome = try await Tool.bash(
      """
      mkdir temporary
      env \(mark) TMPDIR=$PWD/temporary easement diagram graph -o graph.svg \(options)
      grep -lsa \(mark) /proc/[0-9]*/environ
      ls -A temporary; ls
      """, in: scratch)
    let files = outcome.errors.contains("wrote") ? "graph\ngraph.svg\ntemporary\n" : "graph\ntemporary\n"
    #expect(outcome.output == files, "\(outcome.output)\(outcome.errors)")
  }

  /// A layout that would take minutes ends with the process that asked for it.
  @Test(arguments: ["TERM", "KILL"])
  func layoutEndsWithItsParent(_ signal: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.largeGraph, to: "graph/graph.yaml")
    let mark = "EASEMENT_MARK=\(UUID().uuidString)"
    let outcome = try await Tool.bash(
      """
      env \(mark) easement diagram graph -o graph.svg --engine dot 2>/dev/null &
      for _ in {1..300}; do grep -q . /proc/$!/task/*/children && break; sleep 0.1; done
      cat /proc/$!/task/*/children | wc -w
      kill -\(signal) $!
      wait $!
      for _ in {1..30}; do grep -lsa \(mark) /proc/[0-9]*/environ >left; [ -s left ] || break; sleep 0.1; done
      cat left; rm left; ls
      """, in: scratch)
    #expect(outcome.output == "1\ngraph\n", "\(outcome.output)\(outcome.errors)")
  }
}
