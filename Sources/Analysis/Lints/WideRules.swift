import Diagnostics
import PolicyModel

extension LintSubject {
  /// Lists that are there and empty, which means everything, as if they were not there. (NP-11, NP-12)
  func reportEmptyLists(to log: inout DiagnosticLog) {
    for policy in policies {
      for (direction, section) in policy.sections {
        for (place, rule) in zip(policy.rulePlaces(direction), section.rules) {
          for list in rule.entry.emptyLists { log.report(emptyList(list, of: policy.id, place)) }
        }
      }
    }
  }

  private func emptyList(_ list: String, of policy: PolicyID, _ place: RulePlace) -> Diagnostic {
    let meaning = list == "ports" ? "every port" : place.direction == .ingress ? "every source" : "every destination"
    let rule = list == "ports" ? "NP-12" : "NP-11"
    return warning(
      .lintEmptyList,
      "\(place) of \(policy.quoted) has an empty list \"\(list)\", which means \(meaning) (\(rule))", policy,
      help: "leave \"\(list)\" out, if that is meant; if nothing is meant, remove the rule and keep its direction in "
        + "\"policyTypes\"")
  }

  /// Peers `{}` of cluster-wide policies: in a namespaced policy the same words mean its own namespace. (CIL-34, CIL-35)
  func reportClusterwideEverybody(to log: inout DiagnosticLog) {
    for policy in policies where policy.id.api == .ciliumClusterwideNetworkPolicy && !isCompiled(policy.id) {
      for (direction, section) in policy.sections {
        guard section.rules.contains(where: { $0.action == .allow && $0.namesEveryPod }) else { continue }
        log.report(
          warning(
            .lintClusterwideEverybody,
            "\(policy.id.quoted) names the peer `{}` for \(direction.rawValue), which is every pod of every namespace here (CIL-35)",
            policy.id,
            help: "name the namespace by `k8s:io.kubernetes.pod.namespace`, with the operator `Exists` if every pod is "
              + "meant; for pods of the same namespace write a CiliumNetworkPolicy in each"))
      }
    }
  }
}

extension PolicyRule {
  /// By a peer that is written as `{}`.
  fileprivate var namesEveryPod: Bool {
    entry.hasEmptySelector
      && selectors.contains { selector in
        guard case .pods(let pods) = selector else { return false }
        return pods.pods.matchesEverything && pods.namespaces.matchesEverything
      }
  }
}
