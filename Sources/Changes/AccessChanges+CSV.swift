import Analysis
import GraphFormat
import PolicyModel

extension AccessChanges {
  /// Comma-separated values as RFC 4180 has them: a header, a row for each flow, then one for everything else. No cell is
  /// a formula.
  public var csv: String {
    let header = [
      "category", "change", "name", "consumer", "consumer_owner", "provider", "provider_owner", "environments",
      "before",
      "after", "gained", "lost", "until", "requests_before", "requests_after",
    ]
    let rows = flows.map { flow in
      [
        "flow", flow.kind.rawValue, "", flow.source.name, flow.source.owner ?? "", flow.destination.name,
        flow.destination.owner ?? "", flow.environments.map(\.words).joined(separator: ", "),
        "\(flow.before.connections)", "\(flow.after.connections)", "\(flow.gained)", "\(flow.lost)",
        flow.until?.description ?? "", flow.before.requests.joined(separator: "; "),
        flow.after.requests.joined(separator: "; "),
      ]
    }
    let rest = others.map { change in
      [
        change.category.rawValue, change.kind, change.name, "", "", "", "", "", change.states.before ?? "",
        change.states.after ?? "", "", "", "", "", "",
      ]
    }
    return ([header] + rows + rest).map { $0.map(\.csvCell).joined(separator: ",") + "\r\n" }.joined()
  }
}
