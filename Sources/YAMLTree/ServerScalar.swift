import Diagnostics

/// Plain scalars as clients of an API server read them before they send an object.
///
/// Source: `resolve` in https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go, and the keys of
/// `convertToJSONableObject` in https://github.com/kubernetes-sigs/yaml/blob/master/yaml.go
extension YAMLNode {
  /// The whole number that a server gets: `0x50`, `0120`, `8_0`, `80.0` and `8e1` are all 80; nil for anything else.
  public var serverInteger: Int? {
    guard isPlain, let text else { return nil }
    return Int(serverNumber: text)
  }

  /// `true` or `false` in the spellings on which all clients agree; nil for anything else, `yes` and `on` included.
  public var serverBoolean: Bool? {
    guard isPlain, let text else { return nil }
    return Bool(serverBoolean: text)
  }

  /// Whether the key of a mapping is a boolean to some clients and text to others.
  public var isDisputedKey: Bool { scalarType == .boolean && serverBoolean == nil }
}

extension [UInt8] {
  /// Puts the text that an object has for a key in place of a plain scalar, the last of these bytes.
  mutating func replaceServerKey(from start: Int) {
    guard isSpecialKey(from: start) else { return }
    let written = String(decoding: self[start...], as: UTF8.self)
    let key = Bool(serverBoolean: written).map { "\($0)" } ?? Int(serverNumber: written).map { "\($0)" }
    if let key { replaceSubrange(start..., with: key.utf8) }
  }

  /// Whether a key may be anything but text: hardly any is, and comparing words takes time.
  private func isSpecialKey(from start: Int) -> Bool {
    guard start < count else { return false }
    switch self[start] {
    case UInt8(ascii: "t"), UInt8(ascii: "T"): return count - start == 4
    case UInt8(ascii: "f"), UInt8(ascii: "F"): return count - start == 5
    default: return "+-.0123456789".utf8.contains(self[start])
    }
  }
}

extension Bool {
  fileprivate init?(serverBoolean text: String) {
    switch text {
    case "true", "True", "TRUE": self = true
    case "false", "False", "FALSE": self = false
    default: return nil
    }
  }
}

extension Int {
  /// An integer in any base, or a float without a fraction.
  fileprivate init?(serverNumber text: String) {
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
    let plain = first == UInt8(ascii: ".") ? text : text.filter { $0 != "_" }
    if let whole = Int(prefixed: plain) {
      self = whole
    } else if plain.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil,
      let number = Double(plain.ends(with: ".") ? String(plain.dropLast()) : plain), let whole = Int(exactly: number)
    {
      self = whole
    } else {
      return nil
    }
  }

  /// `0x50`, `0b1010000`, `0o120`, `0120` or `80`, with a sign or without.
  private init?(prefixed text: String) {
    let isNegative = text.begins(with: "-")
    let digits = isNegative || text.begins(with: "+") ? text.dropFirst() : text[...]
    let bases = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)]
    let (prefix, radix) =
      bases.first { digits.begins(with: $0.0) }
      ?? (digits.utf8.count > 1 && digits.begins(with: "0") ? ("0", 8) : ("", 10))
    let rest = digits.dropFirst(prefix.count)
    guard let first = rest.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
      let number = Int((isNegative ? "-" : "") + rest, radix: radix)
    else { return nil }
    self = number
  }
}
