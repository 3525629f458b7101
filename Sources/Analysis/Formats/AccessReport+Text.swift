import Diagnostics
import PolicyModel

extension AccessReport {
  /// One line for each pair: `source => destination : connections`; a single empty line when there are none.
  public var textParts: AccessReportParts {
    let names = names.map(\.escapedForTerminal)
    return AccessReportParts(report: self, layout: .init(empty: "\n")) { entries, texts in
      entries.map { "\(names[$0.source]) => \(names[$0.destination]) : \(texts[$0])" }
    }
  }
}

/// The description of each set of connections, made once.
struct ConnectionTexts {
  private var known: [ConnectionSet: String] = [:]

  /// What an entry allows, and which requests pass: `TCP 80,443 (filtered at layer 7: TCP 80 GET /a)`.
  subscript(entry: AccessReport.Entry) -> String {
    mutating get {
      let text = self[entry.connections]
      return entry.requests.isEmpty ? text : "\(text) (\(entry.requests.words.escapedForTerminal))"
    }
  }

  subscript(set: ConnectionSet) -> String {
    mutating get {
      if let text = known[set] { return text }
      let text = set.description
      known[set] = text
      return text
    }
  }
}
