extension DiagramTheme {
  /// An SVG of ours as it is delivered: an arrow under the pointer stands out, and with ``auto`` the colours follow the
  /// reader's.
  ///
  /// Graphviz writes colours as attributes, which any style sheet overrides. The sheet stands at the very beginning,
  /// before any text from outside, and consists of nothing but our own colours.
  ///
  /// - Parameter svg: what Graphviz drew from the DOT of this theme.
  public func styled(svg: [UInt8]) -> [UInt8] {
    let text = Array("<svg".utf8)
    guard let start = svg.firstRange(of: text), let end = svg[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
    else { return svg }
    return Array(svg[...end]) + Array("\n<style>\n\(styleSheet)</style>".utf8) + Array(svg[(end + 1)...])
  }

  private var styleSheet: String {
    let hover = "g.edge:hover path { stroke-width: 3; }\n"
    return self == .auto ? hover + "@media (prefers-color-scheme: dark) {\n\(Self.exchange)}\n" : hover
  }

  private static let exchange = zip(Palette.light.colors, Palette.dark.colors).map { light, dark in
    let (light, dark) = (light.lowercased(), dark.lowercased())
    return "  [fill=\"\(light)\"] { fill: \(dark); } [stroke=\"\(light)\"] { stroke: \(dark); }\n"
  }.joined()
}
