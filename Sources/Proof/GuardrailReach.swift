import GraphFormat
import PolicyModel
import Resolution

/// Whom a guardrail is about, decided once for every peer of a universe.
struct GuardrailReach {
  let guardrail: Guardrail
  let connections: ConnectionSet
  private let sources: [Bool]
  private let destinations: [Bool]
  private let exceptions: [(sources: [Bool], destinations: [Bool])]

  init(of guardrail: Guardrail, over universe: Universe, _ membership: Membership) {
    self.guardrail = guardrail
    connections = guardrail.ports.isEmpty ? .all : guardrail.ports.reduce(.none) { $0.union($1.range.connections) }
    let peers = universe.peers
    sources = peers.indices.map { source in
      let isSubject = guardrail.direction == .ingress || peers[source].tenantNamespace != nil
      return isSubject && membership.contains(guardrail.from, source)
    }
    destinations = peers.indices.map { destination in
      let isSubject = guardrail.direction == .egress || peers[destination].tenantNamespace != nil
      return isSubject && membership.contains(guardrail.to, destination)
    }
    exceptions = guardrail.exceptions.map { exception in
      (
        peers.indices.map { membership.contains(exception.from, $0) },
        peers.indices.map { membership.contains(exception.to, $0) }
      )
    }
  }

  func applies(from source: Int) -> Bool { sources[source] }

  func denies(from source: Int, to destination: Int) -> Bool {
    sources[source] && destinations[destination]
      && !exceptions.contains { $0.sources[source] && $0.destinations[destination] }
  }
}
