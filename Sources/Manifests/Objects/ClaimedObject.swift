public import Diagnostics
import PolicyModel
import YAMLTree

/// What makes an object the one that it is in a cluster, whatever its version.
public struct ObjectName: Hashable, Sendable, Comparable {
  /// Empty for the core.
  public let group: String
  public let kind: String
  /// As written; nil without one.
  public let namespace: String?
  public let name: String

  public static func < (left: Self, right: Self) -> Bool {
    (left.kind, left.namespace ?? "", left.name, left.group)
      < (right.kind, right.namespace ?? "", right.name, right.group)
  }
}

extension ObjectName: CustomStringConvertible {
  /// `Application "argocd/easement-prod"`
  public var description: String { "\(kind) \"\(namespace.map { "\($0)/" } ?? "")\(name)\"" }
}

extension ObjectName {
  /// Nil for a value without kind, version or name.
  public init?(of object: ObjectValue) {
    guard let version = object["apiVersion"]?.text, let kind = object["kind"]?.text,
      let name = (object["metadata"]?["name"] ?? object["metadata"]?["generateName"])?.text
    else { return nil }
    let parts = version.split(separator: "/", maxSplits: 1)
    self.init(
      group: parts.count == 2 ? String(parts[0]) : "", kind: kind, namespace: object["metadata"]?["namespace"]?.text,
      name: name)
  }
}

/// An object of a kind that says nothing about traffic and that the compiler may have written: its label says so, or its
/// name begins as theirs do.
public struct ClaimedObject: Sendable {
  public let name: ObjectName
  /// Nil for one that is larger than any that is compiled.
  public let value: ObjectValue?
  /// Whether its label says that it was compiled.
  public let isManaged: Bool
  /// Where the name stands.
  public let span: Span

  /// Nil for the objects of others.
  init?(_ node: YAMLNode, _ type: ObjectType) {
    guard let metadata = node["metadata"], let name = metadata["name"] ?? metadata["generateName"],
      let text = name.text
    else { return nil }
    isManaged = metadata["labels"]?[Labels.managerLabel]?.hasText(Labels.manager) ?? false
    guard isManaged || text.hasPrefix(Labels.manager) else { return nil }
    self.name = ObjectName(
      group: type.group, kind: type.kind, namespace: metadata["namespace"]?.text, name: text)
    value = ObjectValue(node)
    span = name.span
  }
}
