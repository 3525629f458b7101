import Analysis
import Diagnostics
import GraphFormat
import PolicyModel

extension Explanation: Encodable {
  private enum Keys: String, CodingKey { case source, destination, asked, allowed, verdict, remarks, cases }

  /// `{"source", "destination", "asked", "allowed", "verdict", "remarks", "cases"}`; see `docs/analyze.md`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(source, forKey: .source)
    try container.encode(destination, forKey: .destination)
    try container.encodeIfPresent(asked.map(ConnectionRecord.init), forKey: .asked)
    try container.encode(cases.contains { !$0.connections.isEmpty }, forKey: .allowed)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(remarks, forKey: .remarks)
    try container.encode(cases.map(CaseRecord.init), forKey: .cases)
  }
}

private struct CaseRecord: Encodable {
  let cluster: String?
  let fromEnvironment: String?
  let toEnvironment: String?
  let addresses: [String]?
  let domain: String?
  let place: String?
  let source: String
  let destination: String
  let connections: ConnectionRecord
  let requests: [RequestsRecord]
  let egress: SideRecord
  let ingress: SideRecord
  let graph: [ConsentRecord]

  init(_ item: Explanation.Case) {
    cluster = item.scope.cluster
    fromEnvironment = item.scope.environments?.from
    toEnvironment = item.scope.environments?.to
    addresses = item.scope.addresses?.blocks.map(\.description)
    domain = item.scope.domain
    place = item.scope.place
    source = item.source
    destination = item.destination
    connections = ConnectionRecord(item.connections)
    requests = item.requests.map(RequestsRecord.init)
    egress = SideRecord(item.egress)
    ingress = SideRecord(item.ingress)
    graph = item.consent.map(ConsentRecord.init)
  }
}

private struct RequestsRecord: Encodable {
  let connections: ConnectionRecord
  let filters: [[String]]

  init(_ requests: PassingRequests) {
    connections = ConnectionRecord(requests.connections)
    filters = requests.filters
  }
}

private struct SideRecord: Encodable {
  let governed: Bool
  let connections: ConnectionRecord
  let policies: [PolicyRecord]
  let rules: [RuleRecord]
  let nearMisses: [NearMissRecord]
  let reasons: [String]

  init(_ side: Side) {
    governed = side.verdict.isGoverned
    connections = ConnectionRecord(side.connections)
    policies = side.policies.map { PolicyRecord($0, isolates: side.verdict.isolating.contains($0.id)) }
    rules = side.verdict.rules.map {
      RuleRecord($0, at: side.place(ofRule: $0.index, in: $0.policy), deciding: side.part(of: $0.connections))
    }
    nearMisses = side.misses.map { miss in
      NearMissRecord(miss, at: miss.rule.map { side.place(ofRule: $0, in: miss.policy) })
    }
    reasons = side.reasons
  }
}

private struct PolicyRecord: Encodable {
  let kind: String
  let namespace: String?
  let name: String
  let tier: String
  let isolates: Bool
  let file: String?
  let line: Int?

  init(_ policy: SelectingPolicy, isolates: Bool) {
    kind = policy.id.api.rawValue
    namespace = policy.id.namespace
    name = policy.id.name
    tier =
      switch policy.tier {
      case .admin: "admin"
      case .normal: "normal"
      case .baseline: "baseline"
      }
    self.isolates = isolates
    file = policy.span?.source.path
    line = policy.span?.start.line
  }
}

private struct RuleRecord: Encodable {
  let kind: String
  let namespace: String?
  let policy: String
  /// Counted from 1 in its list; Cilium lists denies on their own.
  let rule: Int
  let name: String?
  let action: String
  /// What the rule decides, of what was asked; empty where stronger rules have decided all.
  let connections: ConnectionRecord
  /// The requests that pass, in words; absent where all do.
  let requests: [String]?

  init(_ rule: MatchedRule, at place: RulePlace, deciding decided: ConnectionSet) {
    kind = rule.policy.api.rawValue
    namespace = rule.policy.namespace
    policy = rule.policy.name
    self.rule = place.number
    name = rule.name
    action = rule.action.rawValue
    connections = ConnectionRecord(decided)
    requests = rule.layer7?.words
  }
}

private struct NearMissRecord: Encodable {
  let kind: String
  let namespace: String?
  let policy: String
  /// Counted from 1; absent where the policy does not select the end.
  let rule: Int?
  let text: String

  init(_ miss: NearMiss, at place: RulePlace?) {
    kind = miss.policy.api.rawValue
    namespace = miss.policy.namespace
    policy = miss.policy.name
    rule = place?.number
    text = miss.text
  }
}

private struct ConsentRecord: Encodable {
  let kind: String
  let text: String
  let place: String?
  let owner: String?
  let until: String?
  let reason: String?
  let ticket: String?

  init(_ reason: ConsentReason) {
    kind = reason.kind.rawValue
    text = reason.text
    place = reason.place
    owner = reason.owner
    until = reason.until?.description
    self.reason = reason.reason
    ticket = reason.ticket
  }
}
