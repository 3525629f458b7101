public import Diagnostics
import GraphFormat
import PolicyModel
public import Resolution
import Workers
import YAMLTree

/// An object of a cluster that was compiled and no longer is. An apply leaves it there, and with it the edge that it opens.
public struct RemovedObject: Hashable, Sendable, Encodable {
  public let cluster: String
  let group: String
  let kind: String
  let namespace: String?
  let name: String
  /// What deletes it.
  let command: String
}

/// What has to be deleted from clusters by whoever applies without pruning.
public struct RemovedObjects: Hashable, Sendable {
  /// By cluster, in the order of their files.
  public let objects: [RemovedObject]
  /// Files that were changed by hand and hold nothing that could have been compiled.
  public let unread: [String]

  /// - Parameters:
  ///   - former: the files that are replaced or removed, by their paths in the output folder.
  ///   - files: what is compiled now.
  ///   - clusters: those of the graph.
  public init(formerly former: [SourceText], now files: [OutputFile], clusters: [Cluster]) {
    let texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    let delivered = former.filter { $0.isDelivered(replicatedBy: clusters) }
    let found = delivered.concurrentMap { file -> (file: SourceText, gone: [ObjectName], isRead: Bool) in
      let old = file.objectNames
      let new = texts[file.path].map { SourceText(path: file.path, $0).objectNames } ?? []
      return (file, old.filter { !new.contains($0) }, !old.isEmpty || !new.isEmpty)
    }
    objects = found.flatMap { file, gone, _ in gone.map { RemovedObject($0, on: file.cluster, of: clusters) } }
    unread = found.filter { !$0.isRead }.map(\.file.path)
  }

  /// One line for each object under its cluster, for people.
  ///
  /// - Parameter limit: of the lines of one cluster; nil for all.
  public func text(limit: Int?) -> String {
    let clusters = Dictionary(grouping: objects, by: \.cluster)
    let lists = clusters.sorted { $0.key < $1.key }.map { cluster, objects in
      let shown = objects.prefix(limit ?? objects.count).map { "  \($0.command)\n" }.joined()
      let more = objects.count - (limit.map { min($0, objects.count) } ?? objects.count)
      return
        "\(cluster): \(objects.count.counted("object is", "objects are")) no longer compiled; where nothing prunes, run\n"
        + shown + (more > 0 ? "  … and \(more) more; --all shows them\n" : "")
    }
    return lists.joined()
      + unread.map { "\($0): no compiled object is in it; if one was applied, delete that\n" }.joined()
  }
}

/// The names by which a server knows an object, whichever version it is written in.
private struct ObjectName: Hashable {
  let group: String
  let kind: String
  let namespace: String?
  let name: String

  /// Nil for what is never compiled: a file may say anything after somebody changed it.
  init?(_ node: YAMLNode) {
    guard let apiVersion = node["apiVersion"]?.text, let kind = node["kind"]?.text,
      let metadata = node["metadata"], let name = metadata["name"]?.text
    else { return nil }
    group = apiVersion.split(separator: "/").dropLast().joined()
    guard Self.kinds.contains("\(kind).\(group)") else { return nil }
    self.kind = kind
    namespace = metadata["namespace"]?.text
    self.name = name
  }

  private static let kinds = Set(
    PolicyAPI.allCases.map { "\($0.rawValue).\($0.group)" } + [
      "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
      "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io", "ClusterPolicy.kyverno.io",
      "GlobalTenantResource.capsule.clastix.io",
    ])
}

extension RemovedObject {
  fileprivate init(_ object: ObjectName, on cluster: String, of clusters: [Cluster]) {
    self.cluster = cluster
    (group, kind, namespace, name) = (object.group, object.kind, object.namespace, object.name)
    let arguments = ObjectArguments(kind: kind, group: object.group, namespace: namespace, name: name)
    let deletion = "kubectl delete \(arguments)"
    let isHandedOver =
      kind == "GlobalTenantResource" && clusters.contains { $0.name == cluster && !$0.emissions.contains(.capsule) }
    // Capsule prunes what it has made, which is now applied without it; it lets go of that first.
    command =
      isHandedOver
      ? "kubectl patch \(arguments) --type=merge -p '{\"spec\":{\"pruningOnDelete\":false}}' && \(deletion)" : deletion
  }
}

extension SourceText {
  fileprivate var cluster: String { String(path.prefix { $0 != "/" }) }

  /// Whether it is an object of a cluster that its kustomization lists: what lies beside the folders is for other tools, and
  /// what Capsule replicates Capsule prunes.
  fileprivate func isDelivered(replicatedBy clusters: [Cluster]) -> Bool {
    let isReplicated = clusters.contains { $0.name == cluster && $0.emissions.contains(.capsule) }
    return !["argocd", "kyverno-tests"].contains(cluster) && path != "\(cluster)/\(OutputFile.kustomization)"
      && !(isReplicated && path.hasPrefix("\(cluster)/namespaces/"))
  }

  fileprivate var objectNames: [ObjectName] {
    var log = DiagnosticLog()
    return YAMLDocument.documents(in: self, reportingTo: &log).compactMap { ObjectName($0.root) }
  }
}
