public import ArgumentParser
public import Diagrams
import Diagnostics
import Driver
import GraphFormat
import Proof
import Resolution

/// Which part of a graph is drawn, and how finely.
struct ViewArguments: ParsableArguments {
  @Option(help: "What is drawn as a node: tenants, namespaces or workloads.")
  var view = DiagramView.Detail.workloads

  @Option(
    help: ArgumentHelp("Only this environment.", valueName: "name"), completion: GraphCompletion.environments)
  var environment: String?

  @Option(
    help: ArgumentHelp("Only the environments of this cluster.", valueName: "name"),
    completion: GraphCompletion.clusters)
  var cluster: String?

  @Option(
    help: ArgumentHelp("Only this tenant and its neighbourhood. Repeatable.", valueName: "tenant"),
    completion: GraphCompletion.tenants)
  var focus: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many flows the neighbourhood reaches from --focus, 1 to 100. (default: 1)", valueName: "flows"))
  var depth: Int?

  @Option(help: "Which way flows are followed from --focus: in, to those who reach it, or out. (default: both)")
  var direction: DiagramView.Direction?

  @Option(help: "Only these flows: cross-tenant, from one tenant to another.")
  var only: DiagramView.Selection?

  @Option(
    help: ArgumentHelp(
      "The path by which this assertion fails, and the tenants on it; the exit status tells that it does.",
      valueName: "assertion"), completion: GraphCompletion.assertions)
  var witness: String?

  @Option(help: "How guardrails are shown: words, arrows or none.")
  var guardrails = DiagramView.GuardrailForm.words

  func validate() throws {
    guard (1...100).contains(depth ?? 1) else { throw ValidationError("--depth is between 1 and 100") }
    if focus.isEmpty, depth != nil { throw ValidationError("--depth needs a --focus to count from") }
    if focus.isEmpty, direction != nil { throw ValidationError("--direction needs a --focus to start from") }
    if witness != nil, !focus.isEmpty || only != nil {
      throw ValidationError("--witness draws the tenants on the path; leave --focus and --only out")
    }
  }

  /// - Parameter old: what the graph is compared with, whose tenants may be gone.
  /// - Throws: a usage error for names that the graph does not have.
  func view(of graph: TenantGraph, _ failures: [AssertionFailure], before old: TenantGraph?) throws -> DiagramView {
    try check(environment, among: graph.environments, "environment")
    try check(cluster, among: graph.clusters.map(\.name), "cluster")
    let tenants = Set((graph.tenants + (old?.tenants ?? [])).map(\.name)).sorted()
    for name in focus { try check(name, among: tenants, "tenant") }
    try check(witness, among: graph.assertions.map(\.name), "assertion")
    if let cluster, let environment, let place = graph.clusters.first(where: { $0.name == cluster }),
      !place.environments.contains(environment)
    {
      let places = place.environments.joined(separator: ", ")
      throw ValidationError("cluster \"\(cluster)\" has no environment \"\(environment)\"; it has: \(places)")
    }
    let failures = environment == nil || witness == nil ? failures : graph.brokenAssertions(in: environment)
    return DiagramView(
      view, environment: environment,
      focus: focus.isEmpty ? nil : DiagramView.Focus(focus, depth: depth ?? 1, direction: direction), cluster: cluster,
      only: only, guardrails: guardrails, witness: try witness.map { try path(by: $0, in: failures) })
  }

  private func check(_ name: String?, among names: [String], _ noun: String) throws {
    guard let name, !names.contains(name) else { return }
    let suggestion = name.nearest(in: names).map { "; did you mean \"\($0)\"?" }
    let list = names.count <= 10 && !names.isEmpty ? "; there are: \(names.joined(separator: ", "))" : ""
    throw ValidationError("no \(noun) is called \"\(name)\"\(suggestion ?? list)")
  }

  private func path(by assertion: String, in failures: [AssertionFailure]) throws -> Witness {
    let found = failures.filter { $0.assertion.name == assertion && (cluster == nil || $0.cluster == cluster) }
    guard let first = found.first else {
      let place = cluster.map { " in cluster \"\($0)\"" } ?? environment.map { " in \"\($0)\"" } ?? ""
      throw ValidationError("the assertion \"\(assertion)\" holds\(place): there is no path to draw")
    }
    return Witness(first, among: found)
  }
}

extension Witness {
  /// - Parameter found: all witnesses, of which no more than a few are looked for on each cluster.
  fileprivate init(_ failure: AssertionFailure, among found: [AssertionFailure]) {
    self.init(
      assertion: failure.assertion.name, cluster: failure.cluster,
      stops: zip(failure.path, failure.workloads).map(Stop.init), origins: failure.steps,
      isMissing: failure.assertion.claim == .always, connections: failure.openings, pathCount: found.count,
      hasMorePaths: Dictionary(grouping: found, by: \.cluster).values.contains { $0.count >= AssertionFailure.limit })
  }
}

extension DiagramView.Detail: ExpressibleByArgument {}
extension DiagramView.Direction: ExpressibleByArgument {}
extension DiagramView.Selection: ExpressibleByArgument {}
extension DiagramView.GuardrailForm: ExpressibleByArgument {}
