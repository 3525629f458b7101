import Analysis
public import Diagnostics
public import PolicyModel
import Resolution

/// A policy of somebody else that is asked before what was compiled, or may be, and does not deny: whatever denies come
/// after it hold no longer, though nothing else may be open yet.
public struct ForeignPrecedence: Sendable {
  public let policy: PolicyID
  /// What it comes before, sorted.
  public let others: [PolicyID]
  /// Whether the API says that it comes first, rather than leaving the order open. (ANP-6, CNP-5)
  public let isDefined: Bool
}

extension PolicyEvaluation {
  /// Those among `policies` that disarm what was compiled, and those that contradict each other about pods of tenants.
  func foreignPrecedences(among policies: PolicySet, over universe: Universe) -> [ForeignPrecedence] {
    let foreign = policies.foreign.filter { $0.tier != .normal }
    guard !foreign.isEmpty else { return [] }
    let governing = Set(foreign.filter { universe.hasTenantPod(of: $0.subject) }.map(\.id))
    let all = Set(foreign.map(\.id))
    let pairs = precedences(of: governing).filter { pair in
      !all.contains(pair.second) || !pair.isDefined && governing.contains(pair.second) && pair.first < pair.second
    }
    let grouped = Dictionary(grouping: pairs) { Key(policy: $0.first, isDefined: $0.isDefined) }
    return grouped.map { key, pairs in
      ForeignPrecedence(policy: key.policy, others: pairs.map(\.second).sorted(), isDefined: key.isDefined)
    }.sorted { ($0.policy, $0.isDefined ? 0 : 1) < ($1.policy, $1.isDefined ? 0 : 1) }
  }
}

private struct Key: Hashable {
  let policy: PolicyID
  let isDefined: Bool
}

extension Universe {
  fileprivate func hasTenantPod(of subject: PolicySubject) -> Bool {
    guard case .pods(let selector) = subject else { return false }
    return peers.contains { peer in
      guard let pod = peer.pod, let name = peer.tenantNamespace else { return false }
      // Labels of namespaces that are not known may be any.
      let isNamed =
        namespaceLabels[name].map { selector.namespaces.matches(Namespace(name, labels: $0).labels) } ?? true
      return isNamed && selector.pods.matches(pod.labels)
    }
  }
}

extension ForeignPrecedence {
  /// The finding for people.
  public func diagnostic(on cluster: String, policiesAt spans: [PolicyID: Span]) -> Diagnostic {
    let left = others.count - 1
    let whom = others.prefix(1).map { "\($0)" }.joined() + (left > 0 ? " and \(left.counted("other"))" : "")
    let message =
      isDefined
      ? "comes before \(whom): what it allows or passes they no longer deny (CNP-3)"
      : "has the priority of \(whom) and says otherwise: which of them wins is undefined (CNP-5)"
    return Diagnostic(
      .foreignPolicy, "in cluster \"\(cluster)\", \(policy), which was not compiled, \(message)", at: spans[policy],
      help: "delete it, or give it a priority behind what is compiled, 2 or more")
  }
}
