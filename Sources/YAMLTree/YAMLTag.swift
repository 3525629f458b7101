import Diagnostics

/// A tag, which says of what type a value is: `!!str`. Servers' readers follow YAML's own and take the characters of a
/// scalar with any other for text.
///
/// Source: `resolve` in https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
struct YAMLTag {
  /// As people write it.
  let name: String
  private let type: String

  static let remedy = "remove the tag; what has to be text and looks like a number or a boolean goes into quotes"

  /// - Parameter written: in full, as the parser expands it.
  init(_ written: String) {
    let own = "tag:yaml.org,2002:"
    let isOwn = written.begins(with: own)
    let rest = String(decoding: written.utf8.dropFirst(own.utf8.count), as: UTF8.self)
    type = isOwn ? rest : written == "!" ? "!" : ""
    name = isOwn ? "!!\(type)" : written
  }

  /// Whether a scalar with this tag means what its characters look like, in quotes or not; else it is text.
  ///
  /// A lone `!` makes every scalar a plain one for these readers.
  var makesPlain: Bool { ["int", "float", "bool", "null", "merge", "!"].contains(type) }

  /// Puts what a scalar stands for in place of its characters, the last of `text`; false when it stands for nothing,
  /// which readers refuse.
  func replaceText(from start: Int, in text: inout [UInt8]) -> Bool {
    guard type == "binary" else { return fits(text[start...]) }
    guard let decoded = Base64(text[start...]) else { return false }
    text.replaceSubrange(start..., with: decoded.bytes)
    return true
  }

  private func fits(_ text: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: text, as: UTF8.self)
    let actual = ScalarType(ofPlain: text)
    return switch type {
    case "int": actual == .integer
    case "float": actual == .float || actual == .integer
    case "bool": actual == .boolean
    case "null": actual == .null
    case "merge": text == "<<"
    case "timestamp": text.startsWithDay
    default: true
    }
  }
}

extension String {
  /// `2027-03-31`, and whatever follows a blank or a `T`.
  fileprivate var startsWithDay: Bool {
    let parts = split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]) else {
      return false
    }
    let day = parts[2].prefix { $0.isNumber }
    let rest = parts[2].dropFirst(day.count)
    return year >= 0 && (1...12).contains(month) && (1...31).contains(Int(day) ?? 0)
      && (rest.isEmpty || " \tTt".contains(rest.first ?? "-"))
  }
}

/// What `!!binary` writes: the standard alphabet with padding, and line breaks anywhere.
///
/// Source: https://pkg.go.dev/encoding/base64#Encoding.DecodeString
private struct Base64 {
  let bytes: [UInt8]

  init?(_ text: ArraySlice<UInt8>) {
    let digits = text.filter { $0 != 0x0A && $0 != 0x0D }
    guard digits.count.isMultiple(of: 4) else { return nil }
    let content = digits.prefix { $0 != UInt8(ascii: "=") }
    let padding = digits[content.endIndex...]
    guard padding.count <= 2, padding.allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    for digit in content {
      guard let value = Self.value(of: digit) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    self.bytes = bytes
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
