public import Diagnostics
public import PolicyModel

/// The authored graph as it was written: every value checked for its form and located, no name bound yet.
public struct GraphDocument: Sendable {
  public let platform: PlatformDocument
  /// In the order of their files' paths, then of the documents in a file.
  public let tenants: [TenantDocument]
}

/// One key of the labels that the platform gives to tenants.
public struct LabelDocument: Sendable {
  public let key: Located<String>
  /// At least one, each once.
  public let values: [LabelValueDocument]
}

/// A value of such a label and who bears it.
public struct LabelValueDocument: Sendable {
  public let value: Located<String>
  /// Names of tenants; nil for every tenant that bears no other value of the key.
  public let bearers: [Located<String>]?
}

/// `kind: Platform`: what the platform team owns.
public struct PlatformDocument: Sendable {
  public let name: Located<String>
  /// Who reviews what no tenant owns; nil when the document does not say.
  public let owner: Located<String>?
  public let environments: [Located<String>]
  public let clusters: [ClusterDocument]
  public let network: NetworkDocument?
  public let dns: DNSDocument?
  public let withinTenant: WithinTenant
  public let consent: Consent
  public let guardrails: [GuardrailDocument]
  public let assertions: [AssertionDocument]
  /// Labels of tenants that the platform gives, and no tenant gives itself.
  public let labels: [LabelDocument]
  public let administrators: AdministratorsDocument?
  public let delivery: DeliveryDocument?
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
  /// What is compiled besides policies.
  public let emit: [Located<Emission>]
  /// Where Argo CD finds the cluster's API server; nil where it knows the cluster by name.
  public let server: String?
  public let span: Span
}

/// Which policy API a cluster's network plugin enforces.
public enum Enforcement: String, Sendable, CaseIterable {
  /// NetworkPolicy alone, which only allows.
  case kubernetes
  /// NetworkPolicy to close namespaces, Cilium's own policies for everything else.
  case cilium
  /// NetworkPolicy for what is allowed, ClusterNetworkPolicy for what nobody may open.
  case clusterNetworkPolicy
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

/// Objects that can be compiled besides policies, for the tools that a cluster has.
public enum Emission: String, Sendable, CaseIterable {
  /// Kyverno policies that keep tenants from widening what the graph says, with tests of them.
  case kyverno
  /// The same as ValidatingAdmissionPolicies, which the API server evaluates by itself.
  case vap
  /// Namespaced policies as GlobalTenantResources of Capsule.
  case capsule
  /// An Application of Argo CD for the cluster, and the projects around it.
  case argocd

  /// Whether it refuses what people do in a cluster, and therefore has to know who the platform is.
  public var isGuard: Bool { self == .kyverno || self == .vap }
}

/// Who may change what is compiled, in the clusters.
public struct AdministratorsDocument: Sendable {
  public let groups: [Located<String>]
  /// `argocd/argocd-application-controller`: namespace and name.
  public let serviceAccounts: [Located<String>]
  public let span: Span
}

/// Where the compiled folder lies, for tools that apply it from there.
public struct DeliveryDocument: Sendable {
  public let repository: String
  public let revision: String
  /// The output folder, relative to the root of the repository.
  public let path: String
  /// Where Argo CD itself runs.
  public let namespace: String
  public let span: Span
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
