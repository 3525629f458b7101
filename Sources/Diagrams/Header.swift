/// Title, subtitle, legend and notes of a diagram, as the label of the whole picture.
struct Header {
  let diagram: Diagram
  let palette: Palette

  private var markup: Markup { Markup(palette: palette) }

  var label: String {
    let lines = [
      heading, small(diagram.subtitle), small(diagram.omission), warning, legendRows, hint, noteTable,
    ]
    return markup.table(lines.filter { !$0.isEmpty }.map { markup.row($0, align: "LEFT") }, spacing: 2)
  }

  private func small(_ text: String) -> String {
    lines(text.wrapped(width: 120, limit: 6), size: "11", color: palette.softText)
  }

  /// Lines that begin at the left, each of them.
  private func lines(_ lines: [String], size: String, color: String) -> String {
    let end = lines.count > 1 ? "<BR ALIGN=\"LEFT\"/>" : ""
    return lines.map { markup.font($0, size: size, color: color) + end }.joined()
  }

  private var heading: String {
    let title = DOTText.markup(diagram.title.shortened(to: 80))
    return title.isEmpty ? "" : "<FONT POINT-SIZE=\"18\"><B>\(title)</B></FONT>"
  }

  /// Notes below each other; many of them in two columns.
  private var noteTable: String {
    let texts = diagram.notes.map { "\($0.mark) \($0.text)" } + diagram.remarks
    let columns = texts.count > 3 && diagram.isFramed ? 2 : 1
    let cells = texts.map { text in
      let width = columns == 2 ? 110 : diagram.isFramed ? 130 : 105
      return markup.cell(lines(text.wrapped(width: width), size: "9", color: palette.ink))
    }
    let height = (cells.count + columns - 1) / columns
    let rows = (0..<height).map { row in
      "<TR>\(stride(from: row, to: cells.count, by: height).map { cells[$0] }.joined())</TR>"
    }
    return rows.isEmpty ? "" : markup.table(rows, spacing: 2)
  }

  /// How to read what is not plain to see.
  private var hint: String {
    let dense =
      "ports are in the tooltips; point at a node in a browser to see its arrows alone"
    let mutual = "a line with two heads: each may connect to the other"
    let shared = "ports inside a node belong to every arrow into it that names no others"
    let marked = "flows under a mark are no arrows: `--focus` draws those of a tenant"
    let hints =
      diagram.isDense
      ? [dense, diagram.edges.contains(where: \.isMutual) ? mutual : ""]
      : [diagram.sharedLabels.isEmpty ? "" : shared, diagram.hasHubs ? marked : ""]
    return markup.font(hints.filter { !$0.isEmpty }.joined(separator: "; "), size: "9", color: palette.softText)
  }

  private var warning: String { markup.font(diagram.crowdingAdvice ?? "", size: "11", color: palette.deniedLine) }

  private var legendRows: String {
    let count = diagram.allNodes.count
    let columns = count < 10 ? 3 : count < 24 ? 5 : diagram.isFramed ? 12 : 7
    let entries = diagram.legend(in: palette)
    let rows = stride(from: 0, to: entries.count, by: columns).map { start in
      entries[start..<min(start + columns, entries.count)].map(written).joined()
    }
    return rows.map { $0 + "<BR ALIGN=\"LEFT\"/>" }.joined()
  }

  private func written(_ entry: Diagram.LegendEntry) -> String {
    markup.font(entry.glyph, size: "11", color: entry.color)
      + markup.font("\u{A0}\(entry.words)\u{A0}\u{A0}\u{A0}\u{A0} ", size: "9", color: palette.ink)
  }
}
