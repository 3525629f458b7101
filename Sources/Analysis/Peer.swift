public import PolicyModel

/// Whose reading of the disputed rules counts: the generic one of the Kubernetes documentation, or Cilium's.
/// (NP-29, NP-31, NP-36 and NP-37 against CIL-6, CIL-27, CIL-44 and CIL-45)
public enum Semantics: String, Sendable, CaseIterable {
  case generic, cilium
}

/// Addresses of one family that no policy tells apart: a range inside one part of
/// ``PolicyEvaluation/addressPartitions(of:)``. A wider range is judged by its lowest address.
public struct AddressPeer: Hashable, Sendable {
  public let family: AddressFamily
  public let range: ClosedRange<UInt128>
  public let role: AddressRole

  public init(family: AddressFamily, range: ClosedRange<UInt128>, role: AddressRole = .external) {
    self.family = family
    self.range = range
    self.role = role
  }

  /// Every address of a block.
  public init(_ block: CIDR, role: AddressRole = .external) {
    self.init(family: block.family, range: block.range, role: role)
  }
}

/// What answers at an address, as far as policies treat it differently.
public enum AddressRole: Hashable, Sendable {
  case external
  /// The node that runs the pod at the other end. (NP-36, CIL-27)
  case ownNode
  case remoteNode
  /// The API server, on a node of the cluster or outside. (CIL-50)
  case apiServer(onNode: Bool)
}

/// One end of a connection.
public enum Peer: Hashable, Sendable {
  case workload(Workload)
  case addresses(AddressPeer)
  case entity(EntityPeer)
  /// A name outside the cluster whose addresses are only known at run time. (CIL-52, CNP-15)
  case domain(String)
}

extension Peer: CustomStringConvertible {
  /// `namespace/name[Kind]`, `first-last[External]`, `entity:name`, `name[Domain]`.
  public var description: String {
    switch self {
    case .workload(let workload): "\(workload.namespace)/\(workload.name)[\(workload.kind)]"
    case .addresses(let peer): peer.description
    case .entity(let peer): peer.description
    case .domain(let name): "\(name)[Domain]"
    }
  }
}

extension AddressPeer: CustomStringConvertible {
  public var description: String { "\(first)-\(last)[\(role)]" }

  public var first: IPAddress { IPAddress(family: family, value: range.lowerBound) }
  public var last: IPAddress { IPAddress(family: family, value: range.upperBound) }
}

extension AddressRole: CustomStringConvertible {
  public var description: String {
    switch self {
    case .external: "External"
    case .ownNode: "OwnNode"
    case .remoteNode: "Node"
    case .apiServer: "APIServer"
    }
  }
}
