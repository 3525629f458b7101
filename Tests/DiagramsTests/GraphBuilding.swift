import Diagnostics
import Foundation
import GraphFormat
import PolicyModel

@testable public import Resolution

/// Graphs for pictures, without the labour of authoring and resolving them.
struct GraphBuilder {
  var environments = ["dev", "staging", "prod"]
  private(set) var tenants: [Tenant] = []
  private(set) var edges: [Resolution.Edge] = []
  private(set) var guardrails: [Guardrail] = []

  static let span = Span(startOf: SourceText(path: "graph.yaml", ""))

  /// Workloads are given as `api http=8080 dns=53/UDP`, each with its ports.
  mutating func tenant(
    _ name: String, role: TenantDocument.Role = .product, in environments: [String]? = nil, _ workloads: String...
  ) {
    let namespaces = (environments ?? self.environments).map { environment in
      TenantNamespace(name: "\(name)-\(environment)", environments: [environment])
    }
    let parsed = workloads.map { Self.workload($0, of: name, in: namespaces) }
    tenants.append(
      Tenant(
        name: name, owner: "@acme/\(name)", labels: [:], role: role, namespaces: namespaces,
        workloads: parsed.sorted { $0.id < $1.id }, span: Self.span))
  }

  private static func workload(_ text: String, of tenant: String, in namespaces: [TenantNamespace]) -> TenantWorkload {
    let words = text.split(separator: " ").map(String.init)
    let ports = words.dropFirst().map(port).map {
      WorkloadPort(name: $0.name ?? "port", range: $0.range, service: nil, webhook: false)
    }
    return TenantWorkload(
      id: WorkloadID(tenant: tenant, name: words.first ?? ""), selector: .everything, ports: ports,
      namespaces: namespaces, span: span)
  }

  /// `http=8080`, `53/UDP`
  static func port(_ text: String) -> EdgePort {
    let parts = text.split(separator: "=").map(String.init)
    let number = (parts.last ?? "").split(separator: "/").map(String.init)
    let transport = number.count == 2 ? TransportProtocol(rawValue: number[1]) ?? .tcp : .tcp
    let port = UInt16(number.first ?? "") ?? 1
    return EdgePort(range: PortRange(transport, port...port), name: parts.count == 2 ? parts[0] : nil)
  }

  mutating func edge(
    _ consumer: EdgeEnd, _ provider: EdgeEnd, _ ports: String = "", in pairs: [EnvironmentPair]? = nil,
    until: String? = nil, http: [HTTPMatch] = [], reason: String? = nil, mandatory: Bool = false, granted: Bool = true
  ) {
    for pair in pairs ?? shared(by: [consumer, provider]).map({ EnvironmentPair(from: $0, to: $0) }) {
      edges.append(
        Edge(
          consumer: consumer, provider: provider, environments: pair,
          ports: ports.split(separator: " ").map { Self.port(String($0)) }, http: http,
          origin: EdgeOrigin(
            asked: granted && mandatory ? nil : Self.claim(reason), allowed: granted ? Self.claim(reason, until) : nil,
            cause: nil, isMandatory: mandatory)))
    }
  }

  private static func claim(_ reason: String?, _ until: String? = nil) -> Claim {
    Claim(place: span, reason: reason, ticket: nil, until: until.flatMap { CalendarDate($0) })
  }

  mutating func removeEdges(where condition: (Resolution.Edge) -> Bool) { edges.removeAll(where: condition) }

  /// The environments in which all of these ends exist, as far as they live in the cluster.
  private func shared(by ends: [EdgeEnd]) -> [String] {
    let names = ends.compactMap { if case .workload(let id) = $0 { id.tenant } else { nil } }
    let homes = names.map { name in tenants.first { $0.name == name }?.namespaces.flatMap(\.environments) ?? [] }
    return environments.filter { environment in homes.allSatisfy { $0.contains(environment) } }
  }

  mutating func guardrail(
    _ name: String, _ direction: Direction = .ingress, from: Population, to: Population, reason: String? = nil,
    exceptions: [GuardrailException] = []
  ) {
    guardrails.append(
      Guardrail(
        name: name, direction: direction, from: from, to: to, ports: [], exceptions: exceptions, reason: reason,
        span: Self.span))
  }

  /// `nonprod` for all environments but the last, which is `prod`'s.
  private var clusters: [Cluster] {
    [("nonprod", environments.dropLast()), ("prod", environments.suffix(1))].map { name, environments in
      Cluster(
        name: name, environments: Array(environments), enforcement: .kubernetes, ciliumVersion: nil,
        clusterNetworkPolicy: false, emissions: [], server: nil)
    }
  }

  var graph: TenantGraph {
    TenantGraph(
      name: "acme", environments: environments, clusters: clusters,
      network: Network(podCIDRs: [], serviceCIDRs: [], nodeCIDRs: [], apiServer: nil),
      dns: NameService(namespace: "kube-system", selector: .everything, ports: [], nodeLocal: []),
      withinTenant: .sameEnvironment, tenants: tenants.sorted { $0.name < $1.name }, edges: edges,
      guardrails: guardrails, assertions: [],
      administrators: Administrators(groups: [], serviceAccounts: []), delivery: nil)
  }
}

extension EdgeEnd: ExpressibleByStringLiteral {
  /// `shop/checkout`, `api.stripe.com`, `10.0.0.0/8`, `internet`
  public init(stringLiteral text: String) {
    let parts = text.split(separator: "/").map(String.init)
    switch text {
    case "internet": self = .internet
    case "apiServer": self = .apiServer
    case "anyone": self = .anyone
    case _ where CIDR(text) != nil: self = CIDR(text).map { .addresses(AddressBlock($0)) } ?? .internet
    case _ where parts.count == 2: self = .workload(WorkloadID(tenant: parts[0], name: parts[1]))
    default: self = .domain(DomainPattern(name: text))
    }
  }
}
