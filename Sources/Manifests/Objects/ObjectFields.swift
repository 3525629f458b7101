import YAMLTree

/// The values of the fields that a mapping may have, found in one pass over it.
struct ObjectFields {
  let node: YAMLNode
  private let names: [String]
  private var values: [YAMLNode?]
  /// The keys that are no fields.
  private(set) var unknown: [YAMLNode] = []

  /// Nil when `node` is no mapping. Every other key than `names` is reported. (NP-42)
  /// `what` names the mapping in messages: `an ingress rule`.
  init?(_ node: YAMLNode, _ names: [String], of what: String, _ findings: inout ObjectFindings) {
    guard node.kind == .mapping else {
      findings.refuse("\(what) must be a mapping", nil, at: node)
      return nil
    }
    self.node = node
    self.names = names
    values = Array(repeating: nil, count: names.count)
    for (key, value) in node.entries {
      guard let index = names.firstIndex(where: key.hasText) else {
        findings.reportUnknownField(key, of: what, known: names)
        unknown.append(key)
        continue
      }
      guard value.isNull else {
        values[index] = value
        continue
      }
      if findings.refusesNull { findings.refuse("\"\(names[index])\" may not be null", "CILV-13", at: key) }
    }
  }

  /// The value of a field; nil when it is absent or null. (NP-43)
  subscript(name: String) -> YAMLNode? {
    guard let index = names.firstIndex(of: name) else { return nil }
    return values[index]
  }
}
