import Diagnostics
import Driver
import TestSupport
import Testing

/// Graphs that say little and mean much: each is a finding at the line that means it, before anything is made of it.
@Suite struct GraphSizeTests {
  @Test(arguments: [
    Shape("as many namespaces as there may be", namespaces: 1_000, workloads: 1, finding: nil),
    Shape(
      "a namespace too many", namespaces: 1_001, workloads: 1,
      finding: "\"t\" has 1,001 namespaces, and a tenant may have 1,000"),
    Shape(
      "workloads in namespaces", namespaces: 100, workloads: 51,
      finding: "the workloads of \"t\", counted in each of their namespaces, are 5,100, and a tenant may have 5,000"),
    Shape(
      "one need of many workloads", namespaces: 1, workloads: 317, needs: ["{to: t}"],
      finding: "this need means 100,489 flows; the limit is 100,000"),
    Shape(
      "needs that are too many together", namespaces: 1, workloads: 300,
      needs: Array(repeating: "{to: t}", count: 4),
      finding: "with this need the graph means 360,000 flows; the limit is 300,000"),
    Shape(
      "namespaces that policies list", namespaces: 30, workloads: 30, needs: ["{to: t}"], withinTenant: "none",
      finding: "this need means 810,000 pairs of namespaces; the limit is 500,000"),
    Shape(
      "namespaces that are open to each other anyway", namespaces: 30, workloads: 30, needs: ["{to: t}"],
      finding: nil),
  ])
  func findings(_ shape: Shape) throws {
    let compilation = Compilation(of: [shape.source], today: try .goldenDay)
    let found = compilation.findings.filter { $0.code == .limitExceeded }
    #expect(found.map(\.message) == [shape.finding].compactMap(\.self))
  }

  @Test func grantsForTheSameFlowCount() throws {
    let grants = String(repeating: "  - {to: u, workload: \"*\"}\n", count: 300)
    let source = SourceText(
      path: "graph.yaml",
      Shape.platform("same-environment") + "---\n" + Shape.tenant("t", ["t"], 20, "  grants:\n\(grants)") + "---\n"
        + Shape.tenant("u", ["u"], 20, "  needs: [{to: t}]\n"))
    let compilation = Compilation(of: [source], today: try .goldenDay)
    #expect(
      compilation.findings.filter { $0.code == .limitExceeded }.map(\.message) == [
        "this need means 120,000 flows; the limit is 100,000"
      ])
  }
}

struct Shape: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let source: SourceText
  /// Nil where nothing is too much.
  let finding: String?

  init(
    _ description: String, namespaces: Int, workloads: Int, needs: [String] = [],
    withinTenant: String = "same-environment", finding: String?
  ) {
    testDescription = description
    self.finding = finding
    let list = needs.isEmpty ? "" : "  needs:\n" + needs.map { "  - \($0)\n" }.joined()
    source = SourceText(
      path: "graph.yaml",
      Self.platform(withinTenant) + "---\n"
        + Self.tenant("t", (0..<namespaces).map { "t\($0)" }, workloads, list))
  }

  static func platform(_ withinTenant: String) -> String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: large}
    spec:
      owner: "@acme/platform"
      environments: [prod]
      clusters: [{name: main, environments: [prod], enforcement: kubernetes}]
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP]}
      withinTenant: \(withinTenant)

    """
  }

  static func tenant(_ name: String, _ namespaces: [String], _ workloads: Int, _ rest: String) -> String {
    "apiVersion: easement.dev/v1alpha1\nkind: Tenant\nmetadata: {name: \(name)}\nspec:\n  owner: \"@acme/\(name)\"\n"
      + "  namespaces: {\(namespaces.map { "\($0): prod" }.joined(separator: ", "))}\n  workloads:\n"
      + (0..<workloads).map { "    w\($0): {selector: {app: w\($0)}, ports: {http: 8080}}\n" }.joined() + rest
  }
}
