import Diagnostics

/// Text on its way into a DOT file. Whatever it holds, it stays text.
///
/// Graphviz reads a string up to four times: the lexer undoes `\"`, the label undoes `\\`, `\N` and `\l`, then character
/// entities, then whatever the output format needs. Each function here undoes one of these journeys in advance.
enum DOTText {
  /// A quoted name of a node or group: names know no escapes, so that everything unusual becomes `~` and its bytes.
  /// Not `%`: names that begin with it are anonymous to Graphviz.
  static func identifier(_ name: String) -> String {
    "\"\(encoded(name))\""
  }

  static func encoded(_ name: String) -> String {
    name.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      if isPlain(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        text += byte < 16 ? "~0\(String(byte, radix: 16))" : "~\(String(byte, radix: 16))"
      }
    }
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", ":", "*": true
    default: false
    }
  }

  /// A quoted text of several lines: a label, a tooltip.
  static func label(_ lines: [String]) -> String {
    "\"\(lines.map(escaped).joined(separator: "\\n"))\""
  }

  private static func escaped(_ line: String) -> String {
    line.escapedForTerminal.replacingScalars { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "&": "&amp;"
      default: nil
      }
    }
  }

  /// Text inside an HTML-like label.
  static func markup(_ line: String) -> String {
    line.escapedForTerminal.replacingScalars { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "[": "&#91;"
      case "]": "&#93;"
      default: nil
      }
    }
  }

  /// A quoted link; nil unless it leads to a page: scripts and files are refused.
  static func link(_ address: String) -> String? {
    let start = address.prefix(8).lowercased()
    guard ["https://", "http://", "#"].contains(where: start.begins) else { return nil }
    return label([address])
  }
}

/// One attribute of a graph, node or edge.
struct DOTAttribute {
  let name: String
  /// As it stands in the file, quotes included.
  let value: String

  /// A value of our own.
  init(_ name: String, _ constant: String) {
    self.name = name
    value = "\"\(constant)\""
  }

  init(_ name: String, written value: String) {
    self.name = name
    self.value = value
  }

  static func label(_ lines: [String]) -> DOTAttribute { DOTAttribute("label", written: DOTText.label(lines)) }

  /// Text in the markup went through ``DOTText/markup(_:)``.
  static func label(markup: String) -> DOTAttribute { DOTAttribute("label", written: "<\(markup)>") }

  /// What style sheets, scripts and links of other pages call it: the same as long as its names are.
  static func id(_ names: [String]) -> DOTAttribute {
    let parts = [names.first ?? "", names.dropFirst().map(DOTText.encoded).joined(separator: ",")]
    return DOTAttribute("id", parts.joined(separator: ":"))
  }

  static func tooltip(_ text: String) -> DOTAttribute {
    DOTAttribute("tooltip", written: DOTText.label(text.parts(at: "\n").filter { !$0.isEmpty }))
  }
}

extension Sequence<DOTAttribute> {
  /// ` [a="1", b="2"]`, or nothing.
  var written: String {
    let pairs = map { "\($0.name)=\($0.value)" }
    return pairs.isEmpty ? "" : " [\(pairs.joined(separator: ", "))]"
  }
}
