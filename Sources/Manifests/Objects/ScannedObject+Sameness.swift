import Diagnostics
import PolicyModel
import YAMLTree

extension ScannedObject {
  /// Whether a server takes only valid objects of its kind, and would not take this one. What agents of Cilium refuse is
  /// in the cluster all the same. (CIL-8)
  var isRefusedByServer: Bool {
    guard case .policy(let reading) = content else { return false }
    return !reading.id.api.isCilium && reading.findings.isRefused
  }

  /// Findings about a policy that does not count.
  var policyFindings: [Diagnostic] {
    if case .policy(let reading) = content { reading.findings.diagnostics } else { findings.diagnostics }
  }

  /// Whether it makes no difference which of two objects of one name counts.
  func says(theSameAs other: ScannedObject) -> Bool {
    switch (content, other.content) {
    case (.namespace(let one), .namespace(let two)): one.labels == two.labels
    case (.workload(let one?), .workload(let two?)): one.says(theSameAs: two)
    case (.workload(nil), .workload(nil)): true
    case (.service(let one), .service(let two)): one == two
    case (.addressGroup(let one), .addressGroup(let two)): one == two
    case (.policy(let one), .policy(let two)):
      one.findings.isRefused == two.findings.isRefused && one.policies.map(Rules.init) == two.policies.map(Rules.init)
    case (.waitingPolicy(let one), .waitingPolicy(let two)):
      one.node["spec"].hasSameContent(as: two.node["spec"]) && one.node["specs"].hasSameContent(as: two.node["specs"])
    default: false
    }
  }

  /// A policy without its labels and annotations.
  private struct Rules: Equatable {
    let id: PolicyID
    let tier: PolicyTier
    let subject: PolicySubject
    let sections: [PolicySection?]

    init(_ policy: Policy) {
      (id, tier, subject) = (policy.id, policy.tier, policy.subject)
      sections = [policy.ingress, policy.egress]
    }
  }
}

extension ScannedObject.Content {
  var isPolicy: Bool {
    switch self {
    case .policy, .waitingPolicy: true
    case .namespace, .workload, .service, .addressGroup, .node: false
    }
  }
}

extension YAMLNode? {
  /// Whether both hold the same scalars in the same places, in the same order.
  fileprivate func hasSameContent(as other: YAMLNode?) -> Bool {
    guard let self, let other else { return self == nil && other == nil }
    return self.hasSameContent(as: other)
  }
}

extension YAMLNode {
  fileprivate func hasSameContent(as other: YAMLNode) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .scalar: return textBytes == other.textBytes
    case .sequence:
      let (mine, theirs) = (Array(elements), Array(other.elements))
      return mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.hasSameContent(as: $1) }
    case .mapping:
      let (mine, theirs) = (Array(entries), Array(other.entries))
      return mine.count == theirs.count
        && zip(mine, theirs).allSatisfy { $0.key.hasSameContent(as: $1.key) && $0.value.hasSameContent(as: $1.value) }
    }
  }
}
