public import Diagnostics
public import PolicyModel

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
  /// The API server calls it, from wherever that runs.
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
