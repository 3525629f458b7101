public import YAMLTree

/// A value of an object as a server holds it: mappings have no order, and a null is as good as nothing.
public enum ObjectValue: Hashable, Sendable {
  case fields([String: ObjectValue])
  case list([ObjectValue])
  case text(String)
  case integer(Int)
  case boolean(Bool)
  /// A number with a fraction, or a word that is a boolean to some readers, as it is written.
  case other(String)
}

extension ObjectValue {
  /// The value that is written.
  public init(_ value: YAMLValue) {
    self =
      switch value {
      case .mapping(let entries):
        .fields(Dictionary(entries.map { ($0.key, ObjectValue($0.value)) }) { first, _ in first })
      case .sequence(let elements): .list(elements.map(ObjectValue.init))
      case .string(let text): .text(text)
      case .integer(let number): .integer(number)
      case .boolean(let flag): .boolean(flag)
      }
  }

  /// The value that is read; nil for one that is null, or larger than any that is compiled.
  init?(_ node: YAMLNode) {
    var budget = Self.nodeLimit
    self.init(node, &budget)
    guard budget > 0 else { return nil }
  }

  /// Compiled objects are a hundred times smaller; aliases can make one out of a few lines that fills the memory.
  private static let nodeLimit = 1_000_000

  private init?(_ node: YAMLNode, _ budget: inout Int) {
    budget -= 1
    guard budget > 0, !node.isNull else { return nil }
    switch node.kind {
    case .scalar: self.init(scalar: node)
    case .sequence:
      var elements: [ObjectValue] = []
      for element in node.elements {
        guard budget > 0 else { return nil }
        elements.append(ObjectValue(element, &budget) ?? .other("null"))
      }
      self = .list(elements)
    case .mapping:
      var fields: [String: ObjectValue] = [:]
      for (key, value) in node.entries {
        guard budget > 0 else { return nil }
        if let value = ObjectValue(value, &budget) { fields[key.text ?? ""] = value }
      }
      self = .fields(fields)
    }
  }

  private init(scalar node: YAMLNode) {
    if let text = node.string {
      self = .text(text)
    } else if let flag = node.serverBoolean {
      self = .boolean(flag)
    } else if let number = node.serverInteger {
      self = .integer(number)
    } else {
      self = .other(node.text ?? "")
    }
  }

  /// The value of a field; nil where there is none.
  public subscript(name: String) -> ObjectValue? {
    if case .fields(let fields) = self { fields[name] } else { nil }
  }

  /// The names of the fields; none where this has no fields.
  public var names: [String] { if case .fields(let fields) = self { fields.keys.sorted() } else { [] } }

  public var text: String? { if case .text(let text) = self { text } else { nil } }
}
