/// Graphviz's HTML-like labels: the only place where text has more than one size.
enum Markup {
  /// A title in bold and lines in small type below it, flush left.
  static func heading(_ title: String, details: [String]) -> String {
    let rows = [row(bold(title.wrapped(width: 28)), align: "LEFT")] + details.map { row(small($0), align: "LEFT") }
    return table(rows)
  }

  /// The same, centred, for the inside of a node.
  static func nodeText(_ title: String, isBold: Bool, details: [String], closures: [String] = []) -> String {
    let closures = closures.map { row(font($0, size: "9", color: Palette.deniedLine)) }
    return table(
      [row(isBold ? bold(title.wrapped()) : plain(title.wrapped()))] + details.map { row(small($0)) } + closures)
  }

  static func table(_ rows: [String], spacing: Int = 0) -> String {
    "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"\(spacing)\" CELLPADDING=\"1\">\(rows.joined())</TABLE>"
  }

  static func row(_ content: String, align: String = "CENTER") -> String {
    "<TR>\(cell(content, align: align))</TR>"
  }

  static func cell(_ content: String, align: String = "LEFT") -> String {
    content.isEmpty ? "<TD></TD>" : "<TD ALIGN=\"\(align)\">\(content)</TD>"
  }

  static func bold(_ lines: [String]) -> String {
    lines.filter { !$0.isEmpty }.map { "<B>\(DOTText.markup($0))</B>" }.joined(separator: "<BR/>")
  }

  static func plain(_ lines: [String]) -> String {
    lines.map(DOTText.markup).joined(separator: "<BR/>")
  }

  static func small(_ text: String) -> String { font(text, size: "9", color: Palette.softText) }

  /// - Returns: nothing for an empty text, which Graphviz refuses to dress.
  static func font(_ text: String, size: String, color: String) -> String {
    text.isEmpty ? "" : "<FONT POINT-SIZE=\"\(size)\" COLOR=\"\(color)\">\(DOTText.markup(text))</FONT>"
  }
}

extension Diagram {
  /// Title, subtitle, legend and notes, as the label of the whole picture.
  var header: String {
    let heading =
      title.isEmpty ? "" : "<FONT POINT-SIZE=\"18\"><B>\(DOTText.markup(title.shortened(to: 80)))</B></FONT>"
    let lines = [
      heading, Markup.font(subtitle, size: "11", color: Palette.softText), warning, legendRows, hint, noteTable,
    ]
    return Markup.table(lines.filter { !$0.isEmpty }.map { Markup.row($0, align: "LEFT") }, spacing: 2)
  }

  /// Notes below each other; many of them in two columns.
  private var noteTable: String {
    let texts = notes.map { "\($0.mark) \($0.text)" } + remarks
    let columns = texts.count > 3 && isFramed ? 2 : 1
    let cells = texts.map { text in
      let lines = text.wrapped(width: columns == 1 ? 130 : 110)
      let end = lines.count > 1 ? "<BR ALIGN=\"LEFT\"/>" : ""
      return Markup.cell(lines.map { Markup.font($0, size: "9", color: Palette.ink) + end }.joined())
    }
    let height = (cells.count + columns - 1) / columns
    let rows = (0..<height).map { row in
      "<TR>\(stride(from: row, to: cells.count, by: height).map { cells[$0] }.joined())</TR>"
    }
    return rows.isEmpty ? "" : Markup.table(rows, spacing: 2)
  }

  /// How to read what is not plain to see.
  private var hint: String {
    let dense = "more arrows than can be labelled: ports are in the tooltips; draw a part of the graph to see them"
    let shared = "ports inside a node belong to every arrow into it that names no others"
    let marked = "flows under a mark are no arrows: `--focus` draws those of a tenant"
    let hints = isDense ? [dense] : [sharedLabels.isEmpty ? "" : shared, hasHubs ? marked : ""]
    return Markup.font(hints.filter { !$0.isEmpty }.joined(separator: "; "), size: "9", color: Palette.softText)
  }

  /// What to draw instead of this.
  private var warning: String {
    let words = "too many arrows to follow: `--view tenants` draws one node for each tenant, `--focus` the flows of one"
    return Markup.font(isCrowded ? words : "", size: "11", color: Palette.deniedLine)
  }

  private var legendRows: String {
    let columns = allNodes.count < 10 ? 3 : allNodes.count < 24 ? 5 : isFramed ? 12 : 7
    let entries = legend
    let rows = stride(from: 0, to: entries.count, by: columns).map { start in
      entries[start..<min(start + columns, entries.count)].map(\.markup).joined()
    }
    return rows.map { $0 + "<BR ALIGN=\"LEFT\"/>" }.joined()
  }
}

extension Diagram.LegendEntry {
  fileprivate var markup: String {
    Markup.font(glyph, size: "11", color: color)
      + Markup.font("\u{A0}\(words)\u{A0}\u{A0}\u{A0}\u{A0} ", size: "9", color: Palette.ink)
  }
}
