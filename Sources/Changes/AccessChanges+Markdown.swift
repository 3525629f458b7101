import Diagnostics
import PolicyModel
import GraphFormat

extension AccessChanges {
  /// A comment on GitHub ends at 65,536 characters, whatever it says there: so much is left for what stands around lists.
  private static var characterLimit: Int { 60_000 }
  /// What a reviewer sees without unfolding anything.
  private static var summaryLimit: Int { 20 }

  /// A comment for a pull request: counts, a row for each provider, everything else folded away; cut where a forge would
  /// refuse it, with a line that says how much is missing.
  public var markdown: String {
    guard changeAccess else { return "**No change in access.**\n" + remark + otherList(Self.characterLimit) }
    let head = "**Access changes** – \(headline.htmlEscaped)\n" + remark + summary
    let lists = otherList((Self.characterLimit - head.utf8.count) / 2)
    return head + lists + details(Self.characterLimit - head.utf8.count - lists.utf8.count)
  }

  private var remark: String {
    guard infersPods else { return "" }
    return readsPods
      ? "\nFor some selectors no pods were read: those marked [inferred] stand for theirs.\n"
      : "\nNo pods were read: flows are between pods that the policies' selectors describe.\n"
  }

  private var summary: String {
    guard !flows.isEmpty else { return "" }
    let rows = groups.prefix(Self.summaryLimit).map { group in
      "| \(group.name.code) | \(group.owner?.code ?? "") | \(names(in: group, "+")) | \(names(in: group, "-", "~")) |\n"
    }.fitting(Self.characterLimit / 3)
    let left = groups.count - rows.count
    return "\n| provider | owner | gained or widened by | lost, narrowed or altered for |\n| --- | --- | --- | --- |\n"
      + rows.joined() + (left > 0 ? "\nand \(left.counted("more provider"))\n" : "")
  }

  /// The consumers of some changes, the first few by name.
  private func names(in group: Group, _ marks: String...) -> String {
    var seen: Set<String> = []
    let names = group.flows.filter { marks.contains($0.kind.mark) }.map(\.source.name)
      .filter { seen.insert($0).inserted }
    let shown = names.prefix(4).map(\.code).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }

  // MARK: What is folded away

  private func details(_ limit: Int) -> String {
    guard !flows.isEmpty else { return "" }
    let rows = flows.map { flow in
      let places = flow.environments.map(\.words).joined(separator: ", ")
      let cells = [
        flow.kind.rawValue, flow.source.name.code, flow.source.owner?.code ?? "", flow.destination.name.code,
        flow.destination.owner?.code ?? "", (flow.connectionWords + flow.ending).code,
        places.isEmpty ? "" : places.code,
      ]
      return "| \(cells.joined(separator: " | ")) |\n"
    }
    let shown = rows.fitting(limit)
    let left = rows.count - shown.count
    return """

      <details><summary>\(flows.count == 1 ? "The flow" : "All \(flows.count.grouped) flows")</summary>

      | change | consumer | its owner | provider | its owner | connections | environments |
      | --- | --- | --- | --- | --- | --- | --- |
      \(shown.joined())\(left > 0 ? "\n\(left.counted("flow more does", "flows more do")) not fit into a comment.\n" : "")
      </details>

      """
  }

  /// Guardrails and settings in sight, since they are about everybody; whatever changes no access folded away.
  private func otherList(_ limit: Int) -> String {
    let rules = rules.map { "- \($0.words.code)\n" }
    let rest = remarks.map { "- \($0.words.code)\n" }
    let shown = rules.prefix(Self.summaryLimit).fitting(limit / 2)
    let hidden = rules.dropFirst(shown.count) + rest
    let folded = hidden.fitting(limit / 2)
    let left = hidden.count - folded.count
    let list = shown.isEmpty ? "" : "\n" + shown.joined()
    guard !hidden.isEmpty else { return list }
    guard hidden.count > 3 else { return list + (shown.isEmpty ? "\n" : "") + folded.joined() }
    return list + """

      <details><summary>\(hidden.count.counted("other change"))</summary>

      \(folded.joined())\(left > 0 ? "\n\(left.counted("change more does", "changes more do")) not fit into a comment.\n" : "")
      </details>

      """
  }
}

extension Collection<String> {
  /// The first of the lines that have room in so many bytes.
  fileprivate func fitting(_ limit: Int) -> [String] {
    var room = limit
    return Array(
      prefix { line in
        room -= line.utf8.count
        return room >= 0
      })
  }
}

extension String {
  /// Text in which nothing can be markup, not even a mention of somebody.
  var code: String { "<code>\(htmlEscaped)</code>" }

  /// Everything but letters, digits and a few harmless signs as numbers, which Markdown never reads as markup.
  fileprivate var htmlEscaped: String {
    escapedForTerminal.replacingScalars { scalar in
      let isPlain =
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " /.,;:-()=".unicodeScalars.contains(scalar)
      return isPlain ? nil : "&#\(scalar.value);"
    }
  }
}
