import Diagnostics

extension AccessReport {
  /// Comma-separated values as RFC 4180 has them: a header, then `source,destination,connections`.
  public var csvParts: AccessReportParts {
    let names = names.map(\.csvCell)
    let header = "source,destination,connections\r\n"
    return AccessReportParts(report: self, layout: .init(opening: header, separator: "\r\n", after: "\r\n")) {
      entries, texts in
      entries.map { "\(names[$0.source]),\(names[$0.destination]),\(texts[$0].csvCell)" }
    }
  }
}

extension String {
  /// A cell that no spreadsheet takes for a formula and in which nothing hides, in quotes where the format needs them.
  public var csvCell: String {
    // Spreadsheets of East Asia take the wide forms for the same.
    let isFormula = unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
    let cell = (isFormula ? "'" + self : self).escapedForReaders
    guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
    return "\"" + cell.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
  }
}
