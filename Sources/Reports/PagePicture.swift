import Diagnostics

/// A picture that Graphviz drew, as a part of a page: only shapes and text that it is known to write, every text escaped
/// anew, nothing that loads, runs, links or styles.
public struct PagePicture: Sendable {
  let markup: String
  /// What the marks beside names mean, in words.
  let notes: [String]

  /// The heading and the legend of the picture are left out: a page has its own.
  ///
  /// - Returns: nil if the bytes are no picture of Graphviz.
  public init?(svg: [UInt8], notes: [String] = []) {
    var reader = SVGReader(String(decoding: svg, as: UTF8.self))
    guard let root = reader.root(), root.name == "svg", let graph = root.elements.first(where: { $0.name == "g" })
    else { return nil }
    var writer = PictureWriter()
    var area = PictureArea()
    for element in graph.elements where ["node", "edge", "cluster"].contains(element["class"]) {
      writer.write(element)
      area.add(element)
    }
    guard let box = area.viewBox else { return nil }
    markup = "<svg viewBox=\"\(box)\" xmlns=\"http://www.w3.org/2000/svg\">\(writer.markup)</svg>"
    self.notes = notes
  }
}

/// The smallest rectangle around shapes, in whole units.
struct PictureArea {
  private var x: ClosedRange<Double>?
  private var y: ClosedRange<Double>?

  mutating func add(_ element: SVGElement) {
    if let numbers = (element["points"] ?? element["d"])?.numbers {
      for (x, y) in zip(
        numbers.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element),
        numbers.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element))
      {
        add(x, y)
      }
    }
    let centre = ["cx", "cy", "rx", "ry"].compactMap { element[$0].flatMap(Double.init) }
    if centre.count == 4 {
      add(centre[0] - centre[2], centre[1] - centre[3])
      add(centre[0] + centre[2], centre[1] + centre[3])
    }
    if let x = element["x"].flatMap(Double.init), let y = element["y"].flatMap(Double.init) { add(x, y) }
    for child in element.elements { add(child) }
  }

  private mutating func add(_ x: Double, _ y: Double) {
    guard x.isFinite, y.isFinite, abs(x) < 1e6, abs(y) < 1e6 else { return }
    self.x = self.x.map { min($0.lowerBound, x)...max($0.upperBound, x) } ?? x...x
    self.y = self.y.map { min($0.lowerBound, y)...max($0.upperBound, y) } ?? y...y
  }

  /// With a margin; nil for nothing.
  var viewBox: String? {
    guard let x, let y else { return nil }
    let margin = 8.0
    let numbers = [
      x.lowerBound - margin, y.lowerBound - margin, x.upperBound - x.lowerBound + 2 * margin,
      y.upperBound - y.lowerBound + 2 * margin,
    ]
    return numbers.map { "\(Int($0.rounded()))" }.joined(separator: " ")
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
  /// Every number in the text.
  fileprivate var numbers: [Double] {
    split { !($0.isNumber || $0 == "." || $0 == "-") }.compactMap { Double($0) }
  }

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
  /// character of both, which is still a `"` to a browser. Nothing hides in it.
  var escapedForMarkup: String {
    escapedForReaders.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}
