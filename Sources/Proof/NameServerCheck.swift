import Analysis
import Diagnostics
import PolicyModel
import Resolution

/// Tests whether every pod of a tenant may still ask every name server. A guardrail wins over what the baseline opens, or
/// would have to where nothing can deny, so that one which means a name server takes DNS away from whoever it is about.
struct NameServerCheck {
  let access: GraphAccess

  /// One for each guardrail and name server; the first pod stands for the others.
  func findings() -> [Diagnostic] {
    access.guardrails.flatMap { reach in
      let closed = reach.connections.intersection(access.nameServerPorts)
      return closed.isEmpty ? [] : servers.compactMap { finding(about: reach, $0, closed) }
    }
  }

  private struct Server {
    let name: String
    /// Everything in the universe that is this name server.
    let peers: [Int]
    /// A block of this server alone; nil for pods, which are named by no reference.
    let block: CIDR?
  }

  private var servers: [Server] {
    let pods = Server(
      name: "the name servers, pods with \(access.graph.dns.selector.words) in \"\(access.graph.dns.namespace)\",",
      peers: access.membership.nameServers, block: nil)
    return [pods]
      + access.graph.dns.nodeLocal.map { address in
        let block = CIDR(enclosing: address, prefixLength: address.family.width)
        return Server(
          name: "the name server \(address)", peers: access.membership.addresses(inside: AddressSet([block])),
          block: block)
      }
  }

  private func finding(about reach: GuardrailReach, _ server: Server, _ closed: ConnectionSet) -> Diagnostic? {
    let cut = access.membership.tenantPods.filter { pod in
      reach.applies(from: pod) && server.peers.contains { reach.denies(from: pod, to: $0) }
    }
    guard let first = cut.first else { return nil }
    let peers = access.universe.peers
    let others = Set(cut.compactMap { peers[$0].tenantNamespace }).subtracting([peers[first].tenantNamespace])
    return .closedNameServer(
      reach.guardrail, peers[first].name, server.name, closed, others: others.compactMap(\.self).sorted(),
      help: help(about: server))
  }

  private func help(about server: Server) -> String {
    let narrow = "deny only what is meant, for example `ports: [80]`"
    return server.block.map { "\(narrow), or spare the name server with `except: [{to: {cidr: \($0.asEntry)}}]`" }
      ?? "\(narrow), or `to: {internet: true}`, which leaves the cluster's own pods alone; no `except` can name these pods"
  }
}

extension CIDR {
  /// As a graph writes it: a colon would end a key.
  fileprivate var asEntry: String { family == .ipv6 ? "\"\(self)\"" : "\(self)" }
}

extension Diagnostic {
  fileprivate static func closedNameServer(
    _ guardrail: Guardrail, _ pod: String, _ server: String, _ connections: ConnectionSet, others: [String],
    help: String
  ) -> Diagnostic {
    let left = others.count - 5
    let names = others.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    return Diagnostic(
      .guardrailConflict,
      "the guardrail \"\(guardrail.name)\" forbids \(pod) to ask \(server) on \(connections.words)", at: guardrail.span,
      notes: others.isEmpty ? [] : [Note("pods in \(names) lose DNS as well")], help: help)
  }
}
