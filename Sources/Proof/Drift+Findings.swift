public import Diagnostics
public import PolicyModel

/// Where objects were found that are compared with what would be compiled.
public enum ObjectHome: Sendable {
  /// In the folder that `compile` writes: what is wrong there is put right by compiling.
  case folder
  /// In a cluster, or in a dump of it.
  case cluster

  /// - Parameter spans: where each policy stands.
  public init(of cluster: String, policiesAt spans: [PolicyID: Span]) {
    let isFolder = spans.contains { id, span in span.source.path.hasSuffix("\(cluster)/\(id.file)") }
    self = isFolder ? .folder : .cluster
  }
}

extension DriftedPolicy {
  public func diagnostic(
    on cluster: String, policiesAt spans: [PolicyID: Span], in home: ObjectHome
  ) -> Diagnostic {
    Diagnostic(
      .driftedObject, "in cluster \"\(cluster)\", \(policy) \(lifecycle?.words ?? drift.words)", at: spans[policy],
      severity: drift == .provenance ? .warning : .error,
      help: home == .folder ? remedyInFolder : remedy(on: cluster))
  }

  private var remedyInFolder: String {
    drift == .superfluous
      ? "delete it, or take the label `app.kubernetes.io/managed-by: easement` off if it is somebody else's"
      : "compile again with `--force`"
  }

  /// An apply writes the fields that are compiled, and leaves what else there is: owners, finalizers, further objects.
  private func remedy(on cluster: String) -> String {
    let file = "\(cluster)/\(policy.file)".quotedForShell
    let apply = "`kubectl apply --server-side --force-conflicts -f \(file)` in the folder that `easement compile` wrote"
    switch drift {
    case .missing, .provenance: return apply
    case .rules: return "\(apply); whatever an apply leaves there goes with `kubectl replace -f \(file)`"
    case .superfluous:
      return
        "`kubectl delete \(policy.arguments)`, or `kubectl label \(policy.arguments) app.kubernetes.io/managed-by-` if "
        + "it is somebody else's"
    case .lifecycle: return lifecycle?.remedy(for: policy, applying: apply) ?? apply
    }
  }
}

extension Drift {
  public var words: String {
    switch self {
    case .missing: "is missing"
    case .superfluous: "says that it was compiled, and the graph does not compile to it"
    case .rules: "does not say what the graph compiles to"
    case .provenance: "has other labels or annotations than the graph compiles to"
    case .lifecycle: "does not stay as it was applied"
    }
  }
}

extension ObjectLifecycle {
  /// `is deleted with its owner ConfigMap "mine"`
  var words: String {
    [
      deletion.map { "is being deleted\($0.isEmpty ? "" : " since \($0)")" },
      owners.isEmpty
        ? nil : "is deleted with \(owners.count == 1 ? "its owner" : "the last of its owners") \(owners.listed)",
      finalizers.isEmpty
        ? nil
        : "stays after a deletion until the \(finalizers.count == 1 ? "finalizer" : "finalizers") \(finalizers.quoted) "
          + "\(finalizers.count == 1 ? "is" : "are") taken off",
    ].compactMap(\.self).joined(separator: ", and ")
  }

  /// Neither an apply nor anything else takes back a deletion.
  fileprivate func remedy(for policy: PolicyID, applying apply: String) -> String {
    let fields = [owners.isEmpty ? nil : "ownerReferences", finalizers.isEmpty ? nil : "finalizers"].compactMap(\.self)
    let patch =
      "`kubectl patch \(policy.arguments) --type=merge -p '{\"metadata\":{"
      + fields.map { "\"\($0)\":null" }.joined(separator: ",") + "}}'`"
    if deletion == nil { return "an apply leaves them there: \(patch)" }
    return (fields.isEmpty ? "" : "\(patch), and ") + "once it is gone \(apply)"
  }
}

extension [ObjectOwner] {
  fileprivate var listed: String { map(\.description).joined(separator: ", ") }
}

extension [String] {
  fileprivate var quoted: String { map { "\"\($0)\"" }.joined(separator: ", ") }
}
