import Diagnostics
import GraphFormat

extension AccessChanges {
  /// How many rows the full table has at most: a comment on GitHub ends at 65,536 characters.
  private static var rowLimit: Int { 200 }

  /// A comment for a pull request: counts, a row for each provider, everything else folded away.
  public var markdown: String {
    guard changeAccess else { return "**No change in access.**\n" + otherList }
    return "**Access changes** – \(headline.htmlEscaped)\n" + summary + details + otherList
  }

  private var summary: String {
    guard !flows.isEmpty else { return "" }
    let rows = groups.map { group in
      "| \(group.name.code) | \(group.owner?.code ?? "") | \(names(in: group, "+")) | \(names(in: group, "-", "~")) |\n"
    }
    return "\n| provider | owner | gained or widened by | lost, narrowed or altered for |\n| --- | --- | --- | --- |\n"
      + rows.joined()
  }

  /// The consumers of some changes, the first few by name.
  private func names(in group: Group, _ marks: String...) -> String {
    var seen: Set<String> = []
    let names = group.flows.filter { marks.contains($0.kind.mark) }.map(\.source.name)
      .filter { seen.insert($0).inserted }
    let shown = names.prefix(4).map(\.code).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }

  private var details: String {
    guard !flows.isEmpty else { return "" }
    let rows = flows.prefix(Self.rowLimit).map { flow in
      let places = flow.environments.map(\.words).joined(separator: ", ")
      let cells = [
        flow.kind.rawValue, flow.source.name.code, flow.source.owner?.code ?? "", flow.destination.name.code,
        flow.destination.owner?.code ?? "", (flow.connectionWords + flow.ending).code,
        places.isEmpty ? "" : places.code,
      ]
      return "| \(cells.joined(separator: " | ")) |\n"
    }
    let rest = flows.count > Self.rowLimit ? "\nand \(flows.count - Self.rowLimit) more\n" : ""
    return """

      <details><summary>\(flows.count == 1 ? "The flow" : "All \(flows.count) flows")</summary>

      | change | consumer | asked by | provider | owned by | connections | environments |
      | --- | --- | --- | --- | --- | --- | --- |
      \(rows.joined())\(rest)
      </details>

      """
  }

  private var otherList: String {
    others.isEmpty ? "" : "\n" + others.map { "- \($0.words.code)\n" }.joined()
  }
}

extension String {
  /// Text in which nothing can be markup, not even a mention of somebody.
  var code: String { "<code>\(htmlEscaped)</code>" }

  /// Everything but letters, digits and a few harmless signs as numbers, which Markdown never reads as markup.
  fileprivate var htmlEscaped: String {
    escapedForTerminal.unicodeScalars.reduce(into: "") { text, scalar in
      let isPlain =
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " /.,;:-()=".unicodeScalars.contains(scalar)
      if isPlain { text.unicodeScalars.append(scalar) } else { text += "&#\(scalar.value);" }
    }
  }
}
