import Diagnostics

extension AccessReport {
  /// A table of GitHub's Markdown, one row for each pair.
  public var markdown: String {
    let names = names.map(\.markdownCell)
    var texts = ConnectionTexts()
    return entries.reduce(into: "| source | destination | connections |\n| --- | --- | --- |\n") { text, entry in
      let connections = texts[entry].markdownCell
      text += "| \(names[entry.source]) | \(names[entry.destination]) | \(connections) |\n"
    }
  }
}

extension String {
  /// Plain text inside a table: nothing in it is markup or the end of a cell.
  var markdownCell: String {
    escapedForTerminal.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "&": text += "&amp;"
      case "\\", "|", "`", "*", "_", "~", "[", "]", "(", ")", "!", "#", "@", ":": text += "\\\(scalar)"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
