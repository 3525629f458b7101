public import Diagnostics
public import PolicyModel

/// From which environment to which an edge leads; mostly twice the same.
public struct EnvironmentPair: Hashable, Sendable, Comparable {
  public let from: String
  public let to: String

  public init(from: String, to: String) {
    self.from = from
    self.to = to
  }

  public var isCrossing: Bool { from != to }

  public static func < (left: Self, right: Self) -> Bool { (left.from, left.to) < (right.from, right.to) }
}

/// Whom a grant, need, guardrail or assertion is about.
public indirect enum Reference: Hashable, Sendable {
  /// `"*"`
  case everyTenant
  /// `payments`: every workload of the tenant.
  case tenant(String)
  /// `payments/api`
  case workload(tenant: String, workload: String)
  /// `{tenants: {compliance: pci}}`: tenants that bear these labels.
  case labelled(LabelSelector)
  /// `{not: …}`: every pod that the inner reference leaves out, in unmanaged namespaces too, and the world outside.
  case not(Located<Reference>)
  /// `{cidr: …, except: […]}`
  case addresses(AddressBlock)
  /// `{fqdn: …}`
  case domain(DomainPattern)
  /// `{internet: true}`: every address outside the cluster.
  case internet
  /// `{apiServer: true}`
  case apiServer
}

/// Ports of a provider by the name that it gave them, or by number.
public enum PortReference: Hashable, Sendable {
  case named(String)
  case numbered(PortRange)
}

extension PortReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .named(let name): name
    case .numbered(let range): "\(range)"
    }
  }
}
