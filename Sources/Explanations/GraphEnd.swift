import Analysis
import Diagnostics
import GraphFormat
import PolicyModel
import Proof
import Resolution

/// An end of a question about a graph.
enum GraphEnd {
  case workload(TenantWorkload, environment: String?)
  case outside(OutsideName)

  var workload: TenantWorkload? { if case .workload(let workload, _) = self { workload } else { nil } }

  var environment: String? { if case .workload(_, let environment) = self { environment } else { nil } }
}

extension TenantGraph {
  func end(named text: String) throws(UnknownPeer) -> GraphEnd {
    if let outside = try OutsideName(text) { return .outside(outside) }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let environment = parts.count == 2 ? parts[1] : nil
    if let environment { try check(environment: environment) }
    let workload = try workload(named: parts.first ?? text)
    if let environment { try check(workload, runsIn: environment) }
    return .workload(workload, environment: environment)
  }

  func check(environment: String) throws(UnknownPeer) {
    guard !environments.contains(environment) else { return }
    let suggestion = environment.nearest(in: environments).map { "did you mean \"\($0)\"? " } ?? ""
    throw UnknownPeer(
      "no environment is called \"\(environment)\"; \(suggestion)there are \(environments.listed())")
  }

  func check(_ workload: TenantWorkload, runsIn environment: String) throws(UnknownPeer) {
    let own = environments.filter { name in workload.namespaces.contains { $0.environments.contains(name) } }
    guard !own.contains(environment) else { return }
    throw UnknownPeer(
      "\"\(workload.id)\" does not run in \"\(environment)\"; it runs in \(own.isEmpty ? "none" : own.listed())")
  }

  private func workload(named text: String) throws(UnknownPeer) -> TenantWorkload {
    let all = tenants.flatMap(\.workloads)
    if let found = all.first(where: { $0.id.description == text }) { return found }
    if let tenant = tenants.first(where: { $0.name == text }) {
      let names = tenant.workloads.map { "\($0.id)" }
      throw UnknownPeer("\"\(text)\" is a whole tenant: name one of \(names.listed("or"))")
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, let tenant = parts.first, let name = parts.last {
      throw unknown(name, of: tenant, all.map { "\($0.id)" }, written: text)
    }
    let same = all.filter { $0.id.name == text }.map { "\($0.id)" }
    let near = (all.map { "\($0.id)" } + tenants.map(\.name)).nearest(to: text)
    let suggestion =
      same.isEmpty ? near.map { "; did you mean \"\($0)\"?" } ?? "" : "; did you mean \(same.listed("or"))?"
    throw UnknownPeer(
      "\"\(text)\" is no peer: write tenant/workload, an address, a block, a domain, `internet` or `api-server`"
        + suggestion)
  }

  private func unknown(_ name: String, of tenant: String, _ all: [String], written text: String) -> UnknownPeer {
    let near = all.nearest(to: text).map { "did you mean \"\($0)\"?" }
    guard let known = tenants.first(where: { $0.name == tenant }) else {
      let nearTenant = tenants.map(\.name).nearest(to: tenant).map { "did you mean \"\($0)\"?" }
      return UnknownPeer("no tenant is called \"\(tenant)\"" + ((near ?? nearTenant).map { "; \($0)" } ?? ""))
    }
    let names = known.workloads.map(\.id.name)
    let rest = near ?? (names.isEmpty ? "it has none" : "it has \(names.listed())")
    return UnknownPeer("\"\(tenant)\" has no workload \"\(name)\"; \(rest)")
  }
}

extension [String] {
  fileprivate func nearest(to text: String) -> String? { text.nearest(in: self) }
}

/// A pod or a range of addresses that stands for an end, on one cluster.
struct GraphPeer {
  let named: NamedPeer
  let addresses: AddressSet?
}

extension GraphEnd {
  /// - Parameter text: how the end was named.
  func peers(
    in environment: String?, of graph: TenantGraph, named text: String, judgedBy judgement: Judgement
  ) -> [GraphPeer] {
    switch self {
    case .workload(let workload, _):
      return workload.namespaces.filter { $0.environments.contains(environment ?? "") }.map { namespace in
        GraphPeer(
          named: NamedPeer(
            peer: .workload(workload.pod(in: namespace.name)), name: "\(workload.id) in \(namespace.name)"),
          addresses: nil)
      }
    case .outside(.domain(let name)):
      return [GraphPeer(named: NamedPeer(peer: .domain(name), name: name), addresses: nil)]
    case .outside(let outside):
      return judgement.parts(of: graph.addresses(of: outside), landmarks: graph.landmarks, role: graph.role).map {
        GraphPeer(named: NamedPeer(peer: .addresses($0.peer), name: text), addresses: $0.addresses)
      }
    }
  }
}

extension TenantGraph {
  func addresses(of outside: OutsideName) -> AddressSet {
    switch outside {
    case .addresses(let set): set
    case .internet: internetAddresses
    case .apiServer: AddressSet(network.apiServer?.cidrs ?? [])
    case .domain: AddressSet()
    }
  }

  /// Blocks at whose ends the role of an address changes.
  var landmarks: [CIDR] { network.nodeCIDRs + (network.apiServer?.cidrs ?? []) }

  func role(of address: IPAddress) -> AddressRole {
    let isNode = AddressSet(network.nodeCIDRs).contains(address)
    if AddressSet(network.apiServer?.cidrs ?? []).contains(address) { return .apiServer(onNode: isNode) }
    return isNode ? .remoteNode : .external
  }
}

extension TenantWorkload {
  /// A pod that stands for all of its pods in a namespace.
  func pod(in namespace: String) -> Workload {
    let single = ports.filter { $0.range.ports.count == 1 }
    return Workload(
      namespace: namespace, name: id.name, kind: "Workload", labels: selector.witnesses.first ?? [:],
      ports: single.map {
        ContainerPort(name: $0.name, transport: $0.range.transport, number: $0.range.ports.lowerBound)
      })
  }
}
