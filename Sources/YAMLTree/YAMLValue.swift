/// A YAML value that is going to be written: what a node is to reading.
public enum YAMLValue: Hashable, Sendable {
  /// Keys with their values, in the order of the text.
  case mapping([Entry])
  case sequence([YAMLValue])
  case string(String)
  case integer(Int)
  case boolean(Bool)

  /// A key with its value.
  public struct Entry: Hashable, Sendable {
    public let key: String
    public let value: YAMLValue

    public init(_ key: String, _ value: YAMLValue) {
      self.key = key
      self.value = value
    }
  }

  /// A mapping without the keys whose value is nil.
  public static func fields(_ pairs: KeyValuePairs<String, YAMLValue?>) -> YAMLValue {
    .mapping(pairs.compactMap { key, value in value.map { Entry(key, $0) } })
  }
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension YAMLValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(arrayLiteral elements: YAMLValue...) { self = .sequence(elements) }

  public init(dictionaryLiteral elements: (String, YAMLValue)...) {
    self = .mapping(elements.map { Entry($0.0, $0.1) })
  }
}
