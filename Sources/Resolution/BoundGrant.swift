import Diagnostics
import GraphFormat
import PolicyModel

/// A grant with its provider's workloads bound.
final class BoundGrant: Sendable {
  let document: GrantDocument
  let claim: Claim
  let provider: Tenant
  /// The workloads that it opens.
  let workloads: [TenantWorkload]
  private let names: Set<String>
  /// Whether its last day is over.
  let isExpired: Bool
  /// The environments it holds in: same to same unless it says otherwise.
  let environments: Set<EnvironmentPair>

  init(_ document: GrantDocument, provider: Tenant, environments: [String], today: CalendarDate) {
    self.document = document
    claim = Claim(document)
    self.provider = provider
    workloads = provider.workloads.filter {
      document.workload.value == "*" || document.workload.value == $0.id.name
    }
    names = Set(workloads.map(\.id.name))
    isExpired = document.until.map { $0.value < today } ?? false
    self.environments = Set(document.environments.pairs(among: environments))
  }

  var isMandatory: Bool { document.mandatory?.value ?? false }

  /// Whether it opens `workload` to `consumer`, in some environment.
  func covers(_ consumer: WorkloadID, _ workload: TenantWorkload, in directory: TenantDirectory) -> Bool {
    workload.id.tenant == provider.name && names.contains(workload.id.name)
      && directory.covers(document.to.value, consumer)
  }

  /// The ports of `workload` that it opens.
  func ports(of workload: TenantWorkload) -> [EdgePort] { workload.ports(meantBy: document.ports) }
}

extension [Located<EnvironmentPair>]? {
  /// The pairs that are written, or each environment with itself.
  func pairs(among environments: [String]) -> [EnvironmentPair] {
    map { $0.map(\.value) } ?? environments.map { EnvironmentPair(from: $0, to: $0) }
  }
}

extension TenantWorkload {
  /// The namespaces of this workload that serve `environment`.
  public func namespaces(in environment: String) -> [TenantNamespace] {
    namespaces.filter { $0.environments.contains(environment) }
  }

  func runs(in environment: String) -> Bool { namespaces.contains { $0.environments.contains(environment) } }
}
