/// Graphviz's HTML-like labels: the only place where text has more than one size.
struct Markup {
  let palette: Palette

  /// A title in bold and lines in small type below it, flush left.
  func heading(_ title: String, details: [String]) -> String {
    let rows = [row(bold(title.wrapped(width: 28)), align: "LEFT")] + details.map { row(small($0), align: "LEFT") }
    return table(rows)
  }

  /// The same, centred, for the inside of a node.
  func nodeText(_ title: String, isBold: Bool, details: [String], closures: [String] = []) -> String {
    let closures = closures.map { row(font($0, size: "9", color: palette.deniedLine)) }
    return table(
      [row(isBold ? bold(title.wrapped()) : plain(title.wrapped()))] + details.map { row(small($0)) } + closures)
  }

  func table(_ rows: [String], spacing: Int = 0) -> String {
    "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"\(spacing)\" CELLPADDING=\"1\">\(rows.joined())</TABLE>"
  }

  func row(_ content: String, align: String = "CENTER") -> String {
    "<TR>\(cell(content, align: align))</TR>"
  }

  func cell(_ content: String, align: String = "LEFT") -> String {
    content.isEmpty ? "<TD></TD>" : "<TD ALIGN=\"\(align)\">\(content)</TD>"
  }

  func bold(_ lines: [String]) -> String {
    lines.filter { !$0.isEmpty }.map { "<B>\(DOTText.markup($0))</B>" }.joined(separator: "<BR/>")
  }

  func plain(_ lines: [String]) -> String {
    lines.map(DOTText.markup).joined(separator: "<BR/>")
  }

  func small(_ text: String) -> String { font(text, size: "9", color: palette.softText) }

  /// - Returns: nothing for an empty text, which Graphviz refuses to dress.
  func font(_ text: String, size: String, color: String) -> String {
    text.isEmpty ? "" : "<FONT POINT-SIZE=\"\(size)\" COLOR=\"\(color)\">\(DOTText.markup(text))</FONT>"
  }
}
