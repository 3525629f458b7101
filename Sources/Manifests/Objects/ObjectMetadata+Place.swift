import YAMLTree

extension ObjectMetadata {
  /// Whether a server takes the name and the namespace of what is no policy; if not, nothing of the object is in a
  /// cluster. Policies with bad names still say what their author means, and are looked at elsewhere. (NPV-1)
  func isPlaced(in object: YAMLNode, as role: ObjectRole, _ findings: inout ObjectFindings) -> Bool {
    guard let form = role.nameForm, let fields = object["metadata"] else { return true }
    let (title, isFitting) = form
    // A server adds letters to the prefix.
    let isPrefix = fields["name"]?.text == nil
    let whole = isPrefix && name.hasSuffix("-") ? name.dropLast() + "x" : name[...]
    var isPlaced = true
    if !isFitting(String(whole)), let node = isPrefix ? fields["generateName"] : fields["name"] {
      findings.refuse("\"\(name)\" is not \(title), and a server refuses it", "NPV-1", at: node)
      isPlaced = false
    }
    guard role.isNamespaced, let node = fields["namespace"], !node.isNull, node.text != "" else { return isPlaced }
    guard let namespace else { return false }
    guard namespace.isDNSLabel else {
      findings.refuse("\"\(namespace)\" is not a namespace name, and a server refuses it", "NPV-1", at: node)
      return false
    }
    return isPlaced
  }
}

extension ObjectRole {
  /// What a server asks of the name; nil for what it is not asked here.
  fileprivate var nameForm: (title: String, isFitting: (String) -> Bool)? {
    switch self {
    case .namespace: ("a namespace name", \.isDNSLabel)
    case .service: ("the name of a Service", \.isDNSLabel)
    case .pod, .workload, .node, .addressGroup: ("an object name", \.isDNSSubdomain)
    case .policy, .unmodelled, .irrelevant: nil
    }
  }
}
