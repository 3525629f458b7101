import Analysis
import GraphFormat
import PolicyModel
import Proof
import Resolution

/// An end of a question about a graph.
enum GraphEnd {
  case workload(TenantWorkload, at: WorkloadPlace)
  case nameServers
  case outside(OutsideName)

  var workload: TenantWorkload? { if case .workload(let workload, _) = self { workload } else { nil } }

  var environment: String? { if case .workload(_, let place) = self { place.environment } else { nil } }

  /// Whether the end may be met in an environment.
  func runs(_ environment: String) -> Bool {
    guard case .workload = self else { return true }
    return !namespaces(in: environment).isEmpty
  }

  /// Where the workload that is meant runs in an environment; nothing for other ends.
  func namespaces(in environment: String) -> [TenantNamespace] {
    guard case .workload(let workload, let place) = self else { return [] }
    return workload.namespaces(in: environment).filter(place.holds)
  }
}

/// Where the pods of a workload are meant that a question is about.
struct WorkloadPlace {
  /// Nil for every environment.
  var environment: String?
  /// Nil for every namespace of the workload.
  var namespace: String?

  static let anywhere = WorkloadPlace()

  func holds(_ other: TenantNamespace) -> Bool { namespace.map { $0 == other.name } ?? true }
}

/// A pod or a range of addresses that stands for an end, on one cluster.
struct GraphPeer {
  let named: NamedPeer
  let addresses: AddressSet?
  /// Which of several peers it is, in words; nil where there is only one.
  var place: String?

  init(_ peer: Peer, named name: String, addresses: AddressSet? = nil, place: String? = nil) {
    named = NamedPeer(peer: peer, name: name)
    self.addresses = addresses
    self.place = place
  }
}

extension GraphEnd {
  /// - Parameter text: how the end was named.
  func peers(
    in environment: String?, of graph: TenantGraph, named text: String, judgedBy judgement: Judgement
  ) -> [GraphPeer] {
    switch self {
    case .workload(let workload, _):
      return namespaces(in: environment ?? "").map {
        GraphPeer(.workload(workload.pod(in: $0.name)), named: "\(workload.id) in \($0.name)")
      }
    case .nameServers:
      return [GraphPeer(.workload(graph.nameServer), named: "dns in \(graph.dns.namespace)")]
    case .outside(.domain(let name)): return [GraphPeer(.domain(name), named: name)]
    case .outside(.apiServer) where graph.network.apiServer == nil:
      return judgement.evaluation.semantics == .cilium
        ? [
          GraphPeer(.entity(.apiServerOnNode), named: text, place: "on a node"),
          GraphPeer(.entity(.apiServerOutside), named: text, place: "outside the cluster"),
        ] : []
    case .outside(let outside): return peers(at: outside, of: graph, named: text, judgedBy: judgement)
    }
  }

  private func peers(
    at outside: OutsideName, of graph: TenantGraph, named text: String, judgedBy judgement: Judgement
  ) -> [GraphPeer] {
    let set = graph.addresses(of: outside)
    let parts = judgement.parts(of: set, landmarks: graph.landmarks, role: graph.role)
    let isOnNodes = set.isSubset(of: AddressSet(graph.network.nodeCIDRs))
    return parts.flatMap { part in
      let isNode = isOnNodes && part.peer.role == .remoteNode
      let addresses = isNode && parts.count == 1 ? nil : part.addresses
      let other = GraphPeer(
        .addresses(part.peer), named: text, addresses: addresses, place: isNode ? "for pods on other nodes" : nil)
      guard isNode else { return [other] }
      // The node that runs the pod at the other end is another peer than every other node. (NP-36, CIL-27)
      let own = AddressPeer(family: part.peer.family, range: part.peer.range, role: .ownNode)
      return [other, GraphPeer(.addresses(own), named: text, addresses: addresses, place: "for pods on that node")]
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

extension TenantGraph {
  /// A pod that stands for the name servers.
  var nameServer: Workload {
    Workload(
      namespace: dns.namespace, name: "dns", kind: "NameServer", labels: dns.selector.witnesses.first ?? [:],
      ports: dns.ports.map { ContainerPort(name: nil, transport: $0.transport, number: $0.ports.lowerBound) })
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
