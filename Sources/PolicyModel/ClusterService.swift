/// A Service of a cluster. Policies never see it: they see the pods behind it, on the ports that it translates to. (CIL-60)
public struct ClusterService: Hashable, Sendable {
  public let namespace: String
  public let name: String
  /// Nil when the Service has no selector, so that its endpoints are addresses that somebody else writes.
  public let selector: LabelSelector?
  /// Whether the Service is only another name for a domain.
  public let isExternalName: Bool
  /// Whether its name leads to the pods themselves, and nothing translates ports.
  public let isHeadless: Bool
  /// Where the Service is reached; none for a headless one.
  public let addresses: [IPAddress]
  public let ports: [Port]

  /// A port of a Service, and what becomes of it.
  public struct Port: Hashable, Sendable {
    public let name: String?
    public let transport: TransportProtocol
    public let number: UInt16
    public let target: Target

    /// The port of a pod behind a Service.
    public enum Target: Hashable, Sendable {
      case number(UInt16)
      /// Looked up on each pod.
      case name(String)
    }

    public init(name: String?, transport: TransportProtocol, number: UInt16, target: Target) {
      self.name = name
      self.transport = transport
      self.number = number
      self.target = target
    }
  }

  public init(
    namespace: String, name: String, selector: LabelSelector?, isExternalName: Bool = false, isHeadless: Bool = false,
    addresses: [IPAddress] = [], ports: [Port] = []
  ) {
    self.namespace = namespace
    self.name = name
    self.selector = selector
    self.isExternalName = isExternalName
    self.isHeadless = isHeadless
    self.addresses = addresses
    self.ports = ports
  }

  /// Whether a workload's pods are behind the Service.
  public func selects(_ workload: Workload) -> Bool {
    workload.namespace == namespace && (selector?.matches(workload.labels) ?? false)
  }
}

extension ClusterService.Port {
  /// The connections that a pod with these container ports gets of it.
  public func connections(on ports: [ContainerPort]) -> ConnectionSet {
    switch target {
    case .number(let number): ConnectionSet(transport, number...number)
    case .name(let name):
      ports.filter { $0.name == name && $0.transport == transport }
        .reduce(.none) { $0.union(ConnectionSet($1.transport, $1.number...$1.number)) }
    }
  }
}

/// A node of a cluster, by the addresses that its object tells.
public struct ClusterNode: Hashable, Sendable {
  public let name: String
  public let addresses: [IPAddress]
  /// Whether its labels say that the API server runs there.
  public let isControlPlane: Bool

  public init(name: String, addresses: [IPAddress], isControlPlane: Bool = false) {
    self.name = name
    self.addresses = addresses
    self.isControlPlane = isControlPlane
  }
}
