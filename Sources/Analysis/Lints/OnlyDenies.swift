import Diagnostics
import PolicyModel

extension LintSubject {
  /// Policies of Cilium that deny something and thereby close all the rest of pods that no policy allows any. (CIL-12)
  func reportOnlyDenies(to log: inout DiagnosticLog) {
    for policy in policies where policy.id.api.isCilium && !isCompiled(policy.id) {
      for (direction, section) in policy.sections where section.isolates && section.onlyDenies {
        guard let workload = closed(by: policy, direction) else { continue }
        log.report(onlyDenies(policy.id, direction, workload))
      }
    }
  }

  /// A pod that nothing but such policies closes in this direction, and that no rule allows anything.
  private func closed(by policy: Policy, _ direction: Direction) -> Workload? {
    guard case .pods(let subject) = policy.subject else { return nil }
    return index.members(of: subject).members(below: index.podCount).lazy
      .compactMap { position -> Workload? in
        let workload = workload(at: position)
        let policies = evaluation.policies(selecting: .workload(workload), direction)
        return policies.allSatisfy { $0[direction]?.onlyDenies ?? true } ? workload : nil
      }.first
  }

  private func onlyDenies(_ policy: PolicyID, _ direction: Direction, _ workload: Workload) -> Diagnostic {
    warning(
      .lintOnlyDenies,
      "\(policy.quoted) only denies, and thereby closes all other \(direction.rawValue) of pods that no policy allows any, such as \"\(workload.namespace)/\(workload.name)\" (CIL-12)",
      policy, help: "add `enableDefaultDeny: {\(direction.rawValue): false}`, if only the deny is meant")
  }
}

extension PolicySection {
  fileprivate var onlyDenies: Bool { !rules.isEmpty && rules.allSatisfy { $0.action == .deny } }
}
