import Analysis
public import Diagnostics
import GraphFormat
import PolicyModel
public import Resolution
import Workers

/// Tests whether a cluster keeps the guardrails where it cannot deny: what they forbid must not be opened by an edge, by
/// `withinTenant` or by a webhook, since nothing could close a part of that again.
struct GuardrailCheck {
  let access: GraphAccess

  /// The first flow that is open against each guardrail, if there is one.
  func findings() -> [Diagnostic] {
    var found: [Diagnostic?] = access.guardrails.map { _ in nil }
    for source in access.universe.peers.indices {
      let asked = found.indices.filter { found[$0] == nil && access.guardrails[$0].applies(from: source) }
      guard !asked.isEmpty else { continue }
      // A row costs more than the guardrails that look at it.
      let open = access.openRow(from: source)
      for guardrail in asked { found[guardrail] = finding(about: access.guardrails[guardrail], source, open) }
    }
    return found.compactMap(\.self)
  }

  /// The first flow from `source` that is open against a guardrail.
  private func finding(about reach: GuardrailReach, _ source: Int, _ open: [Int: ConnectionSet]) -> Diagnostic? {
    let guardrail = reach.guardrail
    for destination in open.keys.sorted() where reach.denies(from: source, to: destination) {
      let connections = (open[destination] ?? .none).intersection(reach.connections)
      guard !connections.isEmpty, !isDeniable(guardrail, source, destination),
        !isCutOut(guardrail, source, destination)
      else { continue }
      return .unkept(guardrail, access, source, destination, connections)
    }
    return nil
  }

  /// Whether the cluster has words for the deny. ClusterNetworkPolicy has none for who comes from outside, nor for a pod's
  /// own node. (CNP-11, NP-36)
  private func isDeniable(_ guardrail: Guardrail, _ source: Int, _ destination: Int) -> Bool {
    guard access.cluster.denyingAPI != nil else { return false }
    let isFromOutside = access.universe.peers[source].address != nil
    return !isFromOutside && !access.membership.ownNodes.contains(destination)
  }

  /// Whole blocks that are forbidden to whole tenants are left out of the blocks that are allowed.
  private func isCutOut(_ guardrail: Guardrail, _ source: Int, _ destination: Int) -> Bool {
    let isEgress = guardrail.direction == .egress
    let (subject, other) = isEgress ? (guardrail.from, guardrail.to) : (guardrail.to, guardrail.from)
    guard guardrail.exceptions.isEmpty, guardrail.ports.isEmpty, case .tenants = subject,
      case .addresses(let block) = other, block.exceptions.isEmpty
    else { return false }
    // A webhook is open to everyone, whom no block can be cut out of.
    let isWebhook = access.origins(from: source, to: destination).contains { $0.need == nil && $0.grant == nil }
    return !isWebhook && !isNamed(isEgress ? destination : source)
  }

  /// Addresses that are opened for what they are: the API server, a pod's own node.
  private func isNamed(_ peer: Int) -> Bool {
    access.membership.apiServers.contains(peer) || access.membership.ownNodes.contains(peer)
  }
}

extension TenantGraph {
  /// Guardrails that a cluster would break because it cannot deny everything, and those that would take the name servers
  /// away, on whatever cluster.
  public func guardrailFindings() -> [Diagnostic] {
    guard !guardrails.isEmpty else { return [] }
    return clusters.concurrentMap { cluster in
      let universe = Universe(of: self, on: cluster, policies: nil)
      let access = GraphAccess(of: self, on: cluster, over: universe)
      let unkept = cluster.enforcement == .cilium ? [] : GuardrailCheck(access: access).findings()
      return NameServerCheck(access: access).findings() + unkept
    }.flatMap { $0 }
  }
}

extension Diagnostic {
  fileprivate static func unkept(
    _ guardrail: Guardrail, _ access: GraphAccess, _ source: Int, _ destination: Int, _ connections: ConnectionSet
  ) -> Diagnostic {
    let peers = access.universe.peers
    let lack =
      access.cluster.denyingAPI.map { "\($0.rawValue) has no deny for it" } ?? "plain NetworkPolicy has no deny"
    return Diagnostic(
      .guardrailConflict,
      "the guardrail \"\(guardrail.name)\" forbids \(peers[source].name) to reach \(peers[destination].name) on "
        + "\(connections.words), which the cluster \"\(access.cluster.name)\" opens and cannot deny",
      at: guardrail.span, notes: access.origins(from: source, to: destination).prefix(3).flatMap(\.notes),
      help:
        "\(lack): spare the flow with `except`, close it with `withinTenant` or in the tenant's own file, or enforce with "
        + "Cilium")
  }
}
