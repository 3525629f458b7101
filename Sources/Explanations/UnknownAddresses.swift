import Analysis
import PolicyModel

/// What is open between a pod and the world because nobody knows the addresses behind a name. (CIL-52)
///
/// Policies see a name or an address; a connection to either may be one to the other.
struct UnknownAddresses {
  let judgement: Judgement
  let source: NamedPeer
  /// What the question calls the destination.
  let name: String
  let asked: ConnectionSet?
  let consent: [ConsentReason]?

  /// The addresses at which more is open than the name has, whatever name they bear.
  ///
  /// - Parameters:
  ///   - world: the addresses that a name may have, in parts that policies do not tell apart.
  ///   - known: what the policies open to the name.
  func cases(
    at world: [(peer: AddressPeer, addresses: AddressSet)], beyond known: ConnectionSet, in scope: Explanation.Scope
  ) -> [Explanation.Case] {
    world.compactMap { part in
      guard opens(.addresses(part.peer), beyond: known) else { return nil }
      let scope = Explanation.Scope(
        cluster: scope.cluster, environments: scope.environments, addresses: part.addresses)
      return judge(.addresses(part.peer), in: scope)
    }
  }

  /// The names that policies open and that may stand for the addresses.
  ///
  /// - Parameter known: what the policies open to all of the addresses.
  func casesOfNames(beyond known: ConnectionSet, in scope: Explanation.Scope) -> [Explanation.Case] {
    judgement.evaluation.domains().compactMap { name in
      guard opens(.domain(name), beyond: known) else { return nil }
      let scope = Explanation.Scope(cluster: scope.cluster, environments: scope.environments, domain: name)
      return judge(.domain(name), in: scope)
    }
  }

  private func opens(_ peer: Peer, beyond known: ConnectionSet) -> Bool {
    let open = judgement.evaluation.connections(from: source.peer, to: peer)
    return !(asked.map(open.intersection) ?? open).isSubset(of: known)
  }

  private func judge(_ peer: Peer, in scope: Explanation.Scope) -> Explanation.Case {
    judgement.judge(source, NamedPeer(peer: peer, name: name), asked: asked, in: scope, consent: consent)
  }
}

extension [Explanation.Case] {
  /// What is open in every one of the cases.
  var openEverywhere: ConnectionSet {
    guard let first else { return .none }
    return dropFirst().reduce(first.connections) { $0.intersection($1.connections) }
  }
}
