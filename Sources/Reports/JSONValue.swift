import Diagnostics

/// JSON that may stand inside a `script` element of HTML: no character of it can end the element, and none
/// hides in it.
enum JSONValue {
  case text(String)
  case number(Int)
  case truth(Bool)
  case list([JSONValue])
  /// Entries in their order; those without a value are left out.
  case object([(key: String, value: JSONValue?)])

  static func texts(_ texts: [String]) -> Self { .list(texts.map(Self.text)) }
  static func numbers(_ numbers: [Int]) -> Self { .list(numbers.map(Self.number)) }

  /// Without any space.
  var written: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): Self.write(text, to: &bytes)
    case .number(let number): bytes += Array("\(number)".utf8)
    case .truth(let truth): bytes += Array("\(truth)".utf8)
    case .list(let items):
      Self.write(items, between: ("[", "]"), to: &bytes) { $0.write(to: &$1) }
    case .object(let entries):
      let present = entries.compactMap { entry in entry.value.map { (key: entry.key, value: $0) } }
      Self.write(present, between: ("{", "}"), to: &bytes) { entry, bytes in
        Self.write(entry.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        entry.value.write(to: &bytes)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (Unicode.Scalar, Unicode.Scalar), to bytes: inout [UInt8],
    _ body: (Item, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: brackets.0))
    for (position, item) in items.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      body(item, &bytes)
    }
    bytes.append(UInt8(ascii: brackets.1))
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
      case "<", ">", "&", "'": bytes += Array(scalar.jsonEscape.utf8)
      case _ where scalar.isUnseen: bytes += Array(scalar.jsonEscape.utf8)
      default: bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
