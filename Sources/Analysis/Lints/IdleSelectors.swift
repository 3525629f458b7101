import Diagnostics
import PolicyModel

extension LintSubject {
  /// Policies that select no pod. One that closes a namespace without pods is fine, and so is one for whatever else a
  /// namespace may come to have.
  func reportIdleSubjects(to log: inout DiagnosticLog) {
    guard knowsPods else { return }
    for policy in policies {
      guard case .pods(let selector) = policy.subject, policy.subjectEntities.isEmpty, selectsNothing(selector),
        policy.id.namespace == nil || !selector.pods.matchesEverything, !isForTheRest(selector)
      else { continue }
      log.report(
        warning(
          .lintSelectsNothing, "\(policy.id.quoted) applies to \(selector.phrase), and there are none", policy.id,
          help: "compare the labels with those of the pods; a policy that selects nothing protects nothing"))
    }
  }

  /// Whether a selector says only which pods of its namespaces it is not about.
  private func isForTheRest(_ selector: PodSelector) -> Bool {
    !selector.pods.matchesEverything && !selector.pods.requirements.contains(where: \.isPositive)
      && !selectsNothing(PodSelector(namespaces: selector.namespaces, pods: .everything))
  }

  /// Peers that no pod fits, and blocks without an address. A rule that names nothing else than nobody is meant so.
  func reportIdlePeers(to log: inout DiagnosticLog) {
    for policy in policies {
      for (direction, section) in policy.sections {
        for (position, rule) in section.rules.enumerated()
        where !isStanding(rule, of: policy) && !rule.isClosing {
          let phrases = rule.selectors.compactMap(idlePhrase)
          let removal = policy.removal(
            ofPeerIn: position, direction, leavesOthers: phrases.count < rule.selectors.count)
          for phrase in phrases {
            log.report(
              warning(
                .lintPeerMatchesNothing,
                "\(policy.id.quoted) names a peer of \(direction.rawValue) that matches nothing: \(phrase)", policy.id,
                help: "correct the peer, or \(removal)"))
          }
        }
      }
    }
  }

  /// Words for a peer that matches nothing; nil for any other.
  private func idlePhrase(_ selector: PeerSelector) -> String? {
    switch selector {
    case .pods(let pods): knowsPods && selectsNothing(pods) ? pods.phrase : nil
    case .addresses(let block): block.addresses.isEmpty ? "\(block.cidr) without all of itself" : nil
    case .entity(.none): "the entity \"none\""
    case .entity, .nodes, .domain: nil
    }
  }
}
