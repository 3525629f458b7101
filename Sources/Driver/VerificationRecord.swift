import Diagnostics
import GraphFormat
import PolicyModel
import Proof
import Resolution

/// The stable form of a verification for programs.
public struct VerificationRecord: Encodable, Sendable {
  private let holds: Bool
  private let clusters: [ClusterRecord]

  public init(_ verification: Verification) {
    holds = verification.holds
    clusters = verification.clusters.filter { !$0.isBlind }.map(ClusterRecord.init)
  }
}

private struct ClusterRecord: Encodable {
  let name: String
  let holds: Bool
  let peers: Int
  let pairs: Int
  let connectionSets: Int
  let differenceCount: Int
  let causeCount: Int
  let isCutShort: Bool
  let differences: [DifferenceRecord]
  let foreignPolicies: [InfluenceRecord]
  let precedingPolicies: [PrecedenceRecord]
  let unfilteredFlows: [UnfilteredRecord]
  let failedAssertions: [FailureRecord]
  let driftedObjects: [DriftRecord]
  let unownedNamespaces: [String]
  let findings: [FindingRecord]

  init(_ cluster: ClusterVerification) {
    let proof = cluster.proof
    name = proof.cluster
    holds = cluster.holds
    peers = proof.peerCount
    pairs = proof.pairCount
    connectionSets = proof.connectionSetCount
    differenceCount = proof.differenceCount
    causeCount = proof.causeCount
    isCutShort = proof.isCutShort
    differences = proof.differences.map(DifferenceRecord.init)
    foreignPolicies = proof.influences.map(InfluenceRecord.init)
    precedingPolicies = proof.precedences.map(PrecedenceRecord.init)
    unfilteredFlows = proof.unfiltered.map(UnfilteredRecord.init)
    failedAssertions = proof.failures.map(FailureRecord.init)
    driftedObjects = cluster.drifted.map { DriftRecord(policy: PolicyRecord($0.policy), drift: "\($0.drift)") }
    unownedNamespaces = cluster.unownedNamespaces
    findings = cluster.findings.map(FindingRecord.init)
  }
}

private struct DifferenceRecord: Encodable {
  let source: String
  let destination: String
  let expected: ConnectionRecord
  let actual: ConnectionRecord
  let gained: ConnectionRecord
  let lost: ConnectionRecord
  let rules: [RuleRecord]
  let origins: [OriginRecord]
  let alikeCount: Int
  let alike: [PairRecord]

  init(_ difference: Difference) {
    source = difference.source
    destination = difference.destination
    expected = ConnectionRecord(difference.expected)
    actual = ConnectionRecord(difference.actual)
    gained = ConnectionRecord(difference.gained)
    lost = ConnectionRecord(difference.lost)
    rules = difference.deciding.map(RuleRecord.init)
    origins = difference.origins.map(OriginRecord.init)
    alikeCount = difference.alikeCount
    alike = difference.alike.map { PairRecord(source: $0.source, destination: $0.destination) }
  }
}

private struct PairRecord: Encodable {
  let source: String
  let destination: String
}

private struct FailureRecord: Encodable {
  let name: String
  let claim: String
  /// From the source to the destination, over whatever lies between them.
  let path: [String]
  let connections: ConnectionRecord
  let origins: [OriginRecord]

  init(_ failure: AssertionFailure) {
    name = failure.assertion.name
    claim = failure.assertion.claim.rawValue
    path = failure.path
    connections = ConnectionRecord(failure.connections)
    origins = failure.origins.map(OriginRecord.init)
  }
}

private struct InfluenceRecord: Encodable {
  let policy: PolicyRecord
  let effect: String
  let tenants: [String]
  let count: Int
  let witness: DifferenceRecord

  init(_ influence: ForeignInfluence) {
    policy = PolicyRecord(influence.policy)
    effect = influence.isWidening ? "widens" : "narrows"
    tenants = influence.tenants
    count = influence.count
    witness = DifferenceRecord(influence.witness)
  }
}

private struct PrecedenceRecord: Encodable {
  let policy: PolicyRecord
  let before: [PolicyRecord]
  let isDefined: Bool

  init(_ precedence: ForeignPrecedence) {
    policy = PolicyRecord(precedence.policy)
    before = precedence.others.map(PolicyRecord.init)
    isDefined = precedence.isDefined
  }
}

private struct UnfilteredRecord: Encodable {
  let source: String
  let destination: String
  let connections: ConnectionRecord
  let expected: [RequestRecord]
  /// Null when any request passes.
  let actual: [RequestRecord]?
  let rules: [RuleRecord]
  let origins: [OriginRecord]

  init(_ flow: UnfilteredFlow) {
    source = flow.source
    destination = flow.destination
    connections = ConnectionRecord(flow.connections)
    expected = flow.expected.map(RequestRecord.init)
    actual = flow.actual.map { $0.map(RequestRecord.init) }
    rules = flow.deciding.map(RuleRecord.init)
    origins = flow.origins.map(OriginRecord.init)
  }
}

private struct RequestRecord: Encodable {
  let method: String?
  let path: String?
  /// Whatever else a request must have, in words.
  let conditions: [String]

  init(_ request: HTTPMatch) {
    method = request.method
    path = request.path
    conditions = request.conditions
  }
}

private struct RuleRecord: Encodable {
  let policy: PolicyRecord
  let direction: String
  /// From 1 on, in its own list of the object, which in Cilium's policies denies have; absent when the policy isolates and no rule of it allows.
  let rule: Int?
  let action: String

  init(_ rule: DecidingRule) {
    policy = PolicyRecord(rule.policy)
    direction = rule.direction.rawValue
    self.rule = rule.rule?.number
    action = rule.action.rawValue
  }
}

private struct PolicyRecord: Encodable {
  let kind: String
  let namespace: String?
  let name: String

  init(_ policy: PolicyID) {
    kind = policy.api.rawValue
    namespace = policy.namespace
    name = policy.name
  }
}

/// Places as `file:line:column`.
private struct OriginRecord: Encodable {
  let need: String?
  let grant: String?

  init(_ origin: EdgeOrigin) {
    need = origin.need?.location
    grant = origin.grant?.location
  }
}

private struct DriftRecord: Encodable {
  let policy: PolicyRecord
  let drift: String
}

private struct FindingRecord: Encodable {
  let code: String
  let severity: String
  let message: String
  let place: String?

  init(_ finding: Diagnostic) {
    code = finding.code.rawValue
    severity = finding.severity.rawValue
    message = finding.message
    place = finding.span?.location
  }
}
