public import Diagnostics
public import PolicyModel

/// The authored graph as it was written: every value checked for its form and located, no name bound yet.
public struct GraphDocument: Sendable {
  public let platform: PlatformDocument
  /// In the order of their files' paths, then of the documents in a file.
  public let tenants: [TenantDocument]
}

/// `kind: Platform`: what the platform team owns.
public struct PlatformDocument: Sendable {
  public let name: Located<String>
  public let environments: [Located<String>]
  public let clusters: [ClusterDocument]
  public let network: NetworkDocument?
  public let dns: DNSDocument?
  public let withinTenant: WithinTenant
  public let consent: Consent
  public let guardrails: [GuardrailDocument]
  public let assertions: [AssertionDocument]
  public let span: Span
}

/// Which pods of a tenant reach each other without an edge.
public enum WithinTenant: String, Sendable, CaseIterable {
  case none
  case sameNamespace = "same-namespace"
  case sameEnvironment = "same-environment"
}

/// Who has to agree before an edge exists.
public enum Consent: String, Sendable, CaseIterable {
  /// A need of the consumer and a grant of the provider.
  case both
  /// A grant alone makes the edge: for migrations.
  case provider
}

public struct ClusterDocument: Sendable {
  public let name: Located<String>
  public let environments: [Located<String>]
  public let enforcement: Located<Enforcement>
  public let ciliumVersion: Located<CiliumVersion>?
  /// Whether the cluster's plugin implements ClusterNetworkPolicy.
  public let clusterNetworkPolicy: Bool
  public let span: Span
}

/// Which policy API a cluster's network plugin enforces.
public enum Enforcement: String, Sendable, CaseIterable {
  case kubernetes, cilium
}

/// `1.18`: major and minor number of a Cilium release.
public struct CiliumVersion: Hashable, Sendable, Comparable {
  public let major: Int
  public let minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  public static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}

/// Addresses of the cluster's own parts, which "the internet" leaves out.
public struct NetworkDocument: Sendable {
  public let podCIDRs: [Located<CIDR>]
  public let serviceCIDRs: [Located<CIDR>]
  public let nodeCIDRs: [Located<CIDR>]
  public let apiServer: APIServerDocument?
  public let span: Span
}

public struct APIServerDocument: Sendable {
  public let cidrs: [Located<CIDR>]
  public let port: UInt16
  public let span: Span
}

/// The cluster's name servers, which every isolated pod may ask.
public struct DNSDocument: Sendable {
  public let namespace: Located<String>
  public let selector: Located<LabelSelector>
  public let ports: [Located<PortRange>]
  /// Addresses of node-local caches.
  public let nodeLocal: [Located<IPAddress>]
  public let span: Span
}

/// Ports of one protocol, from the first to the last.
public struct PortRange: Hashable, Sendable, Comparable {
  public let transport: TransportProtocol
  public let ports: ClosedRange<UInt16>

  public init(_ transport: TransportProtocol, _ ports: ClosedRange<UInt16>) {
    self.transport = transport
    self.ports = ports
  }

  public var connections: ConnectionSet { ConnectionSet(transport, ports) }

  public static func < (left: Self, right: Self) -> Bool {
    (left.ports.lowerBound, left.ports.upperBound, left.transport)
      < (right.ports.lowerBound, right.ports.upperBound, right.transport)
  }
}

extension PortRange: CustomStringConvertible {
  /// As it is written in a graph: `443`, `53/UDP`, `30000-30100`.
  public var description: String {
    let numbers = ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
    return transport == .tcp ? numbers : "\(numbers)/\(transport.rawValue)"
  }
}

/// A deny that no tenant can override.
public struct GuardrailDocument: Sendable {
  public let name: Located<String>
  /// Where it is enforced: at the sources (`egress`) or at the destinations (`ingress`).
  public let deny: Located<Direction>
  public let from: Located<Reference>
  public let to: Located<Reference>
  /// Empty for every port.
  public let ports: [Located<PortReference>]
  public let exceptions: [GuardrailExceptionDocument]
  public let reason: String?
  public let span: Span
}

/// Flows that a guardrail leaves alone. Nil stands for what the guardrail itself says.
public struct GuardrailExceptionDocument: Sendable {
  public let from: Located<Reference>?
  public let to: Located<Reference>?
  public let span: Span
}

/// A claim about the access graph that every run checks.
public struct AssertionDocument: Sendable {
  public enum Claim: String, Sendable, CaseIterable { case never, always }

  public let name: Located<String>
  public let claim: Claim
  public let from: Located<Reference>
  public let to: Located<Reference>
  /// Empty for every port: with `never` no port may be open, with `always` at least one must be.
  public let ports: [Located<PortReference>]
  /// Empty for every environment.
  public let environments: [Located<String>]
  /// Whether `never` speaks of paths over other workloads too.
  public let isTransitive: Bool
  public let span: Span
}

/// `kind: Tenant`: what a team owns.
public struct TenantDocument: Sendable {
  public enum Role: String, Sendable, CaseIterable {
    case product
    /// A shared service of the platform: may make grants and needs mandatory.
    case platform
  }

  public let name: Located<String>
  public let labels: Labels
  public let owner: Located<String>
  public let role: Role
  public let namespaces: [NamespaceDocument]
  public let workloads: [WorkloadDocument]
  public let grants: [GrantDocument]
  public let needs: [NeedDocument]
  /// The whole document.
  public let span: Span
  /// The word `grants` above the list, or the name of a tenant without one.
  public let grantsSpan: Span
}

public struct NamespaceDocument: Sendable {
  public let name: Located<String>
  /// At least one. A namespace of shared tools may serve several.
  public let environments: [Located<String>]
}

public struct WorkloadDocument: Sendable {
  public let name: Located<String>
  public let selector: Located<LabelSelector>
  public let ports: [PortDocument]
  /// Nil for all namespaces of the tenant.
  public let namespaces: [Located<String>]?
  public let span: Span
}

/// A container port, or a range of them, under a name.
public struct PortDocument: Sendable {
  public let name: Located<String>
  public let range: PortRange
  /// The port of the Service in front, which policies never see.
  public let service: UInt16?
  /// Callers cannot be pinned down: the port opens to everyone.
  public let webhook: Bool
  public let span: Span
}

/// A provider's consent.
public struct GrantDocument: Sendable {
  public let to: Located<Reference>
  /// A workload of the tenant, or `*` for all of them.
  public let workload: Located<String>
  /// Empty for every declared port.
  public let ports: [Located<PortReference>]
  /// Nil for every environment, same to same.
  public let environments: [Located<EnvironmentPair>]?
  /// The last day on which the grant holds.
  public let until: Located<CalendarDate>?
  public let ticket: String?
  public let reason: String?
  public let mandatory: Located<Bool>?
  public let http: [Located<HTTPMatch>]
  public let span: Span
}

/// A consumer's request.
public struct NeedDocument: Sendable {
  /// A workload of the tenant; nil for all of them.
  public let from: Located<String>?
  public let to: Located<Reference>
  /// Empty for every port that the grants open.
  public let ports: [Located<PortReference>]
  /// Nil for every environment, same to same.
  public let environments: [Located<EnvironmentPair>]?
  public let ticket: String?
  public let reason: String?
  public let mandatory: Located<Bool>?
  public let span: Span
}

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

/// A day of the Gregorian calendar, `2027-03-31`.
public struct CalendarDate: Hashable, Sendable, Comparable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil unless the day exists.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1 March of the year 0: the difference of two is the days between them.
  public var dayNumber: Int {
    let shifted = month > 2 ? (year: year, month: month - 3) : (year: year - 1, month: month + 9)
    let leapDays = shifted.year / 4 - shifted.year / 100 + shifted.year / 400
    return shifted.year * 365 + leapDays + (153 * shifted.month + 2) / 5 + day - 1
  }

  public static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }
}

extension CalendarDate: LosslessStringConvertible {
  /// Nil unless `text` is a day that exists, in the form `YYYY-MM-DD`.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
