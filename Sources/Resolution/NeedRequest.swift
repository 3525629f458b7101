import Diagnostics
import GraphFormat
import PolicyModel

/// A need with its names bound: who asks for what, where.
struct NeedRequest {
  let document: NeedDocument
  let claim: Claim
  let tenant: Tenant
  let consumers: [TenantWorkload]
  let environments: [EnvironmentPair]
  /// What has to be granted, each on its own.
  let units: [Unit]

  /// Providers of which at least one has to consent: one workload if the need names one, else a tenant's workloads.
  struct Unit {
    let name: String
    let tenant: String
    let providers: [TenantWorkload]
  }

  /// One consumer, one provider, one pair of environments, and the ports asked for.
  struct Flow {
    let consumer: TenantWorkload
    let provider: TenantWorkload
    let pair: EnvironmentPair
    let requested: [EdgePort]
  }

  init(_ document: NeedDocument, of tenant: Tenant, in directory: TenantDirectory) {
    self.document = document
    claim = Claim(document)
    self.tenant = tenant
    consumers = tenant.workloads.filter { document.from == nil || document.from?.value == $0.id.name }
    environments = document.environments.pairs(among: directory.environments)
    let target = document.to.value
    if case .workload(let provider, let name) = target {
      units = [
        Unit(name: "\(provider)/\(name)", tenant: provider, providers: directory.workloads(meantBy: target))
      ]
    } else {
      units = directory.tenants(meantBy: target).filter { $0.name != tenant.name || target == .tenant(tenant.name) }
        .map { provider in
          let meant = provider.workloads.filter { directory.covers(target, $0.id) }
          return Unit(name: provider.name, tenant: provider.name, providers: meant)
        }
    }
  }

  var isMandatory: Bool { document.mandatory?.value ?? false }

  /// As people would refer to the consumer.
  var consumerName: String { document.from.map { "\(tenant.name)/\($0.value)" } ?? tenant.name }

  /// Every flow to `providers` for which both ends exist.
  func flows(to providers: [TenantWorkload]) -> [Flow] {
    var flows: [Flow] = []
    for provider in providers {
      let requested = provider.ports(meantBy: document.ports)
      for pair in environments where provider.runs(in: pair.to) {
        for consumer in consumers where consumer.runs(in: pair.from) {
          flows.append(Flow(consumer: consumer, provider: provider, pair: pair, requested: requested))
        }
      }
    }
    return flows
  }
}

/// How much of a need its grants cover.
///
/// Environments or ports that the need spells out must all be granted; where it leaves them open, some must be.
struct NeedCoverage {
  let request: NeedRequest
  private var order: [Key] = []
  private var wanted: [Key: ConnectionSet] = [:]
  private var granted: [Key: ConnectionSet] = [:]

  private struct Key: Hashable {
    let consumer: WorkloadID
    /// Nil where the need leaves the environments open.
    let pair: EnvironmentPair?
  }

  /// What nobody grants.
  struct Gap {
    let consumer: WorkloadID
    let pair: EnvironmentPair?
    /// Empty when the need leaves the ports open.
    let ports: ConnectionSet
    /// Whether grants cover other consumers of the same need.
    let isPartial: Bool
  }

  init(request: NeedRequest) { self.request = request }

  mutating func expect(_ flow: NeedRequest.Flow) {
    let key = key(of: flow)
    if wanted[key] == nil { order.append(key) }
    let ports = request.document.ports.isEmpty ? ConnectionSet.none : flow.requested.connections
    wanted[key, default: .none] = wanted[key, default: .none].union(ports)
  }

  mutating func cover(_ flow: NeedRequest.Flow, with ports: [EdgePort]) {
    let key = key(of: flow)
    granted[key] = granted[key, default: .none].union(ports.connections)
  }

  var firstGap: Gap? {
    for key in order {
      let missing = (wanted[key] ?? .none).subtracting(granted[key] ?? .none)
      if granted[key] == nil || !missing.isEmpty {
        let isPartial = granted.keys.contains { $0.consumer != key.consumer }
        return Gap(consumer: key.consumer, pair: key.pair, ports: missing, isPartial: isPartial)
      }
    }
    return nil
  }

  private func key(of flow: NeedRequest.Flow) -> Key {
    Key(consumer: flow.consumer.id, pair: request.document.environments == nil ? nil : flow.pair)
  }
}

extension Diagnostic {
  /// Consumer and provider share no environment that the need speaks of.
  static func neverMeets(_ request: NeedRequest, _ unit: NeedRequest.Unit) -> Diagnostic {
    func environments(_ workloads: [TenantWorkload]) -> String {
      Set(workloads.flatMap(\.namespaces).flatMap(\.environments)).sorted().quotedList
    }
    return Diagnostic(
      .environmentsNeverMeet,
      "\"\(request.consumerName)\" and \"\(unit.name)\" never run in environments that this need connects",
      at: request.document.environments?.first?.span ?? request.document.to.span, severity: .error,
      help: "\"\(request.consumerName)\" runs in \(environments(request.consumers)), "
        + "\"\(unit.name)\" in \(environments(unit.providers))")
  }

  static func needWithoutGrant(
    _ gap: NeedCoverage.Gap, request: NeedRequest, unit: NeedRequest.Unit, near: BoundGrant?, guardrail: Guardrail?,
    in document: GraphDocument
  ) -> Diagnostic {
    if let pair = gap.pair, pair.isCrossing, let near, !near.environments.contains(pair) {
      return .crossesAlone(pair, request, unit, near)
    }
    let consumer = gap.isPartial ? gap.consumer.description : request.consumerName
    let ports = gap.ports.isEmpty ? "" : " on \(gap.ports)"
    let place = gap.pair.map { $0.isCrossing ? " from \"\($0.from)\" to \"\($0.to)\"" : " in \"\($0.from)\"" } ?? ""
    var notes: [Note] = []
    if let near {
      notes.append(Note("this grant opens other ports or environments", at: near.document.to.span))
    } else if let provider = document.tenants.first(where: { $0.name.value == unit.tenant }) {
      let what =
        provider.grants.isEmpty
        ? "\"\(unit.tenant)\" grants nothing so far" : "grants of \"\(unit.tenant)\" are listed here"
      notes.append(Note(what, at: provider.grantsSpan))
    }
    let owner = document.tenants.first { $0.name.value == unit.tenant }?.owner.value ?? unit.tenant
    let help =
      guardrail.map { "the guardrail \"\($0.name)\" forbids it: ask \(request.tenant.owner) to take the need back" }
      ?? "ask \(owner) to add `\(suggestedGrant(gap, to: consumer, request, unit))`, "
      + "or \(request.tenant.owner) to take the need back"
    if let guardrail { notes.append(Note("the guardrail is declared here", at: guardrail.span)) }
    return Diagnostic(
      .needWithoutGrant,
      "\"\(consumer)\" needs \"\(unit.name)\"\(ports)\(place), but no grant of \"\(unit.tenant)\" covers it",
      at: request.document.to.span, notes: notes,
      help: help)
  }

  /// The provider's consent ends at its own environment.
  private static func crossesAlone(
    _ pair: EnvironmentPair, _ request: NeedRequest, _ unit: NeedRequest.Unit, _ grant: BoundGrant
  ) -> Diagnostic {
    Diagnostic(
      .oneSidedCrossing,
      "\"\(request.consumerName)\" reaches from \"\(pair.from)\" into \"\(pair.to)\" of \"\(unit.name)\", "
        + "but the grant says nothing of that crossing",
      at: request.document.environments?.first { $0.value == pair }?.span ?? request.document.to.span,
      notes: [Note("the grant is here", at: grant.document.to.span)],
      help: "ask \(grant.provider.owner) to add `environments: [\(pair.asEntry)]` to the grant")
  }

  private static func suggestedGrant(
    _ gap: NeedCoverage.Gap, to consumer: String, _ request: NeedRequest, _ unit: NeedRequest.Unit
  ) -> String {
    let able = unit.providers.filter { !$0.ports(meantBy: request.document.ports).isEmpty }
    let workload = able.count == 1 ? able[0].id.name : "*"
    var fields = ["to: \(consumer.asEntry)", "workload: \(workload.asEntry)"]
    if !request.document.ports.isEmpty {
      fields.append("ports: [\(request.document.ports.map(\.value.asEntry).joined(separator: ", "))]")
    }
    if let pair = gap.pair {
      fields.append("environments: [\(pair.asEntry)]")
    }
    return "- {\(fields.joined(separator: ", "))}"
  }
}
