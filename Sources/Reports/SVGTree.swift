import Diagnostics

/// An element of a picture as Graphviz writes it.
struct SVGElement {
  var name: String
  var attributes: [(name: String, value: String)] = []
  var children: [SVGNode] = []

  subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

  var elements: [SVGElement] { children.compactMap { if case .element(let element) = $0 { element } else { nil } } }

  /// The text directly inside.
  var text: String { children.map { if case .text(let text) = $0 { text } else { "" } }.joined() }
}

enum SVGNode {
  case element(SVGElement)
  case text(String)
}

/// Reads the XML that Graphviz writes, and no other.
struct SVGReader {
  private var rest: Substring.UnicodeScalarView
  /// Graphviz nests groups four deep.
  private static let depthLimit = 32

  init(_ text: String) { rest = text[...].unicodeScalars }

  /// The outermost element; nil if the text is no such XML.
  mutating func root() -> SVGElement? {
    while let head = nextTag() {
      if case .open(let element, let isEmpty) = head {
        var element = element
        guard isEmpty || fill(&element, depth: 0) else { return nil }
        return element
      }
    }
    return nil
  }

  private enum Tag {
    case open(SVGElement, isEmpty: Bool)
    case close
    case text(String)
  }

  private mutating func fill(_ element: inout SVGElement, depth: Int) -> Bool {
    guard depth < Self.depthLimit else { return false }
    while let tag = nextTag() {
      switch tag {
      case .close: return true
      case .text(let text): element.children.append(.text(text))
      case .open(var child, let isEmpty):
        guard isEmpty || fill(&child, depth: depth + 1) else { return false }
        element.children.append(.element(child))
      }
    }
    return false
  }

  /// Nil at the end, or where the XML breaks off.
  private mutating func nextTag() -> Tag? {
    while let first = rest.first {
      if first != "<" { return .text(take { $0 != "<" }.unescapedXML) }
      rest.removeFirst()
      switch rest.first {
      case "!", "?":
        let isComment = String(rest.prefix(3)) == "!--"
        guard skip(past: isComment ? "-->" : ">") else { return nil }
      case "/":
        guard skip(past: ">") else { return nil }
        return .close
      default: return openingTag()
      }
    }
    return nil
  }

  private mutating func openingTag() -> Tag? {
    var element = SVGElement(name: take { $0.isNameLike })
    guard !element.name.isEmpty else { return nil }
    while true {
      _ = take { $0.properties.isWhitespace }
      guard let next = rest.first else { return nil }
      if next == ">" || next == "/" {
        let isEmpty = next == "/"
        return skip(past: ">") ? .open(element, isEmpty: isEmpty) : nil
      }
      let name = take { $0.isNameLike }
      guard !name.isEmpty, skip(past: "=\"") else { return nil }
      let value = take { $0 != "\"" }
      guard skip(past: "\"") else { return nil }
      element.attributes.append((name: name, value: value.unescapedXML))
    }
  }

  private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> String {
    let taken = rest.prefix(while: isTaken)
    rest = rest[taken.endIndex...]
    return String(taken)
  }

  private mutating func skip(past end: String) -> Bool {
    let end = Array(end.unicodeScalars)
    while !rest.isEmpty {
      if rest.starts(with: end) {
        rest = rest.dropFirst(end.count)
        return true
      }
      rest.removeFirst()
    }
    return false
  }
}

extension Unicode.Scalar {
  fileprivate var isNameLike: Bool { properties.isAlphabetic || "0"..."9" ~= self || self == ":" || self == "-" }
}

extension String {
  /// The five names of XML, and numbers.
  fileprivate var unescapedXML: String {
    guard unicodeScalars.contains("&") else { return self }
    var result = ""
    var rest = self[...].unicodeScalars
    while let next = rest.popFirst() {
      guard next == "&", let end = rest.prefix(12).firstIndex(of: ";"),
        let scalar = Unicode.Scalar(entity: String(rest[..<end]))
      else {
        result.unicodeScalars.append(next)
        continue
      }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate init?(entity: String) {
    let named: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    if let scalar = named[entity] {
      self = scalar
    } else if entity.begins(with: "#x") {
      guard let value = UInt32(entity.dropFirst(2), radix: 16), let scalar = Self(value) else { return nil }
      self = scalar
    } else {
      guard entity.begins(with: "#"), let value = UInt32(entity.dropFirst()), let scalar = Self(value) else {
        return nil
      }
      self = scalar
    }
  }
}
