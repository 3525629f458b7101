import Foundation
import TestSupport
import Testing

/// The page, as it comes out of the program.
@Suite struct ReportTests {
  private static let acme = "\(Repository.root.path)/examples/acme"

  @Test func writesOneFile() async throws {
    let scratch = try Scratch()
    let outcome = try await Tool.run("report", Self.acme, "--today", "2026-12-01", "-o", "acme.html", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(outcome.errors.hasSuffix("wrote acme.html\n"))
    let html = try scratch.text(of: "acme.html")
    #expect(html.contains("Proved: the compiled policies allow what the graph says, and nothing else"))
    #expect(html.contains("data-node=\"payments\""))
    #expect(html.contains("allowed by CiliumClusterwideNetworkPolicy easement.payments-prod.workload.api"))
    #expect(try scratch.contents().keys.sorted() == ["acme.html"])

    // Byte by byte the same, wherever it is written and however often.
    let again = try await Tool.run("report", Self.acme, "--today", "2026-12-01", "-o", "sub/again.html", in: scratch)
    #expect(again.status == 0)
    #expect(try scratch.text(of: "sub/again.html") == html)
  }

  @Test func writesToStandardOutput() async throws {
    let outcome = try await Tool.run("report", "examples/quickstart", "-o", "-")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("<!doctype html>"))
    #expect(outcome.output.hasSuffix("</html>\n"))
    #expect(outcome.errors == "")
  }

  @Test func comparesWithAnotherState() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "old")
    try scratch.copy("examples/quickstart", to: "new")
    let shop = try scratch.text(of: "new/tenants/shop.yaml")
    try scratch.write(
      shop.replacing("from: checkout, ", with: "reason: paying, from: checkout, "), to: "new/tenants/shop.yaml")
    let same = try await Tool.run("report", "new", "--diff", "old", "-o", "same.html", in: scratch)
    #expect(same.status == 0, "\(same.errors)")
    #expect(try scratch.text(of: "same.html").contains("Nothing changed."))

    try scratch.write(
      shop + "    - {from: checkout, to: payments/ledger, ports: [grpc]}\n", to: "new/tenants/shop.yaml")
    let payments = try scratch.text(of: "new/tenants/payments.yaml")
    try scratch.write(
      payments + "    - {to: shop/checkout, workload: ledger, ports: [grpc]}\n", to: "new/tenants/payments.yaml")
    let gained = try await Tool.run("report", "new", "--diff", "old", "-o", "gained.html", in: scratch)
    #expect(gained.status == 0, "\(gained.errors)")
    #expect(try scratch.text(of: "gained.html").contains("1 flow gained."))
  }

  /// What `diff` takes as the state before, pictures and pages take too, and say the same about what is not there.
  @Test(arguments: ["report graph -o out.html", "diagram graph -o out.svg"])
  func comparesWithARevision(_ command: String) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let setUp = """
      git init --quiet && git add --all
      git -c user.name=a -c user.email=a@acme.example commit --quiet -m Start && git tag v1
      echo '    - {from: checkout, to: payments/ledger, ports: [grpc]}' >>graph/tenants/shop.yaml
      echo '    - {to: shop/checkout, workload: ledger, ports: [grpc]}' >>graph/tenants/payments.yaml
      echo '{' >graph/notes.json && git add --all
      """
    #expect(try await Tool.bash(setUp, in: scratch).status == 0)
    for state in ["git:v1", "git:HEAD:graph"] {
      let compared = try await Tool.bash("easement \(command) --diff \(state) && cat out.*", in: scratch)
      #expect(compared.status == 0, "\(compared.errors)")
      #expect(compared.output.contains(/1 (flow )?gained/))
    }
    for state in ["git:nowhere", "git:v1:nothing", "git:", "git:--help", "nothing"] {
      let refused = try await Tool.bash("easement \(command) --diff \(state)", in: scratch)
      #expect(refused.status == 66, "\(refused.errors)")
    }
  }

  /// What failed before is in the difference; only what stands now has to hold.
  @Test func thePastMayBreakAssertions() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/acme", to: "old")
    let claim = "    - {name: no-charges, never: {from: shop/checkout, to: payments/api}}\n"
    try scratch.write(try scratch.text(of: "old/platform.yaml") + claim, to: "old/platform.yaml")
    let outcome = try await Tool.run(
      "report", Self.acme, "--diff", "old", "--today", "2026-12-01", "-o", "page.html", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try scratch.text(of: "page.html").contains("(does not hold)"))
  }

  @Test func graphsWithErrorsAreWrittenOnlyOnDemand() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let payments = try scratch.text(of: "graph/tenants/payments.yaml")
    try scratch.write(payments.replacing("shop/checkout", with: "shop/nobody"), to: "graph/tenants/payments.yaml")
    let refused = try await Tool.run("report", "graph", "-o", "page.html", in: scratch)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("error[unknown-workload]"), "\(refused.errors)")
    #expect(!scratch.exists("page.html"))

    let shown = try await Tool.run("report", "graph", "-o", "page.html", "--with-errors", in: scratch)
    #expect(shown.status == 1)
    let html = try scratch.text(of: "page.html")
    #expect(html.contains("nothing is compiled until they are gone"))
    #expect(html.contains("unknown-workload"))
    #expect(!html.contains("Proved:"))
  }

  @Test func whatCannotBeWrittenStaysAsItWas() async throws {
    let scratch = try Scratch()
    try scratch.write("x", to: "folder/file")
    let folder = try await Tool.run("report", Self.acme, "-o", "folder", in: scratch)
    #expect(folder.status == 74)
    let base = try await Tool.run("report", Self.acme, "-o", "a.html", "--link-base", "http://x/", in: scratch)
    #expect(base.status == 64)
    #expect(base.errors.contains("https://"))
    #expect(try await Tool.run("report", "nowhere", "-o", "a.html", in: scratch).status == 66)
    #expect(try scratch.contents().keys.sorted() == ["folder/file"])
  }
}
