import Diagnostics
import PolicyModel
import YAMLTree

/// What `metadata` says about an object, as far as policies care.
struct ObjectMetadata {
  private(set) var name: String
  /// Whether a server makes the name, of which only the beginning is known.
  let isNamedByServer: Bool
  /// As written; nil without one, and for an empty one, which clients replace by their own.
  private(set) var namespace: String?
  let labels: Labels
  let annotations: Labels
  /// The controlling owner, unless that is a node.
  let owner: Owner?
  /// Where the name stands.
  let span: Span

  /// What made an object.
  struct Owner {
    let kind: String
    let name: String
  }

  private static let names = [
    "name", "generateName", "namespace", "labels", "annotations", "ownerReferences", "uid", "resourceVersion",
    "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "selfLink",
    "managedFields", "clusterName", "initializers",
  ]

  /// Nil when the object has no name, which is reported.
  init?(_ object: YAMLNode, _ findings: inout ObjectFindings) {
    guard let node = object["metadata"] else {
      findings.refuse("\(findings.subject) has no metadata", "NPV-1", at: object)
      return nil
    }
    guard let fields = ObjectFields(node, Self.names, of: "metadata", &findings) else { return nil }
    guard let nameNode = fields["name"] ?? fields["generateName"],
      let name = findings.text(nameNode, "name", "NPV-1"), !name.isEmpty
    else {
      findings.refuse("\(findings.subject) has no name", "NPV-1", at: node)
      return nil
    }
    self.name = name
    isNamedByServer = fields["name"] == nil
    span = nameNode.span
    namespace = findings.text(fields["namespace"], "namespace", "NPV-1").flatMap { $0.isEmpty ? nil : $0 }
    labels = Self.labels(fields["labels"], "labels", &findings)
    annotations = Self.labels(fields["annotations"], "annotations", &findings)
    owner = Self.owner(fields["ownerReferences"])
  }

  /// The same object where a kustomization puts it: a Namespace is one by that name then.
  func placed(in namespace: String, as role: ObjectRole) -> ObjectMetadata {
    var copy = self
    if case .namespace = role { copy.name = namespace }
    if role.isNamespaced { copy.namespace = namespace }
    return copy
  }

  /// The labels that a template gives to its pods.
  static func labels(ofTemplate node: YAMLNode?, _ findings: inout ObjectFindings) -> Labels {
    guard let node, let fields = ObjectFields(node, names, of: "the metadata of a pod template", &findings) else {
      return [:]
    }
    return labels(fields["labels"], "labels", &findings)
  }

  /// Labels or annotations. A value that is no text is reported, and read as it is written.
  static func labels(_ node: YAMLNode?, _ name: String, _ findings: inout ObjectFindings) -> Labels {
    guard let node else { return [:] }
    guard node.kind == .mapping else {
      findings.refuse("\"\(name)\" must be a mapping", nil, at: node)
      return [:]
    }
    var pairs: [(key: String, value: String)] = []
    for (key, value) in node.entries {
      guard let keyText = key.text else { continue }
      if key.isDisputedKey { findings.refuseDisputed(key) }
      if value.isNull {
        pairs.append((keyText, ""))
      } else if let text = findings.text(value, keyText, "LIM-3") ?? value.text {
        pairs.append((keyText, text))
      }
    }
    return Labels(pairs)
  }

  /// A missing kind reads `Pod`, so that the owner has a name of the same form as everything else.
  private static func owner(_ node: YAMLNode?) -> Owner? {
    guard let node else { return nil }
    for reference in node.elements where reference["controller"]?.serverBoolean == true {
      guard let name = reference["name"]?.text else { continue }
      let kind = reference["kind"]?.text ?? "Pod"
      return kind == "Node" ? nil : Owner(kind: kind, name: name)
    }
    return nil
  }
}
