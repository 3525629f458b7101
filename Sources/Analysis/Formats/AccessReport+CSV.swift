import Diagnostics

extension AccessReport {
  /// Comma-separated values as RFC 4180 has them: a header, then `source,destination,connections`.
  public var csv: String {
    let names = names.map(\.csvCell)
    var texts = ConnectionTexts()
    return entries.reduce(into: "source,destination,connections\r\n") { text, entry in
      text += "\(names[entry.source]),\(names[entry.destination]),\(texts[entry].csvCell)\r\n"
    }
  }
}

extension String {
  /// A cell that no spreadsheet takes for a formula and in which nothing hides, in quotes where the format needs them.
  public var csvCell: String {
    let isFormula = unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
    let cell = (isFormula ? "'" + self : self).escapedForReaders
    guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
