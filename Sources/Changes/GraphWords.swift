import GraphFormat
import PolicyModel
import Resolution

/// Names that both graphs of a comparison have.
struct CommonNames {
  let tenants: Set<String>
  let workloads: Set<WorkloadID>
}

/// A graph's parts in words that are equal exactly if they mean the same, by name.
struct GraphWords {
  private let graph: TenantGraph
  private let common: CommonNames

  /// - Parameter common: populations are said with these names only, so that a tenant who joins does not change every
  ///   guardrail that is about everybody.
  init(_ graph: TenantGraph, common: CommonNames) {
    self.graph = graph
    self.common = common
  }

  var settings: [String: String] {
    let network = graph.network
    var settings = [
      "withinTenant": graph.withinTenant.rawValue,
      "dns": [
        "namespace \(graph.dns.namespace)", graph.dns.selector.words, graph.dns.ports.words,
        graph.dns.nodeLocal.words,
      ].filter { !$0.isEmpty }.joined(separator: "; "),
      "network.podCIDRs": network.podCIDRs.words, "network.serviceCIDRs": network.serviceCIDRs.words,
      "network.nodeCIDRs": network.nodeCIDRs.words,
    ]
    settings["network.apiServer"] = network.apiServer.map { "\($0.cidrs.words) port \($0.port)" }
    for cluster in graph.clusters {
      let version = cluster.ciliumVersion.map { " \($0.major).\($0.minor)" } ?? ""
      settings["cluster \(cluster.name)"] =
        "\(cluster.environments.joined(separator: ", ")); \(cluster.enforcement.rawValue)\(version)"
        + (cluster.clusterNetworkPolicy ? "; clusterNetworkPolicy" : "")
    }
    return settings
  }

  var guardrails: [String: String] {
    table(
      graph.guardrails.map { guardrail in
        let exceptions = guardrail.exceptions.map { "except \(words($0.from)) to \(words($0.to))" }.sorted()
        let flow = "deny \(guardrail.direction.rawValue) from \(words(guardrail.from)) to \(words(guardrail.to))"
        return (guardrail.name, ([flow + ports(guardrail.ports)] + exceptions).joined(separator: ", "))
      })
  }

  func assertions(broken: Set<String>) -> [String: String] {
    table(
      graph.assertions.map { assertion in
        let places =
          assertion.environments.isEmpty ? "" : " in \(assertion.environments.sorted().joined(separator: ", "))"
        let paths = assertion.isTransitive ? ", on any path" : ""
        let flow = "\(assertion.claim.rawValue) from \(words(assertion.from)) to \(words(assertion.to))"
        let verdict = broken.contains(assertion.name) ? " (does not hold)" : ""
        return (assertion.name, flow + ports(assertion.ports) + places + paths + verdict)
      })
  }

  var namespaces: [String: String] {
    table(
      graph.tenants.flatMap { tenant in
        tenant.namespaces.map { ($0.name, "\(tenant.name): \($0.environments.joined(separator: ", "))") }
      })
  }

  var identities: [String: String] {
    table(
      graph.tenants.flatMap(\.workloads).filter { common.workloads.contains($0.id) }.map { workload in
        let places = workload.namespaces.map(\.name).joined(separator: ", ")
        return ("\(workload.id)", "\(workload.selector.words) in \(places)")
      })
  }

  var tenants: [String: String] { table(graph.tenants.map { ($0.name, "tenant") }) }

  var workloads: [String: String] { table(graph.tenants.flatMap(\.workloads).map { ("\($0.id)", "workload") }) }

  var owners: [String: String] {
    table(graph.tenants.filter { common.tenants.contains($0.name) }.map { ($0.name, $0.owner) })
  }

  private func table(_ pairs: [(String, String)]) -> [String: String] {
    Dictionary(pairs) { "\($0); \($1)" }
  }

  private func ports(_ ports: [EdgePort]) -> String {
    ports.isEmpty ? "" : " on \(ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) })"
  }

  private func words(_ population: Population) -> String {
    switch population {
    case .tenants(let names): list(names.filter(common.tenants.contains))
    case .workloads(let ids): list(ids.filter(common.workloads.contains).map(\.description))
    case .outside(let inner): "everybody but (\(words(inner)))"
    case .addresses(let block): "\(EdgeEnd.addresses(block))"
    case .domain(let pattern): pattern.text
    case .internet: "the internet"
    case .apiServer: "the API server"
    }
  }

  private func list(_ names: [String]) -> String {
    names.count == common.tenants.count && Set(names) == common.tenants ? "every tenant" : names.joined(separator: ", ")
  }
}

extension Sequence where Element: CustomStringConvertible {
  fileprivate var words: String { map(\.description).joined(separator: ", ") }
}
