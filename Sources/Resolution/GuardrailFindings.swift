import Diagnostics
import GraphFormat
import PolicyModel

// Edges that a guardrail forbids: the graph contradicts itself, and somebody has to decide.

extension TenantGraph {
  func guardrailConflicts(in directory: TenantDirectory) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for guardrail in guardrails {
      if guardrail.mentionsDomain { findings.append(.undeniableDomain(guardrail)) }
      var reported: Set<Span> = []
      for edge in edges where guardrail.forbids(edge, in: directory) {
        let callee = edge.provider.workload.flatMap { directory[workload: $0] }
        guard let place = edge.origin.grant ?? edge.origin.need ?? callee?.span, reported.insert(place).inserted else {
          continue
        }
        findings.append(
          edge.consumer == .controlPlane
            ? .closedWebhook(guardrail, edge, isKnown: network.apiServer != nil, at: place)
            : .guardrailConflict(guardrail, edge, at: place))
      }
    }
    return findings
  }
}

extension Guardrail {
  /// Policies can deny addresses, never names. (CIL-76)
  fileprivate var mentionsDomain: Bool { from.mentionsDomain || to.mentionsDomain }

  func forbids(_ edge: Edge, in directory: TenantDirectory) -> Bool {
    let denied = ports.isEmpty ? ConnectionSet.all : ports.reduce(.none) { $0.union($1.range.connections) }
    guard !edge.connections.intersection(denied).isEmpty, from.concerns(edge.consumer, in: directory),
      to.concerns(edge.provider, in: directory)
    else { return false }
    return !exceptions.contains {
      $0.from.contains(edge.consumer, in: directory) && $0.to.contains(edge.provider, in: directory)
    }
  }
}

extension Population {
  fileprivate var mentionsDomain: Bool {
    switch self {
    case .domain: true
    case .outside(let inner): inner.mentionsDomain
    case .workloads, .tenants, .addresses, .internet, .apiServer: false
    }
  }

  /// Whether a deny of these takes something of `end` away that no cut of a block leaves out.
  fileprivate func concerns(_ end: EdgeEnd, in directory: TenantDirectory) -> Bool {
    switch (self, end) {
    // Any of its addresses may be the one that answers.
    case (.addresses(let block), .apiServer):
      !directory.apiServerInBlocks.intersection(block.addresses).isEmpty
    // To Cilium nodes are in no block, and an API server besides them is where its addresses are. (CIL-45, CIL-50)
    case (.outside, .controlPlane): directory.mayCall(from: .all)
    case (.addresses(let block), .controlPlane): directory.mayCall(from: block.addresses)
    case (.internet, .controlPlane): directory.mayCall(from: AddressSet())
    default: contains(end, in: directory)
    }
  }

  /// Whether all of `end` is meant. A block that is only partly meant is cut, which is no contradiction.
  fileprivate func contains(_ end: EdgeEnd, in directory: TenantDirectory) -> Bool {
    switch (self, end) {
    case (.tenants(let names), .workload(let id)): names.contains(id.tenant)
    case (.workloads(let ids), .workload(let id)): ids.contains(id)
    case (.outside(let inner), .workload), (.outside(let inner), .addresses), (.outside(let inner), .internet),
      (.outside(let inner), .domain):
      !inner.contains(end, in: directory)
    // Whoever shares a node's address is that node, which "everybody else" never means.
    case (.outside(let inner), .apiServer):
      !directory.apiServerBesidesNodes.isEmpty && !inner.contains(end, in: directory)
    case (.addresses(let block), .apiServer):
      !directory.apiServerInBlocks.isEmpty && directory.apiServerInBlocks.isSubset(of: block.addresses)
    // Nodes are never meant, so that whoever has the API server has all that can be. (CIL-45)
    case (.apiServer, .controlPlane), (.outside, .controlPlane): true
    case (.addresses(let block), .controlPlane):
      directory.network.apiServer != nil && directory.apiServerBesidesNodes.isSubset(of: block.addresses)
    case (.addresses(let block), .addresses(let other)): other.addresses.isSubset(of: block.addresses)
    case (.internet, .internet), (.apiServer, .apiServer): true
    // Nobody knows the addresses behind a name: any of the world's may be one.
    case (.internet, .domain): true
    case (.addresses(let block), .domain): block.cidr.prefixLength == 0
    default: false
    }
  }
}

extension TenantDirectory {
  /// Whether the API server may call from one of these addresses and not from a node: as long as the platform does not say
  /// where it is, it may.
  fileprivate func mayCall(from addresses: AddressSet) -> Bool {
    network.apiServer == nil || !apiServerBesidesNodes.intersection(addresses).isEmpty
  }

  /// The addresses of the API server.
  private var apiServer: AddressSet { AddressSet(network.apiServer?.cidrs ?? []) }

  fileprivate var apiServerBesidesNodes: AddressSet { apiServer.subtracting(AddressSet(network.nodeCIDRs)) }

  /// Those of its addresses that blocks mean on some cluster: on Cilium a node is no address. (CIL-45)
  fileprivate var apiServerInBlocks: AddressSet {
    clusters.allSatisfy { $0.enforcement == .cilium } ? apiServerBesidesNodes : apiServer
  }
}

extension Diagnostic {
  fileprivate static func guardrailConflict(_ guardrail: Guardrail, _ edge: Edge, at span: Span) -> Diagnostic {
    let declaration = Note("the guardrail is declared here", at: guardrail.span)
    let (notes, help) =
      if case .domain = edge.provider {
        (
          [
            declaration, Note("nobody knows the addresses behind a name, so a deny of the internet is one of the name"),
          ],
          "remove the edge, or ask the platform team for `except: [{from: \(edge.consumer.description.asEntry)}]` in the guardrail, or for "
            + "one that denies blocks of addresses"
        )
      } else {
        ([declaration], "remove the edge, or ask the platform team for an `except` in the guardrail")
      }
    return Diagnostic(
      .guardrailConflict,
      "the guardrail \"\(guardrail.name)\" forbids \"\(edge.consumer)\" to reach \"\(edge.provider)\"", at: span,
      notes: notes, help: help)
  }

  /// - Parameter isKnown: whether the platform says where the API server is.
  fileprivate static func closedWebhook(
    _ guardrail: Guardrail, _ edge: Edge, isKnown: Bool, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .guardrailConflict,
      "the guardrail \"\(guardrail.name)\" \(isKnown ? "forbids" : "may forbid") the API server to call the webhook "
        + "\"\(edge.provider)\"", at: span,
      notes: [Note("the guardrail is declared here", at: guardrail.span)],
      help: isKnown
        ? "take `webhook: true` away, or ask the platform team for `except: [{to: \(edge.provider)}]` in the guardrail"
        : "let the platform team add `network: {apiServer: {cidrs: [10.0.0.10/32], port: 6443}}` with the endpoint's own "
          + "address, or `except: [{to: \(edge.provider)}]` to the guardrail")
  }

  fileprivate static func undeniableDomain(_ guardrail: Guardrail) -> Diagnostic {
    Diagnostic(
      .unsupportedByEnforcement,
      "the guardrail \"\(guardrail.name)\" names a domain, but policies can deny addresses only",
      at: guardrail.span, help: "write `cidr` with the addresses of that domain")
  }
}
