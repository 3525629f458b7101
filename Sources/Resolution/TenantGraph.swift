public import Diagnostics
public import GraphFormat
public import PolicyModel

/// The graph with every name bound: tenants, what they run where, and the edges between them.
public struct TenantGraph: Sendable {
  public let name: String
  public let environments: [String]
  /// Sorted by name.
  public let clusters: [Cluster]
  public let network: Network
  public let dns: NameService
  public let withinTenant: WithinTenant
  /// Sorted by name.
  public let tenants: [Tenant]
  /// Sorted by consumer, provider and environments.
  public let edges: [Edge]
  public let guardrails: [Guardrail]
  public let assertions: [Assertion]
  public let administrators: Administrators
  /// Nil when the graph does not say.
  public let delivery: Delivery?
}

public struct Cluster: Hashable, Sendable {
  public let name: String
  public let environments: [String]
  public let enforcement: Enforcement
  public let ciliumVersion: CiliumVersion?
  public let clusterNetworkPolicy: Bool
  /// What is compiled besides policies, in the order of the cases.
  public let emissions: [Emission]
  /// Where Argo CD finds the cluster's API server; nil where it knows the cluster by name.
  public let server: String?
}

/// Who may change in the clusters what is compiled; nobody where both are empty.
public struct Administrators: Hashable, Sendable {
  /// Sorted, each once.
  public let groups: [String]
  /// `argocd/argocd-application-controller`, sorted, each once.
  public let serviceAccounts: [String]

  public init(groups: [String], serviceAccounts: [String]) {
    self.groups = groups
    self.serviceAccounts = serviceAccounts
  }

  public var isEmpty: Bool { groups.isEmpty && serviceAccounts.isEmpty }
}

/// Where the compiled folder lies, for tools that apply it from there.
public struct Delivery: Hashable, Sendable {
  public let repository: String
  public let revision: String
  /// Relative to the root of the repository.
  public let path: String
  /// Where Argo CD itself runs.
  public let namespace: String
}

/// Addresses of the cluster's own parts.
public struct Network: Hashable, Sendable {
  public let podCIDRs: [CIDR]
  public let serviceCIDRs: [CIDR]
  public let nodeCIDRs: [CIDR]
  /// Nil when the graph does not say.
  public let apiServer: APIServer?
}

public struct APIServer: Hashable, Sendable {
  public let cidrs: [CIDR]
  public let port: UInt16
}

/// The cluster's name servers.
public struct NameService: Hashable, Sendable {
  public let namespace: String
  public let selector: LabelSelector
  public let ports: [PortRange]
  public let nodeLocal: [IPAddress]
}

public struct Tenant: Hashable, Sendable {
  public let name: String
  public let owner: String
  public let labels: Labels
  public let role: TenantDocument.Role
  /// Sorted by name.
  public let namespaces: [TenantNamespace]
  /// Sorted by name.
  public let workloads: [TenantWorkload]
  public let span: Span
}

public struct TenantNamespace: Hashable, Sendable {
  public let name: String
  /// In the platform's order.
  public let environments: [String]
}

/// Pods of a tenant that share labels.
public struct TenantWorkload: Hashable, Sendable {
  public let id: WorkloadID
  public let selector: LabelSelector
  public let ports: [WorkloadPort]
  /// The namespaces it may run in, sorted.
  public let namespaces: [TenantNamespace]
  public let span: Span
}

/// `payments/api`
public struct WorkloadID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let tenant: String
  public let name: String

  public init(tenant: String, name: String) {
    self.tenant = tenant
    self.name = name
  }

  public var description: String { "\(tenant)/\(name)" }

  public static func < (left: Self, right: Self) -> Bool { (left.tenant, left.name) < (right.tenant, right.name) }
}

public struct WorkloadPort: Hashable, Sendable {
  public let name: String
  public let range: PortRange
  public let service: UInt16?
  public let webhook: Bool
}

/// One allowed flow between two ends in one pair of environments, with the reasons behind it.
public struct Edge: Hashable, Sendable {
  public let consumer: EdgeEnd
  public let provider: EdgeEnd
  public let environments: EnvironmentPair
  /// Sorted, each once. Empty for every port, which only ends outside the cluster can have.
  public let ports: [EdgePort]
  /// Narrows the flow at layer 7, where the cluster can.
  public let http: [HTTPMatch]
  public let origin: EdgeOrigin
}

/// One end of an edge.
public enum EdgeEnd: Hashable, Sendable {
  case workload(WorkloadID)
  case addresses(AddressBlock)
  case domain(DomainPattern)
  case internet
  case apiServer
  /// Everybody, whoever it is: the callers of a webhook where policies have no name for them.
  case anyone
  /// The API server and every node: the callers of a webhook on Cilium, which names them.
  case controlPlane
}

/// A port of an edge, with its name where the provider gave it one.
public struct EdgePort: Hashable, Sendable, Comparable {
  public let range: PortRange
  public let name: String?

  public static func < (left: Self, right: Self) -> Bool {
    left.range == right.range ? left.name ?? "" < right.name ?? "" : left.range < right.range
  }
}

/// A deny that no tenant can override, with its references bound.
public struct Guardrail: Sendable {
  public let name: String
  public let direction: Direction
  public let from: Population
  public let to: Population
  /// Empty for every port.
  public let ports: [EdgePort]
  public let exceptions: [GuardrailException]
  public let reason: String?
  public let span: Span
}

/// Flows that a guardrail leaves alone.
public struct GuardrailException: Sendable {
  public let from: Population
  public let to: Population
  public let span: Span
}

public struct Assertion: Sendable {
  public let name: String
  public let claim: AssertionDocument.Claim
  public let from: Population
  public let to: Population
  /// Empty for every port.
  public let ports: [EdgePort]
  /// Empty for every environment.
  public let environments: [String]
  /// Whether a path over other workloads breaks the claim too.
  public let isTransitive: Bool
  public let span: Span
}

/// Whom a reference means.
public indirect enum Population: Hashable, Sendable {
  /// These workloads, sorted.
  case workloads([WorkloadID])
  /// Every pod in the namespaces of these tenants, sorted.
  case tenants([String])
  /// Every pod outside the inner population, in whatever namespace, and the world outside the cluster.
  case outside(Population)
  case addresses(AddressBlock)
  case domain(DomainPattern)
  case internet
  case apiServer
}
