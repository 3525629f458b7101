import Analysis
public import Changes
public import Diagnostics
public import GraphFormat
import PolicyModel
import Proof
import Resolution

/// One side of a comparison: a graph if any document says so, else Kubernetes objects.
public enum Comparand: Sendable {
  case graph(Compilation)
  case manifests(ObservedCluster)

  /// - Parameters:
  ///   - unreadable: findings about files that gave no text.
  ///   - options: how objects are judged where clusters differ.
  ///   - isGraph: what it is where no document says so.
  public init(
    of sources: [SourceText], today: CalendarDate, unreadable: [Diagnostic] = [],
    options: InspectionOptions = InspectionOptions(), isGraph: Bool? = nil
  ) {
    if isGraph == true || sources.contains(where: \.declaresGraph) {
      self = .graph(Compilation(of: sources, today: today, unreadable: unreadable))
    } else {
      self = .manifests(ObservedCluster(of: sources, options: options))
    }
  }

  /// Whether it is a graph that cannot be compared. One whose assertions fail can: the difference shows why.
  public var hasErrors: Bool { if case .graph(let compilation) = self { compilation.hasOtherErrors } else { false } }

  /// What differs; nil when the sides cannot be compared: a graph with manifests, or a graph with errors.
  public static func changes(from old: Comparand, to new: Comparand) -> AccessChanges? {
    switch (old, new) {
    case (.graph(let old), .graph(let new)):
      guard let before = old.graph, let after = new.graph, !old.hasOtherErrors, !new.hasOtherErrors else { return nil }
      return AccessChanges(
        from: before, to: after, broken: (old.namesOfBrokenAssertions, new.namesOfBrokenAssertions))
    case (.manifests(let old), .manifests(let new)):
      let semantics: Semantics = [old, new].contains { $0.evaluation.semantics == .cilium } ? .cilium : .generic
      return AccessChanges(from: old.observed(in: semantics), to: new.observed(in: semantics))
    default: return nil
    }
  }
}

extension ObservedCluster {
  /// Both sides are judged alike: the first Cilium policy of a cluster is no change of its plugin.
  fileprivate func observed(in semantics: Semantics) -> ObservedPolicies {
    guard semantics != evaluation.semantics else { return ObservedPolicies(evaluation, policies) }
    let judged = PolicyEvaluation(
      inventory: inventoryAsRead, policies: policies, semantics: semantics, cilium: options.cilium,
      matchesPodAddresses: options.matchesPodAddresses)
    return ObservedPolicies(judged, policies)
  }
}

extension SourceText {
  /// Whether a document of the text has an `apiVersion` of the authored graph.
  public var declaresGraph: Bool {
    let group = Array("easement.dev/".utf8)
    var rest = bytes[...]
    while let start = rest.firstIndex(of: group[0]) {
      rest = rest[start...]
      if rest.starts(with: group), isVersion(endingAt: start) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  /// Whether the key `apiVersion` stands right before a place.
  private func isVersion(endingAt place: Int) -> Bool {
    let before = bytes[..<place].suffix(32).reversed().drop { " \t\"':".utf8.contains($0) }
    return before.prefix(10).elementsEqual("apiVersion".utf8.reversed())
  }
}
