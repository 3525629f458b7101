import Diagnostics

/// What a plain scalar means to YAML readers, of which Kubernetes tools use both versions.
public enum ScalarType: String, Sendable {
  case null, boolean, integer, float, text
}

extension YAMLNode {
  /// The type of a scalar; nil for collections. Quoted scalars are text.
  ///
  /// A scalar that YAML 1.1 *or* 1.2 takes for a boolean or a number has that type, so `on`, `yes`, `012` and `1e3`
  /// never pass for text.
  public var scalarType: ScalarType? {
    guard kind == .scalar, let text else { return nil }
    return isPlain ? ScalarType(ofPlain: text) : .text
  }

  /// The text of a scalar that is text in every YAML reader; nil for numbers, booleans, null and collections.
  public var string: String? { scalarType == .text ? text : nil }

  /// The value of a decimal integer as people write it: no leading zero, no underscore; nil otherwise.
  public var integer: Int? {
    guard isPlain, let text, let value = Int(text), String(value) == text else { return nil }
    return value
  }

  /// `true` or `false`; nil for anything else, `yes` and `on` included.
  public var boolean: Bool? {
    guard isPlain else { return nil }
    if hasText("true") { return true }
    return hasText("false") ? false : nil
  }
}

extension ScalarType {
  /// The type of an unquoted scalar.
  public init(ofPlain text: String) {
    guard Self.isSpecial(text.utf8.first) else {
      self = .text
      return
    }
    self =
      switch text {
      case "", "~", "null", "Null", "NULL": .null
      case "true", "True", "TRUE", "false", "False", "FALSE": .boolean
      case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF": .boolean
      case "y", "Y", "n", "N": .boolean
      case ".nan", ".NaN", ".NAN": .float
      default: Self(ofNumber: text)
      }
  }

  /// Whether a scalar that begins so may be anything but text: most begin otherwise, and comparing words takes time.
  private static func isSpecial(_ first: UInt8?) -> Bool {
    guard let first else { return true }
    return switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "~+-.nNtTfFyYoO".utf8.contains(first)
    }
  }

  private init(ofNumber text: String) {
    var digits = Substring(text)
    if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
    guard let first = digits.utf8.first else {
      self = .text
      return
    }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Self.isInteger(digits) ? .integer : Self.float(digits)
    case UInt8(ascii: "."): self = [".inf", ".Inf", ".INF"].contains(String(digits)) ? .float : Self.float(digits)
    default: self = .text
    }
  }

  private static func isInteger(_ digits: Substring) -> Bool {
    func all(_ digits: some StringProtocol, in set: String) -> Bool {
      !digits.isEmpty && digits.allSatisfy { set.contains($0) || $0 == "_" }
    }
    if digits.begins(with: "0x") { return all(digits.dropFirst(2), in: "0123456789abcdefABCDEF") }
    if digits.begins(with: "0o") { return all(digits.dropFirst(2), in: "01234567") }
    if digits.begins(with: "0b") { return all(digits.dropFirst(2), in: "01") }
    return all(digits, in: "0123456789:")  // `1:30` is 90 in YAML 1.1
  }

  private static func float(_ digits: Substring) -> ScalarType {
    let plain = digits.filter { $0 != "_" }
    let looksNumeric = plain.allSatisfy { "0123456789.eE+-:".contains($0) } && plain.contains(where: \.isNumber)
    guard looksNumeric else { return .text }
    if Double(plain) != nil || (plain.last == "." && Double(plain.dropLast()) != nil) { return .float }
    // Sexagesimal floats such as `190:20:30.15`; a second point or any other mark makes it text.
    let parts = plain.parts(at: ":")
    return parts.count > 1 && parts.dropLast().allSatisfy { Int($0) != nil } && Double(parts.last ?? "") != nil
      ? .float : .text
  }
}
