import Diagnostics

extension AccessReport {
  /// A table of GitHub's Markdown, one row for each pair.
  public var markdownParts: AccessReportParts {
    let names = names.map(\.markdownCell)
    let header = "| source | destination | connections |\n| --- | --- | --- |\n"
    return AccessReportParts(report: self, layout: .init(opening: header)) { entries, texts in
      entries.map { "| \(names[$0.source]) | \(names[$0.destination]) | \(texts[$0].markdownCell) |" }
    }
  }
}

extension String {
  /// Plain text inside a table: nothing in it is markup or the end of a cell.
  var markdownCell: String {
    escapedForTerminal.replacingScalars { scalar in
      switch scalar {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\\", "|", "`", "*", "_", "~", "[", "]", "(", ")", "!", "#", "@", ":": "\\\(scalar)"
      default: nil
      }
    }
  }
}
