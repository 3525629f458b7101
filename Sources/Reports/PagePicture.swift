/// A picture that Graphviz drew, as a part of a page: only shapes and text that it is known to write, every text escaped
/// anew, nothing that loads, runs, links or styles.
public struct PagePicture: Sendable {
  let markup: String

  /// Nil if the bytes are no picture of Graphviz.
  public init?(svg: [UInt8]) {
    var reader = SVGReader(String(decoding: svg, as: UTF8.self))
    guard let root = reader.root(), root.name == "svg", let box = root["viewBox"], box.isNumeric else { return nil }
    var writer = PictureWriter()
    for element in root.elements { writer.write(element) }
    markup = "<svg viewBox=\"\(box)\" xmlns=\"http://www.w3.org/2000/svg\">\(writer.markup)</svg>"
  }
}

private struct PictureWriter {
  private(set) var markup = ""

  /// Attributes of shapes whose values are numbers, keywords or colours.
  private static let plain: Set<String> = [
    "points", "d", "cx", "cy", "rx", "ry", "x", "y", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray",
    "fill-opacity", "stroke-opacity", "text-anchor", "font-size", "font-weight", "font-style", "font-family",
  ]
  private static let shapes: Set<String> = ["polygon", "polyline", "path", "ellipse"]

  mutating func write(_ element: SVGElement) {
    switch element.name {
    case "g": writeGroup(element)
    case "a": writeAnchor(element)
    case "text": writeTag(element, element.text.escapedForMarkup)
    case let name where Self.shapes.contains(name): writeTag(element, "")
    default: break
    }
  }

  /// Nodes and edges keep what they stand for, which Graphviz puts into a title.
  private mutating func writeGroup(_ element: SVGElement) {
    let title = element.elements.first { $0.name == "title" }?.text ?? ""
    var extra = ""
    switch element["class"] {
    case "node": extra = " class=\"node\" data-node=\"\(title.escapedForMarkup)\""
    case "edge":
      let ends = title.split(separator: "->", maxSplits: 1).map { String($0).escapedForMarkup }
      extra = " class=\"edge\" data-from=\"\(ends.first ?? "")\" data-to=\"\(ends.last ?? "")\""
    default: break
    }
    markup += "<g\(extra)\(attributes(of: element))>"
    for child in element.elements where child.name != "title" { write(child) }
    markup += "</g>"
  }

  /// Only the tooltip is left of a link.
  private mutating func writeAnchor(_ element: SVGElement) {
    let tooltip = (element["xlink:title"] ?? "").trimmed
    markup += tooltip.isEmpty ? "<g>" : "<g><title>\(tooltip.escapedForMarkup)</title>"
    for child in element.elements { write(child) }
    markup += "</g>"
  }

  private mutating func writeTag(_ element: SVGElement, _ content: String) {
    markup += "<\(element.name)\(attributes(of: element))>\(content)</\(element.name)>"
  }

  private func attributes(of element: SVGElement) -> String {
    element.attributes.filter { Self.plain.contains($0.name) && $0.value.isHarmless }.map { attribute in
      let value = attribute.value == "transparent" ? "none" : attribute.value
      return " \(attribute.name)=\"\(value.escapedForMarkup)\""
    }.joined()
  }
}

extension String {
  /// Numbers and spaces.
  fileprivate var isNumeric: Bool { unicodeScalars.allSatisfy { "0"..."9" ~= $0 || ". -".unicodeScalars.contains($0) } }

  /// What coordinates, colours, names of fonts and keywords are made of: no address can be said with it.
  fileprivate var isHarmless: Bool {
    !contains("url")
      && unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0 || "#.,-+() ".unicodeScalars.contains($0))
      }
  }

  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// Text for the content and the quoted attributes of HTML, scalar by scalar: a combining mark after a `"` makes one
  /// character of both, which is still a `"` to a browser.
  var escapedForMarkup: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\0": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
