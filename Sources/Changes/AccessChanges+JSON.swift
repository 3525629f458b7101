import GraphFormat
import PolicyModel

extension AccessChanges: Encodable {
  private enum Keys: String, CodingKey { case version, subject, infersPods, changesAccess, counts, flows, others }

  /// `{"version", "subject", "infersPods", "changesAccess", "counts", "flows", "others"}`; see `docs/analyze.md`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(1, forKey: .version)
    try container.encode(subject.rawValue, forKey: .subject)
    try container.encode(infersPods, forKey: .infersPods)
    try container.encode(changeAccess, forKey: .changesAccess)
    let counts = FlowChange.Kind.allCases.map { ($0.rawValue, count($0)) }
    try container.encode(Dictionary(counts) { first, _ in first }, forKey: .counts)
    try container.encode(flows.map(FlowRecord.init), forKey: .flows)
    try container.encode(others.map(OtherRecord.init), forKey: .others)
  }
}

private struct FlowRecord: Encodable {
  struct End: Encodable {
    let name: String
    let group: String?
    let owner: String?

    init(_ end: ChangedEnd) {
      name = end.name
      group = end.group
      owner = end.owner
    }
  }

  struct Pair: Encodable {
    let from: String
    let to: String
  }

  let change: String
  let source: End
  let destination: End
  let environments: [Pair]
  let before: ConnectionRecord
  let after: ConnectionRecord
  let gained: ConnectionRecord
  let lost: ConnectionRecord
  let requestsBefore: [String]
  let requestsAfter: [String]
  let until: String?

  init(_ flow: FlowChange) {
    change = flow.kind.rawValue
    source = End(flow.source)
    destination = End(flow.destination)
    environments = flow.environments.map { Pair(from: $0.from, to: $0.to) }
    before = ConnectionRecord(flow.before.connections)
    after = ConnectionRecord(flow.after.connections)
    gained = ConnectionRecord(flow.gained)
    lost = ConnectionRecord(flow.lost)
    requestsBefore = flow.before.requests
    requestsAfter = flow.after.requests
    until = flow.until?.description
  }
}

private struct OtherRecord: Encodable {
  let category: String
  let name: String
  let changesAccess: Bool
  let before: String?
  let after: String?

  init(_ change: OtherChange) {
    category = change.category.rawValue
    name = change.name
    changesAccess = change.category.changesAccess
    (before, after) = change.states
  }
}
