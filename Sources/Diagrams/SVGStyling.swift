extension Diagram {
  /// An SVG of this diagram as it is delivered: what is under the pointer stands out, and with ``DiagramTheme/auto``
  /// the colours follow the reader's.
  ///
  /// Graphviz writes colours as attributes, which any style sheet overrides. The sheet stands at the very beginning,
  /// before any text from outside, and holds nothing but our own colours and the encoded names of nodes.
  ///
  /// - Parameter svg: what Graphviz drew from the DOT of this diagram and theme.
  public func styled(svg: [UInt8], theme: DiagramTheme) -> [UInt8] {
    let text = Array("<svg".utf8)
    guard let start = svg.firstRange(of: text), let end = svg[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
    else { return svg }
    let sheet = "\n<style>\n\(Self.hover)\(spotlight)\(theme.exchange)</style>"
    return Array(svg[...end]) + Array(sheet.utf8) + Array(svg[(end + 1)...])
  }

  private static let hover = "g.edge:hover path { stroke-width: 3; stroke-opacity: 1; }\n"

  /// The arrows of a node under the pointer, and no others, where they are many.
  private var spotlight: String {
    guard mergedEdges.count > 30 else { return "" }
    return allNodes.prefix(1000).map { node in
      let name = DOTText.encoded(node.id)
      return "#diagram:has([id=\"node:\(name)\"]:hover) "
        + "g.edge:not([id^=\"edge:\(name),\"], [id$=\",\(name)\"]) { opacity: 0.07; }\n"
    }.joined()
  }
}

extension DiagramTheme {
  /// The dark palette for the light one, where the reader's system is dark.
  fileprivate var exchange: String {
    guard self == .auto else { return "" }
    let rules = zip(Palette.light.colors, Palette.dark.colors).map { light, dark in
      let (light, dark) = (light.lowercased(), dark.lowercased())
      return "  [fill=\"\(light)\"] { fill: \(dark); } [stroke=\"\(light)\"] { stroke: \(dark); }\n"
    }
    return "@media (prefers-color-scheme: dark) {\n\(rules.joined())}\n"
  }
}
